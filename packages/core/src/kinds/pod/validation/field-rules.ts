// Rules that many fields of a pod share. Every rule yields what is wrong, in Kubernetes' words; nothing when all is well.
import { type FieldError, type FieldPath, invalid, required, tooLong } from '../../../resource/field-error.ts';
import { parseQuantity } from '../../../resource/quantity.ts';
import {
  inclusiveRangeError,
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
} from '../../../resource/validation/names.ts';

export type Findings = Generator<FieldError, void, undefined>;

const negative = 'must be greater than or equal to 0';
const maxInt32 = 2 ** 31 - 1;
const maxFileMode = 0o777;

/** One error for each message about the value. */
export function* invalidEach(path: FieldPath, value: unknown, messages: readonly string[]): Findings {
  for (const message of messages) yield invalid(path, value, message);
}

export function* checkNonNegative(path: FieldPath, value: number | undefined): Findings {
  if (value !== undefined && value < 0) yield invalid(path, value, negative);
}

export function* checkPositive(path: FieldPath, value: number): Findings {
  if (value <= 0) yield invalid(path, value, 'must be greater than zero');
}

export function* checkInt32Range(path: FieldPath, value: number, low: number): Findings {
  if (value < low || value > maxInt32) yield invalid(path, value, inclusiveRangeError(low, maxInt32));
}

export function* checkRequired(path: FieldPath, value: string | readonly unknown[] | undefined): Findings {
  if (!value || value.length === 0) yield required(path, '');
}

export function* checkDns1123Label(path: FieldPath, value: string): Findings {
  yield* invalidEach(path, value, isDns1123Label(value));
}

/** A label's key, or anything else that is named like one. */
export function* checkQualifiedName(path: FieldPath, value: string): Findings {
  yield* invalidEach(path, value, isQualifiedName(value));
}

export function* checkFileMode(path: FieldPath, mode: number | undefined): Findings {
  if (mode === undefined || (mode >= 0 && mode <= maxFileMode)) return;
  yield invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive');
}

export function* checkNonNegativeQuantity(path: FieldPath, amount: string): Findings {
  if (parseQuantity(amount).nano < 0n) yield invalid(path, amount, negative);
}

/** Beside the rule itself, the first repetition of each value in a list is found with this. */
export function isRepeated<T>(seen: Set<T>, value: T): boolean {
  if (seen.has(value)) return true;
  seen.add(value);
  return false;
}

export function* checkNoBacksteps(path: FieldPath, text: string): Findings {
  if (text.split('/').includes('..')) yield invalid(path, text, "must not contain '..'");
}

/** A path below some directory. */
export function* checkDescendingPath(path: FieldPath, text: string): Findings {
  if (text.startsWith('/')) yield invalid(path, text, 'must be a relative path');
  yield* checkNoBacksteps(path, text);
}

/** A path below a volume whose names with two dots in front belong to its writer. */
export function* checkVolumePath(path: FieldPath, text: string): Findings {
  yield* checkDescendingPath(path, text);
  if (text.startsWith('..') && !text.startsWith('../')) yield invalid(path, text, "must not start with '..'");
}

const maxDriverName = 63;

/** A CSI driver's name: a domain, in any case. */
export function* checkDriverName(path: FieldPath, name: string): Findings {
  yield* checkRequired(path, name);
  if (name.length > maxDriverName) yield tooLong(path, maxDriverName);
  yield* invalidEach(path, name, isDns1123Subdomain(name.toLowerCase()));
}
