// How large one object may be. As in Kubernetes, whose storage sets this limit, it does not matter how the object came to
// be that large: by one manifest or by many patches.
import { ApiError } from '../resource/api-error.ts';
import { isJsonObject } from '../resource/json-value.ts';
import type { AnyObject, GroupKind } from '../resource/object.ts';

/** Bytes of the object as JSON: what etcd takes in one request. */
const maxObjectBytes = 1536 * 1024;
/** One character of a text may take so many bytes of JSON: a control character is written as an escape. */
const maxBytesPerCharacter = 6;

/** Throws RequestEntityTooLarge. Only what may be too large is written out to be measured. */
export function refuseOversize(object: AnyObject, kind: GroupKind): void {
  if (roughSize(object) * maxBytesPerCharacter <= maxObjectBytes) return;
  if (Buffer.byteLength(JSON.stringify(object)) <= maxObjectBytes) return;
  const { name } = object.metadata;
  throw new ApiError('RequestEntityTooLarge', `Request entity too large: limit is ${maxObjectBytes}`, { kind, name });
}

/** At least the number of characters that the value has as JSON when nothing in it is escaped. Runs on every write. */
function roughSize(value: unknown): number {
  if (typeof value === 'string') return value.length + 3;
  if (typeof value !== 'object' || value === null) return 25;
  let size = 3;
  if (Array.isArray(value)) for (const item of value) size += roughSize(item);
  else if (isJsonObject(value)) for (const name in value) size += name.length + 4 + roughSize(value[name]);
  return size;
}
