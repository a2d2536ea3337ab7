// Strategic merge patch: a merge patch that knows from the schema table which lists merge, and by which key.
// Directives inside the patch steer it:
//   $patch: replace | delete | merge        on an object, or on an item of a list that merges by key
//   $retainKeys: [names]                    what else the object holds goes
//   $deleteFromPrimitiveList/<field>: [..]  values to take out of a list of scalars
//   $setElementOrder/<field>: [..]          the order of a list's items
import { ApiError, badRequestError } from '../api-error.ts';
import { fieldOf, isJsonObject, type JsonObject, kindShown, setField } from '../json-value.ts';
import { type SchemaTable, schemaTable } from '../schema-table.ts';
import { goText } from './go-text.ts';
import { firstPositions, interleaved, type List, settled } from './list-order.ts';
import { childPlace, itemPlace, type Place, patchRules } from './patch-place.ts';

const patchDirective = '$patch';
const retainKeysDirective = '$retainKeys';
const deleteListPrefix = '$deleteFromPrimitiveList';
const elementOrderPrefix = '$setElementOrder';

/** The result shares what the patch does not touch; it is the document itself when nothing changes. */
export function applyStrategicMergePatch(
  typeName: string,
  document: JsonObject,
  patch: unknown,
  table: SchemaTable = schemaTable,
): JsonObject {
  if (!isJsonObject(patch)) {
    throw badRequestError(`error decoding patch: a strategic merge patch must be an object, got ${kindShown(patch)}`);
  }
  return mergeObjects({ table, field: { ref: typeName } }, document, patch);
}

/** Fields that `place` does not know merge as in a plain merge patch. */
function mergeObjects(place: Place, original: JsonObject, patch: JsonObject): JsonObject {
  const directive = fieldOf(patch, patchDirective);
  if (directive === 'replace') return newObject(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') {
    throw badRequestError(`unknown patch type: ${goText(directive)} in map: ${goText(patch)}`);
  }
  const result = retained(original, patch);
  let changed = Object.keys(result).length !== Object.keys(original).length;
  const put = (name: string, value: unknown) => {
    if (value === fieldOf(result, name)) return;
    changed = true;
    if (value === undefined) delete result[name];
    else setField(result, name, value);
  };
  const orders = parallelLists(patch, elementOrderPrefix);
  for (const [name, order] of orders) {
    const lists = { original: fieldOf(result, name), patch: fieldOf(patch, name), order };
    put(name, orderList(childPlace(place, name), lists));
  }
  for (const name of Object.keys(patch)) {
    if (isDirective(name) || orders.has(name)) continue;
    put(name, mergeValue(childPlace(place, name), fieldOf(result, name), patch[name]));
  }
  for (const [name, values] of parallelLists(patch, deleteListPrefix)) {
    const list = fieldOf(result, name);
    if (Array.isArray(list)) put(name, withoutScalars(list, values));
  }
  return changed ? result : original;
}

/** Undefined when the field goes. */
function mergeValue(place: Place, original: unknown, patch: unknown): unknown {
  if (patch === null) return undefined;
  if (isJsonObject(patch) && isJsonObject(original)) {
    return patchRules(place).replaces ? newObject(patch) : mergeObjects(place, original, patch);
  }
  if (Array.isArray(patch) && Array.isArray(original) && patchRules(place).merges) {
    return mergeList(place, original, patch);
  }
  return newValue(patch);
}

/** For a place whose rules say that lists merge. */
function mergeList(place: Place, original: List, patch: List): List {
  if (patch.length === 0) return original;
  if (itemForm([...original, ...patch]) === 'scalar') {
    const merged = [...new Set([...original, ...patch])];
    return settled(original, interleaved(merged, { order: patch, liveOrder: original, identity: (item) => item }));
  }
  const key = patchRules(place).key;
  if (key === undefined) throw badRequestError('cannot merge lists without merge key');
  const { live, items } = runDirectives(original, patch as readonly JsonObject[], key);
  const merged = mergeByKey(place, live, items, key);
  const identity = (item: unknown) => keyOf(item, key);
  return settled(original, interleaved(merged, { order: items, liveOrder: live, identity }));
}

/** A list with a `$setElementOrder` beside it. Undefined when neither the live object nor the patch has the list. */
function orderList(
  place: Place,
  { original, patch, order }: { original: unknown; patch: unknown; order: List },
): unknown {
  const { key, merges } = patchRules(place);
  if (original === undefined && patch === undefined) return undefined;
  if (patch === null) return undefined;
  if ((original !== undefined && !Array.isArray(original)) || (patch !== undefined && !Array.isArray(patch))) {
    throw badRequestError('invalid patch format of setElementOrder list');
  }
  const identity = key === undefined ? (item: unknown) => item : (item: unknown) => keyOf(item, key);
  if (patch) refuseOtherOrder(patch, order, identity);
  const added = patch === undefined ? [] : (newValue(patch) as List);
  if (!original) return interleaved(added, { order, liveOrder: [], identity });
  const merged = !patch ? original : merges ? mergeList(place, original, patch) : added;
  return settled(original, interleaved(merged, { order, liveOrder: original, identity }));
}

/** Items with `$patch: delete` take their namesakes out; one with `$patch: replace` empties the live list. */
function runDirectives(
  original: List,
  patch: readonly JsonObject[],
  key: string,
): { live: List; items: readonly JsonObject[] } {
  const deleted = new Set<unknown>();
  const items: JsonObject[] = [];
  let replaces = false;
  for (const item of patch) {
    const directive = fieldOf(item, patchDirective);
    if (directive === undefined) items.push(item);
    else if (directive === 'delete') deleted.add(keyOf(item, key));
    else if (directive === 'replace') replaces = true;
    else if (directive === 'merge') throw badRequestError('merging lists cannot yet be specified in the patch');
    else throw badRequestError(`unknown patch type: ${goText(directive)} in map: ${goText(item)}`);
  }
  if (replaces) return { live: [], items };
  return { live: deleted.size === 0 ? original : original.filter((item) => !deleted.has(keyOf(item, key))), items };
}

function mergeByKey(place: Place, live: List, patch: readonly JsonObject[], key: string): List {
  const merged = [...live];
  const positions = firstPositions(merged, (item) => keyOf(item, key));
  for (const item of patch) {
    const identity = keyOf(item, key);
    const position = positions.get(identity);
    if (position === undefined) {
      positions.set(identity, merged.length);
      merged.push(newValue(item));
    } else {
      merged[position] = mergeObjects(itemPlace(place), merged[position] as JsonObject, item);
    }
  }
  return merged;
}

/** What the patch lists must come in the order that `$setElementOrder` gives, deletions aside. */
function refuseOtherOrder(patch: List, order: List, identity: (item: unknown) => unknown): void {
  const items = patch.filter((item) => !isJsonObject(item) || fieldOf(item, patchDirective) === undefined);
  if (order.length === 0 || patch.length === 0) return;
  let found = 0;
  for (const step of order) {
    if (found < items.length && identity(items[found]) === identity(step)) found += 1;
  }
  if (found < items.length) {
    throw badRequestError(
      `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
    );
  }
}

function withoutScalars(list: List, values: List): List {
  const gone = new Set(values);
  return settled(
    list,
    list.filter((item) => !gone.has(item)),
  );
}

/** What the patch puts where nothing was: without nulls and directives. Undefined when a directive deletes it. */
function newValue(patch: unknown): unknown {
  if (Array.isArray(patch)) return patch.map(newValue).filter((item) => item !== undefined);
  if (!isJsonObject(patch)) return patch;
  return fieldOf(patch, patchDirective) === 'delete' ? undefined : newObject(patch);
}

function newObject(patch: JsonObject): JsonObject {
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(patch)) {
    if (isDirective(name) || patch[name] === null) continue;
    const value = newValue(patch[name]);
    if (value !== undefined) setField(result, name, value);
  }
  return result;
}

/** A copy of the original, without what `$retainKeys` does not name. */
function retained(original: JsonObject, patch: JsonObject): Record<string, unknown> {
  const result = { ...original };
  const keys = fieldOf(patch, retainKeysDirective);
  if (keys === undefined) return result;
  if (!Array.isArray(keys)) throw badRequestError('invalid patch format of retainKeys');
  const kept = new Set<unknown>(keys);
  for (const name of Object.keys(patch)) {
    if (patch[name] === null || isDirective(name)) continue;
    if (!kept.has(name)) throw badRequestError('invalid patch format of retainKeys');
  }
  for (const name of Object.keys(result)) {
    if (!kept.has(name)) delete result[name];
  }
  return result;
}

function isDirective(name: string): boolean {
  return (
    name === patchDirective ||
    name === retainKeysDirective ||
    name.startsWith(deleteListPrefix) ||
    name.startsWith(elementOrderPrefix)
  );
}

/** Lists that stand beside a field and speak of it: field name → list. */
function parallelLists(patch: JsonObject, prefix: string): Map<string, readonly unknown[]> {
  const lists = new Map<string, readonly unknown[]>();
  for (const name of Object.keys(patch)) {
    if (!name.startsWith(prefix)) continue;
    const list = patch[name];
    if (!name.startsWith(`${prefix}/`) || !Array.isArray(list)) {
      const subject = prefix === deleteListPrefix ? 'primitive list' : 'setElementOrder list';
      throw badRequestError(`invalid patch format of ${subject}`);
    }
    lists.set(name.slice(prefix.length + 1), list);
  }
  return lists;
}

function keyOf(item: unknown, key: string): unknown {
  const value = isJsonObject(item) ? fieldOf(item, key) : undefined;
  if (value === undefined) throw badRequestError(`map: ${goText(item)} does not contain declared merge key: ${key}`);
  return value;
}

function itemForm(items: List): 'object' | 'scalar' {
  if (items.some((item) => Array.isArray(item))) {
    throw new ApiError('Invalid', 'lists of lists are not supported');
  }
  const objects = items.filter((item) => isJsonObject(item)).length;
  if (objects === 0) return 'scalar';
  if (objects === items.length) return 'object';
  throw badRequestError(`list element types are not identical: ${goText(items)}`);
}
