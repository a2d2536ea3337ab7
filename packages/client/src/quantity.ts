// Kubernetes' quantities, as far as clients calculate with them: numbers, not Kubernetes' decimals.

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const form = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([KMGTPE]i|[numkMGTPE]?))$/;

/** Throws for what is none. */
export function quantityNumber(text: string): number {
  const [, digits, exponent = '', suffix = ''] = form.exec(text) ?? [];
  if (digits === undefined) throw new Error(`"${text}" is not a quantity`);
  return Number(digits + exponent) * (suffixes[suffix] ?? 1);
}

/** Rounded up, as Kubernetes does. */
export function milliValue(text: string): number {
  return Math.ceil(quantityNumber(text) * 1000 - 1e-6);
}

/** Rounded up, as Kubernetes does. */
export function wholeValue(text: string): number {
  return Math.ceil(quantityNumber(text) - 1e-9);
}

/** `250m`, `2`, `64Mi`: in the unit that leaves no rest. */
export function quantityText(resource: string, amount: number): string {
  if (resource === 'cpu') return Number.isInteger(amount) ? String(amount) : `${Math.round(amount * 1000)}m`;
  const unit = ['Ti', 'Gi', 'Mi', 'Ki'].find((suffix) => amount > 0 && amount % (suffixes[suffix] ?? 1) === 0);
  return unit ? `${amount / (suffixes[unit] ?? 1)}${unit}` : String(amount);
}
