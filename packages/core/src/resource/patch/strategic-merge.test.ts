import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ApiError } from '../api-error.ts';
import type { JsonObject } from '../json-value.ts';
import { deepFreeze } from '../object.ts';
import type { SchemaTable } from '../schema-table.ts';
import { applyStrategicMergePatch } from './strategic-merge.ts';

function read(yaml: string): JsonObject {
  return deepFreeze((parse(yaml) ?? {}) as JsonObject);
}

function patched(typeName: string, document: string, patch: string, table?: SchemaTable): JsonObject {
  return applyStrategicMergePatch(typeName, read(document), read(patch), table);
}

function failure(typeName: string, document: string, patch: string, table?: SchemaTable): ApiError {
  try {
    patched(typeName, document, patch, table);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('the patch was applied');
}

const string = { t: 'string' } as const;
const itemFields = {
  name: string,
  value: string,
  other: string,
  simpleMap: { map: string },
  numbers: { list: { t: 'int32' }, patch: 'merge' },
  plainNumbers: { list: { t: 'int32' } },
  items: { list: { ref: 'v1.Item' }, patch: 'merge', patchKey: 'name' },
  plainItems: { list: { ref: 'v1.Item' } },
  keylessItems: { list: { ref: 'v1.Item' }, patch: 'merge' },
  nested: { list: { list: string }, patch: 'merge' },
  replacing: { ref: 'v1.Item', patch: 'replace' },
  retaining: { ref: 'v1.Item', patch: 'retainKeys' },
} as const;
const itemTable: SchemaTable = { source: 'test', kinds: {}, types: { 'v1.Item': { fields: itemFields } } };

describe('on a type with every strategy', () => {
  test.each([
    ['keeps scalars unique', 'numbers: [1, 2]', 'numbers: [2, 3]', 'numbers: [1, 2, 3]'],
    ['replaces a list of scalars', 'plainNumbers: [1, 2]', 'plainNumbers: [2, 3]', 'plainNumbers: [2, 3]'],
    ['empties a map with $patch: delete', 'simpleMap: {a: x, b: y}', 'simpleMap: {$patch: delete}', 'simpleMap: {}'],
    ['leaves out what is new and deleted', 'name: x', 'simpleMap: {$patch: delete}', 'name: x'],
    [
      'merges with $patch: merge as without it',
      'simpleMap: {a: x}',
      'simpleMap: {$patch: merge, b: y}',
      'simpleMap: {a: x, b: y}',
    ],
    ['replaces the document', 'name: a\nvalue: b', '$patch: replace\nother: c', 'other: c'],
    ['replaces with what is new', 'name: x', 'simpleMap: {$patch: replace, a: y}', 'name: x\nsimpleMap: {a: y}'],
    ['empties a list with $patch: replace', 'items: [{name: a}, {name: b}]', 'items: [{$patch: replace}]', 'items: []'],
    [
      'deletes the same item twice',
      'items: [{name: a}, {name: a}, {name: b}]',
      'items: [{name: a, $patch: delete}, {name: a, $patch: delete}]',
      'items: [{name: b}]',
    ],
    ['deletes from an empty list', 'items: []', 'items: [{name: a, $patch: delete}]', 'items: []'],
    [
      'merges two items of the patch with one name',
      'items: []',
      'items: [{name: a, value: x}, {name: a, other: y}]',
      'items: [{name: a, value: x, other: y}]',
    ],
    [
      'follows the order of the patch',
      'items: [{name: a}, {name: b}, {name: c}]',
      'items: [{name: c}, {name: a}, {name: b}]',
      'items: [{name: c}, {name: a}, {name: b}]',
    ],
    [
      'keeps a live item before what it preceded',
      'items: [{name: a}, {name: b}, {name: c}]',
      'items: [{name: c}, {name: a}]',
      'items: [{name: b}, {name: c}, {name: a}]',
    ],
    ['orders scalars by the patch', 'numbers: [1, 2, 3]', 'numbers: [3, 1]', 'numbers: [2, 3, 1]'],
    [
      'orders scalars by $setElementOrder alone',
      'numbers: [1, 3]',
      '$setElementOrder/numbers: [3, 2, 1]',
      'numbers: [3, 1]',
    ],
    [
      'adds, deletes and orders scalars at once',
      'numbers: [1, 2, 3, 9]',
      '$setElementOrder/numbers: [1, 2, 4]\n$deleteFromPrimitiveList/numbers: [3]\nnumbers: [4]',
      'numbers: [1, 2, 4, 9]',
    ],
    [
      'orders a list that is new',
      'name: x',
      '$setElementOrder/items: [{name: b}, {name: a}]\nitems: [{name: b}, {name: a, value: v}]',
      'name: x\nitems: [{name: b}, {name: a, value: v}]',
    ],
    ['ignores the order of a list that nobody has', 'name: x', '$setElementOrder/items: [{name: b}]', 'name: x'],
    ['ignores deletions from a list that is not there', 'name: x', '$deleteFromPrimitiveList/numbers: [1]', 'name: x'],
    [
      'replaces an object by strategy',
      'replacing: {name: a, value: b}',
      'replacing: {name: c}',
      'replacing: {name: c}',
    ],
    [
      'merges where keys are retained only on demand',
      'retaining: {name: a}',
      'retaining: {value: b}',
      'retaining: {name: a, value: b}',
    ],
    [
      'clears what $retainKeys does not name',
      'retaining: {name: a, value: b}',
      'retaining: {$retainKeys: [name, other], other: c, value: null}',
      'retaining: {name: a, other: c}',
    ],
    ['drops nulls inside what is new', 'name: x', 'retaining: {name: a, value: null}', 'name: x\nretaining: {name: a}'],
    ['removes a list with its order', 'numbers: [1]', '$setElementOrder/numbers: []\nnumbers: null', '{}'],
  ])('%s', (_, document, patch, expected) => {
    expect(patched('v1.Item', document, patch, itemTable)).toEqual(read(expected));
  });

  test.each([
    [
      'an item without its merge key',
      'items: [{name: a}]',
      'items: [{value: b}]',
      'BadRequest',
      'map: map[value:b] does not contain declared merge key: name',
    ],
    [
      'a deletion without its merge key',
      'items: [{name: a}]',
      'items: [{$patch: delete}]',
      'BadRequest',
      'map: map[$patch:delete] does not contain declared merge key: name',
    ],
    ['an unknown directive', 'name: a', '$patch: add', 'BadRequest', 'unknown patch type: add in map: map[$patch:add]'],
    [
      'an unknown directive on an item',
      'items: [{name: a}]',
      'items: [{name: a, $patch: [x]}]',
      'BadRequest',
      'unknown patch type: [x] in map: map[$patch:[x] name:a]',
    ],
    [
      'merge as a directive on an item',
      'items: [{name: a}]',
      'items: [{name: a, $patch: merge}]',
      'BadRequest',
      'merging lists cannot yet be specified in the patch',
    ],
    [
      'a list of objects without merge key',
      'keylessItems: [{name: a}]',
      'keylessItems: [{name: b}]',
      'BadRequest',
      'cannot merge lists without merge key',
    ],
    ['a list of lists', 'nested: [[a]]', 'nested: [[b]]', 'Invalid', 'lists of lists are not supported'],
    [
      'objects and scalars in one list',
      'items: [{name: a}]',
      'items: [b]',
      'BadRequest',
      'list element types are not identical: [map[name:a] b]',
    ],
    [
      'a field that $retainKeys does not name',
      'retaining: {name: a}',
      'retaining: {$retainKeys: [name], value: b}',
      'BadRequest',
      'invalid patch format of retainKeys',
    ],
    [
      '$retainKeys that is no list',
      'retaining: {name: a}',
      'retaining: {$retainKeys: name}',
      'BadRequest',
      'invalid patch format of retainKeys',
    ],
    [
      'deletions that are no list',
      'numbers: [1]',
      '$deleteFromPrimitiveList/numbers: 1',
      'BadRequest',
      'invalid patch format of primitive list',
    ],
    [
      'an order that is no list',
      'numbers: [1]',
      '$setElementOrder/numbers: 1',
      'BadRequest',
      'invalid patch format of setElementOrder list',
    ],
    [
      'an order without a field',
      'numbers: [1]',
      '$setElementOrder: [1]',
      'BadRequest',
      'invalid patch format of setElementOrder list',
    ],
    [
      'an order that the patch does not follow',
      'items: [{name: a}]',
      '$setElementOrder/items: [{name: a}, {name: b}]\nitems: [{name: b}, {name: a}]',
      'BadRequest',
      "The order in patch list:\n[map[name:b] map[name:a]]\n doesn't match $setElementOrder list:\n[map[name:a] map[name:b]]\n",
    ],
  ])('refuses %s', (_, document, patch, reason, message) => {
    const error = failure('v1.Item', document, patch, itemTable);
    expect([error.reason, error.message]).toEqual([reason, message]);
  });

  test('refuses a patch that is no object', () => {
    expect(() => applyStrategicMergePatch('v1.Item', {}, [1], itemTable)).toThrow(
      'error decoding patch: a strategic merge patch must be an object, got an array',
    );
  });
});

test('shares what it does not touch', () => {
  const document = read('spec: {volumes: [{name: v}], containers: [{name: a, image: i}, {name: b}]}');
  const spec = document.spec as JsonObject;
  const result = applyStrategicMergePatch('v1.Pod', document, read('spec: {containers: [{name: a, image: j}]}'));
  const after = result.spec as JsonObject;
  expect(after.volumes).toBe(spec.volumes);
  expect((after.containers as unknown[])[1]).toBe((spec.containers as unknown[])[1]);
});

test('treats __proto__ as a name like any other', () => {
  const patch: unknown = JSON.parse('{"data": {"__proto__": {"polluted": "yes"}, "constructor": "c"}}');
  const result = applyStrategicMergePatch('v1.ConfigMap', read('data: {a: b}'), patch);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(JSON.stringify(result)).toBe('{"data":{"a":"b","__proto__":{"polluted":"yes"},"constructor":"c"}}');
});

const name = fc.constantFrom('a', 'b', 'c', 'd');
const items = fc.uniqueArray(fc.record({ name, value: fc.string() }, { requiredKeys: ['name'] }), {
  selector: (item) => item.name,
});
const itemObject = fc.record(
  { name, simpleMap: fc.dictionary(name, fc.string()), numbers: fc.uniqueArray(fc.nat(5)), items, plainItems: items },
  { requiredKeys: [] },
);

test('an empty patch, and the document as a patch of itself, change nothing', () => {
  fc.assert(
    fc.property(itemObject, (document) => {
      deepFreeze(document);
      expect(applyStrategicMergePatch('v1.Item', document, {}, itemTable)).toBe(document);
      expect(applyStrategicMergePatch('v1.Item', document, document, itemTable)).toEqual(document);
    }),
  );
});

test('merging by key never duplicates a key, loses none and follows the order of the patch', () => {
  fc.assert(
    fc.property(items, items, (live, patch) => {
      const result = applyStrategicMergePatch(
        'v1.Item',
        deepFreeze({ items: live }),
        deepFreeze({ items: patch }),
        itemTable,
      );
      const names = (result.items as { name: string }[]).map((item) => item.name);
      expect([...names].sort()).toEqual([...new Set([...live, ...patch].map((item) => item.name))].sort());
      const wanted: string[] = patch.map((item) => item.name);
      expect(names.filter((each) => wanted.includes(each))).toEqual(wanted);
    }),
  );
});

test('applying a patch again changes nothing more', () => {
  fc.assert(
    fc.property(itemObject, itemObject, (document, patch) => {
      const once = applyStrategicMergePatch('v1.Item', deepFreeze(document), deepFreeze(patch), itemTable);
      expect(applyStrategicMergePatch('v1.Item', once, patch, itemTable)).toEqual(once);
    }),
  );
});
