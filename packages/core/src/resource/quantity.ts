// Kubernetes' resource.Quantity: a fixed-point number with a suffix, exact to a billionth. The amount is held in nano
// units, so every quantity Kubernetes can express is a whole number here and no floating point is involved.

/** Which suffixes a quantity was written with; it is printed in the same family. */
export type QuantityFormat = 'decimalSI' | 'binarySI' | 'decimalExponent';

export interface Quantity {
  /** The amount times 10^9. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

/** A malformed quantity; the text is Kubernetes'. */
export class QuantityError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QuantityError';
  }
}

const formatWrong = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const numberWrong = 'unable to parse numeric part of quantity';
const suffixWrong = "unable to parse quantity's suffix";

/** Longer texts cost time and say nothing: the largest exact quantity needs 29 digits. */
const maxLength = 128;
/** Decimal digits before the point; Kubernetes knows no limit, but nothing real comes near. */
const maxIntegerDigits = 64;

const nanoPerUnit = 1_000_000_000n;
const maxBinaryNano = (2n ** 63n - 1n) * nanoPerUnit;

const decimalExponents: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const decimalSuffixes: ReadonlyMap<number, string> = new Map([...decimalExponents].map(([suffix, e]) => [e, suffix]));
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

const pattern = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;

/** Throws QuantityError. */
export function parseQuantity(text: string): Quantity {
  const match = pattern.exec(text);
  if (!match) throw new QuantityError(formatWrong);
  const [, sign = '', integer = '', fraction = '', suffix = ''] = match;
  if (integer === '' && fraction === '') throw new QuantityError(text.includes('.') ? numberWrong : formatWrong);
  if (text.length > maxLength) throw new QuantityError(numberWrong);
  const { format, decimal, binary } = readSuffix(suffix);
  const magnitude = scaledToNano(integer, fraction, decimal, binary);
  const nano = format === 'binarySI' && magnitude > maxBinaryNano ? maxBinaryNano : magnitude;
  // Below one there are no binary suffixes to print it with.
  const shown = format === 'binarySI' && nano > 0n && nano < nanoPerUnit ? 'decimalSI' : format;
  return { nano: sign === '-' ? -nano : nano, format: shown };
}

/** The factor a suffix stands for: 10^decimal × 2^binary. */
function readSuffix(suffix: string): { format: QuantityFormat; decimal: number; binary: number } {
  const decimal = decimalExponents.get(suffix);
  if (decimal !== undefined) return { format: 'decimalSI', decimal, binary: 0 };
  const power = (binarySuffixes as readonly string[]).indexOf(suffix);
  if (power > 0) return { format: 'binarySI', decimal: 0, binary: power * 10 };
  const exponent = /^[eE]([-+]?[0-9]+)$/.exec(suffix)?.[1];
  if (exponent === undefined) throw new QuantityError(suffixWrong);
  return { format: 'decimalExponent', decimal: Number(exponent), binary: 0 };
}

/** Rounds up what is finer than a billionth: who asks for some gets some. */
function scaledToNano(integer: string, fraction: string, decimal: number, binary: number): bigint {
  const digits = (integer + fraction).replace(/^0+/, '');
  if (digits === '') return 0n;
  const scale = decimal - fraction.length + 9;
  if (digits.length + scale > maxIntegerDigits + 9) throw new QuantityError(numberWrong);
  const mantissa = BigInt(digits) << BigInt(binary);
  if (scale >= 0) return mantissa * 10n ** BigInt(scale);
  // No shift of the longest binary suffix reaches over this many places: whatever is left is less than one nano.
  if (-scale > maxLength + 20) return 1n;
  const divisor = 10n ** BigInt(-scale);
  return (mantissa + divisor - 1n) / divisor;
}

/** Canonical form: no fraction, the largest suffix of the quantity's family that loses nothing. */
export function formatQuantity(quantity: Quantity): string {
  const { nano, format } = quantity;
  if (nano === 0n) return '0';
  const units = nano / nanoPerUnit;
  const isWhole = nano % nanoPerUnit === 0n;
  if (format === 'binarySI' && isWhole && (units >= 1024n || units <= -1024n)) return formatBinary(units);
  return formatDecimal(nano, format === 'decimalExponent');
}

function formatBinary(units: bigint): string {
  let amount = units;
  let power = 0;
  while (power < binarySuffixes.length - 1 && amount % 1024n === 0n) {
    amount /= 1024n;
    power += 1;
  }
  return `${amount}${binarySuffixes[power]}`;
}

function formatDecimal(nano: bigint, asExponent: boolean): string {
  let amount = nano;
  let exponent = -9;
  while (amount % 1000n === 0n && (asExponent || exponent < 18)) {
    amount /= 1000n;
    exponent += 3;
  }
  if (!asExponent) return `${amount}${decimalSuffixes.get(exponent)}`;
  return exponent === 0 ? `${amount}` : `${amount}e${exponent}`;
}

/** Up to three digits and a suffix are canonical already (`8Ei` is not: it is capped). */
const alreadyCanonical = /^-?[1-9][0-9]{0,2}(?:[numkMGTPE]|[KMGTP]i)?$/;

/** The canonical text of a quantity written as text or as a JSON number. Throws QuantityError. */
export function canonicalQuantity(value: string | number): string {
  if (typeof value === 'number')
    return formatQuantity({ nano: parseQuantity(String(value)).nano, format: 'decimalSI' });
  const text = value.trim();
  return alreadyCanonical.test(text) ? text : formatQuantity(parseQuantity(text));
}

export function compareQuantities(left: Quantity, right: Quantity): -1 | 0 | 1 {
  if (left.nano === right.nano) return 0;
  return left.nano < right.nano ? -1 : 1;
}

/** Keeps the format of the left side, unless that is zero. */
export function addQuantities(left: Quantity, right: Quantity): Quantity {
  return { nano: left.nano + right.nano, format: left.nano === 0n ? right.format : left.format };
}

/** Keeps the format of the left side, unless that is zero. */
export function subtractQuantities(left: Quantity, right: Quantity): Quantity {
  return { nano: left.nano - right.nano, format: left.nano === 0n ? right.format : left.format };
}

/** Kubernetes' Value(): whole units, rounded away from zero. Exact up to 2^53. */
export function quantityValue(quantity: Quantity): number {
  return Number(roundedAwayFromZero(quantity.nano, nanoPerUnit));
}

/** Kubernetes' MilliValue(): thousandths, rounded away from zero. Exact up to 2^53. */
export function quantityMilliValue(quantity: Quantity): number {
  return Number(roundedAwayFromZero(quantity.nano, 1_000_000n));
}

function roundedAwayFromZero(nano: bigint, divisor: bigint): bigint {
  const quotient = nano / divisor;
  if (nano % divisor === 0n) return quotient;
  return nano > 0n ? quotient + 1n : quotient - 1n;
}

export function quantityFromUnits(units: number, format: QuantityFormat): Quantity {
  return { nano: BigInt(units) * nanoPerUnit, format };
}

export function quantityFromMilli(milli: number, format: QuantityFormat): Quantity {
  return { nano: BigInt(milli) * 1_000_000n, format };
}
