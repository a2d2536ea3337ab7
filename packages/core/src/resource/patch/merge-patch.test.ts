import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiError } from '../api-error.ts';
import { deepFreeze } from '../object.ts';
import { applyMergePatch } from './merge-patch.ts';

test.each<[string, Record<string, unknown>, unknown, unknown]>([
  ['replaces a field', { a: 'b' }, { a: 'c' }, { a: 'c' }],
  ['adds a field', { a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  ['removes a field with null', { a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  ['ignores null for a field that is not there', { b: 'c' }, { a: null }, { b: 'c' }],
  ['replaces a list as a whole', { a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  ['replaces a list by a text', { a: ['b'] }, { a: 'c' }, { a: 'c' }],
  ['replaces a text by a list', { a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  ['merges nested objects', { a: { b: 'c', d: 'e' } }, { a: { b: 'd', d: null } }, { a: { b: 'd' } }],
  ['makes an object where there was a list', { a: [1, 2] }, { a: { a: 'b', c: null } }, { a: { a: 'b' } }],
  ['leaves nulls inside new objects out', {}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ['keeps null inside lists', {}, { a: [null] }, { a: [null] }],
  ['replaces a text by an empty object', { a: 'b' }, { a: {} }, { a: {} }],
])('%s', (_, document, patch, expected) => {
  expect(applyMergePatch(deepFreeze(document), deepFreeze(patch))).toEqual(expected);
});

test.each([[[1]], ['text'], [null], [1]])('refuses the patch %j', (patch) => {
  expect(() => applyMergePatch({}, patch)).toThrow(ApiError);
  expect(() => applyMergePatch({}, patch)).toThrow(/error decoding patch: a merge patch must be an object/);
});

test('shares what it does not touch and returns the document when nothing changes', () => {
  const document = deepFreeze({ kept: { x: 1 }, changed: { y: 1 } });
  const result = applyMergePatch(document, { changed: { y: 2 } });
  expect(result.kept).toBe(document.kept);
  expect(applyMergePatch(document, {})).toBe(document);
  expect(applyMergePatch(document, { kept: { x: 1 }, absent: null })).toBe(document);
});

test('treats __proto__ as a name like any other', () => {
  const patch: unknown = JSON.parse(
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
  );
  const result = applyMergePatch({}, patch);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  expect(JSON.stringify(result)).toBe(JSON.stringify(patch));
});

test('gives the same when a patch is applied again', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (document, patch) => {
        const once = applyMergePatch(deepFreeze(document), deepFreeze(patch));
        expect(applyMergePatch(once, patch)).toEqual(once);
      },
    ),
  );
});
