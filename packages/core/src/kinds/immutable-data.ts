// What ConfigMaps and Secrets share: a limit on their size, and that they can be sealed against changes.

import { deepEqual } from '../resource/equality.ts';
import { type FieldError, FieldPath, forbidden } from '../resource/field-error.ts';

/** Of all values together. */
export const maxDataBytes = 1024 * 1024;

export function byteLengthOfBase64(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}

type DataField = 'data' | 'binaryData';
type Sealable = { immutable?: boolean } & { [field in DataField]?: Record<string, string> };

/** Once `immutable` is true it stays, and the data with it. */
export function validateImmutableData(next: Sealable, old: Sealable, fields: readonly DataField[]): FieldError[] {
  if (old.immutable !== true) return [];
  const changed = fields.filter((field) => !deepEqual(next[field] ?? {}, old[field] ?? {}));
  return [...(next.immutable === true ? [] : ['immutable']), ...changed].map((field) =>
    forbidden(new FieldPath(field), 'field is immutable when `immutable` is set'),
  );
}
