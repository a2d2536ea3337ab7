// Scalars of the schema table: what each accepts in a manifest, and the one form it is stored in.
import { canonicalQuantity, QuantityError } from './quantity.ts';
import type { ScalarName } from './schema-table.ts';
import { canonicalMicroTime, canonicalTime, formatDuration, parseDuration } from './times.ts';

/** Why a value is refused. */
export class Refusal {
  readonly detail: string;
  /** What the error shows; secrets are never shown. */
  readonly shown: unknown;

  constructor(detail: string, shown: unknown) {
    this.detail = detail;
    this.shown = shown;
  }
}

/** Returns the stored form of a value that is neither null nor undefined. */
export type ScalarDecoder = (value: unknown) => unknown | Refusal;

const maxInt32 = 2 ** 31 - 1;
const minInt32 = -(2 ** 31);
/** Longer texts are cut in errors. */
const maxShown = 256;

/** The JSON type of a value, which errors show in its place, as Kubernetes' do for custom resources. */
export function typeShown(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function mistyped(value: unknown, expected: string): Refusal {
  return new Refusal(`must be ${expected}`, typeShown(value));
}

function shortened(text: string): string {
  return text.length <= maxShown ? text : `${text.slice(0, maxShown)}...`;
}

const nul = '\0';
const loneSurrogate = /\p{Surrogate}/u;
const loneSurrogates = /\p{Surrogate}/gu;

/** Half a surrogate pair becomes U+FFFD, as in Kubernetes. A NUL ends the text in any command line, environment or path. */
export function storableText(text: string): string | Refusal {
  if (text.includes(nul)) return new Refusal('must not contain the character U+0000', shortened(text));
  return loneSurrogate.test(text) ? text.replace(loneSurrogates, '\ufffd') : text;
}

function decodeString(value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : mistyped(value, 'a string');
}

function decodeBoolean(value: unknown): unknown {
  return typeof value === 'boolean' ? value : mistyped(value, 'a boolean');
}

function decodeInt32(value: unknown): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value)) return mistyped(value, 'an integer (int32)');
  if (value < minInt32 || value > maxInt32) {
    return new Refusal(`must be an integer between ${minInt32} and ${maxInt32} (int32)`, value);
  }
  return value + 0; // Turns -0 into 0.
}

function decodeInt64(value: unknown): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value)) return mistyped(value, 'an integer (int64)');
  if (!Number.isSafeInteger(value)) {
    const bound = Number.MAX_SAFE_INTEGER;
    return new Refusal(`must be an integer between -${bound} and ${bound}: larger ones cannot be kept exactly`, value);
  }
  return value + 0;
}

function decodeNumber(value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value) ? value + 0 : mistyped(value, 'a number');
}

function decodeIntOrString(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  return typeof value === 'number' ? decodeInt32(value) : mistyped(value, 'an integer (int32) or a string');
}

function decodeQuantity(value: unknown): unknown {
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) {
    return mistyped(value, 'a quantity, such as 500m or 2Gi');
  }
  try {
    return canonicalQuantity(value);
  } catch (error) {
    if (error instanceof QuantityError) return new Refusal(error.message, shortened(String(value)));
    throw error;
  }
}

function decodeTimeWith(canonical: (text: string) => string | undefined, example: string): ScalarDecoder {
  return (value) => {
    if (typeof value !== 'string') return mistyped(value, `a time as a string, such as ${example}`);
    return canonical(value) ?? new Refusal(`must be a time in RFC 3339, such as ${example}`, shortened(value));
  };
}

function decodeDuration(value: unknown): unknown {
  if (typeof value !== 'string') return mistyped(value, 'a duration as a string, such as 1h30m');
  const nanos = parseDuration(value);
  return nanos === undefined
    ? new Refusal('must be a duration, such as 1h30m', shortened(value))
    : formatDuration(nanos);
}

const lineBreaks = /[\r\n]/g;
const base64Form = /^[A-Za-z0-9+/]*={0,2}$/;

function decodeBytes(value: unknown): unknown {
  if (typeof value !== 'string') return mistyped(value, 'bytes in base64');
  const stored = Buffer.from(value, 'base64').toString('base64');
  if (stored === value) return value;
  // Node skips what is no base64; only line breaks and unused bits may differ.
  const text = value.replace(lineBreaks, '');
  if (text.length % 4 === 0 && base64Form.test(text)) return stored;
  return new Refusal('illegal base64 data', '<contents redacted>');
}

export const scalarDecoders: Readonly<Record<Exclude<ScalarName, 'any'>, ScalarDecoder>> = {
  string: decodeString,
  boolean: decodeBoolean,
  int32: decodeInt32,
  int64: decodeInt64,
  number: decodeNumber,
  bytes: decodeBytes,
  time: decodeTimeWith(canonicalTime, '2006-01-02T15:04:05Z'),
  microTime: decodeTimeWith(canonicalMicroTime, '2006-01-02T15:04:05.000000Z'),
  duration: decodeDuration,
  quantity: decodeQuantity,
  intOrString: decodeIntOrString,
};

/** What Kubernetes' decoder makes of a null in a list; scalars without an entry refuse it. */
export const scalarZeros: Readonly<Partial<Record<ScalarName, unknown>>> = {
  string: '',
  boolean: false,
  int32: 0,
  int64: 0,
  number: 0,
  quantity: '0',
  intOrString: 0,
};
