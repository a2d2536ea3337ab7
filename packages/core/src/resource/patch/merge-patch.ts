// JSON merge patch (RFC 7386): null removes a field, objects merge, everything else is replaced.
import { badRequestError } from '../api-error.ts';
import { fieldOf, isJsonObject, type JsonObject, kindShown, setField } from '../json-value.ts';

/** The result shares what the patch does not touch; it is the document itself when nothing changes. */
export function applyMergePatch(document: JsonObject, patch: unknown): JsonObject {
  if (!isJsonObject(patch)) {
    throw badRequestError(`error decoding patch: a merge patch must be an object, got ${kindShown(patch)}`);
  }
  return mergeObjects(document, patch);
}

function mergeObjects(document: JsonObject, patch: JsonObject): JsonObject {
  const result = { ...document };
  let changed = false;
  for (const name of Object.keys(patch)) {
    const wanted = patch[name];
    if (wanted === null) {
      changed ||= Object.hasOwn(result, name);
      delete result[name];
      continue;
    }
    const before = fieldOf(document, name);
    const after = isJsonObject(wanted) ? mergeObjects(isJsonObject(before) ? before : {}, wanted) : wanted;
    if (after === before) continue;
    setField(result, name, after);
    changed = true;
  }
  return changed ? result : document;
}
