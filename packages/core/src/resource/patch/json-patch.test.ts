import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../api-error.ts';
import { deepFreeze } from '../object.ts';
import { applyJsonPatch } from './json-patch.ts';

function failure(document: Record<string, unknown>, patch: unknown): ApiError {
  try {
    applyJsonPatch(deepFreeze(document), deepFreeze(patch));
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('the patch was applied');
}

describe('applies', () => {
  test.each<[string, Record<string, unknown>, unknown[], unknown]>([
    ['nothing', { a: 1 }, [], { a: 1 }],
    ['an added field', { a: 1 }, [{ op: 'add', path: '/b', value: { c: 2 } }], { a: 1, b: { c: 2 } }],
    ['an added field that is there', { a: 1 }, [{ op: 'add', path: '/a', value: 2 }], { a: 2 }],
    ['an added null', { a: 1 }, [{ op: 'add', path: '/b', value: null }], { a: 1, b: null }],
    ['an item put before another', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
    ['an item put at the end by index', { a: [1] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2] }],
    ['an item appended', { a: [1] }, [{ op: 'add', path: '/a/-', value: [2] }], { a: [1, [2]] }],
    ['an item counted from the end', { a: [1, 2] }, [{ op: 'replace', path: '/a/-1', value: 3 }], { a: [1, 3] }],
    ['a removed field', { a: 1, b: 2 }, [{ op: 'remove', path: '/b' }], { a: 1 }],
    ['a removed item', { a: [1, 2, 3] }, [{ op: 'remove', path: '/a/1' }], { a: [1, 3] }],
    ['a replaced value', { a: { b: [1] } }, [{ op: 'replace', path: '/a/b', value: 'x' }], { a: { b: 'x' } }],
    ['a replaced field that is missing', { a: {} }, [{ op: 'replace', path: '/a/b', value: 1 }], { a: { b: 1 } }],
    ['a replaced document', { a: 1 }, [{ op: 'replace', path: '', value: { b: 2 } }], { b: 2 }],
    ['a moved field', { a: { b: 1 }, c: {} }, [{ op: 'move', from: '/a/b', path: '/c/d' }], { a: {}, c: { d: 1 } }],
    ['a moved item', { a: [1, 2, 3] }, [{ op: 'move', from: '/a/0', path: '/a/2' }], { a: [2, 3, 1] }],
    ['a copied value', { a: { b: [1] } }, [{ op: 'copy', from: '/a', path: '/c' }], { a: { b: [1] }, c: { b: [1] } }],
    [
      'a test of equal objects',
      { a: { x: 1, y: [2] } },
      [{ op: 'test', path: '/a', value: { y: [2], x: 1 } }],
      { a: { x: 1, y: [2] } },
    ],
    ['a test that a field is missing', { a: 1 }, [{ op: 'test', path: '/b', value: null }], { a: 1 }],
    ['escaped names', { 'a/b': { '~c': 1 } }, [{ op: 'replace', path: '/a~1b/~0c', value: 2 }], { 'a/b': { '~c': 2 } }],
    ['~01 as ~1', { '~1': 1 }, [{ op: 'remove', path: '/~01' }], {}],
    ['an empty name', { '': 1 }, [{ op: 'replace', path: '/', value: 2 }], { '': 2 }],
    ['a numeric field name', { a: { '0': 1 } }, [{ op: 'replace', path: '/a/0', value: 2 }], { a: { '0': 2 } }],
    [
      'steps that build on each other',
      { a: [] },
      [
        { op: 'add', path: '/a/-', value: { n: 1 } },
        { op: 'copy', from: '/a/0', path: '/a/-' },
        { op: 'replace', path: '/a/0/n', value: 2 },
      ],
      { a: [{ n: 2 }, { n: 1 }] },
    ],
  ])('%s', (_, document, patch, expected) => {
    expect(applyJsonPatch(deepFreeze(document), deepFreeze(patch))).toEqual(expected);
  });
});

describe('answers Invalid with the step and the reason', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    ['a test of another value', { a: 1 }, { op: 'test', path: '/a', value: 2 }, 'testing value /a failed: test failed'],
    [
      'a test on a missing field',
      { a: 1 },
      { op: 'test', path: '/b', value: 2 },
      'testing value /b failed: test failed',
    ],
    ['an unknown step', { a: 1 }, { op: 'spam', path: '/a' }, 'Unexpected kind: spam'],
    [
      'a missing parent',
      { a: 1 },
      { op: 'add', path: '/b/c', value: 1 },
      'add operation does not apply: doc is missing path: "/b/c": missing value',
    ],
    [
      'a parent that is no container',
      { a: 1 },
      { op: 'add', path: '/a/c', value: 1 },
      'add operation does not apply: doc is missing path: "/a/c": missing value',
    ],
    [
      'removing what is not there',
      { a: {} },
      { op: 'remove', path: '/a/b' },
      `error in remove for path: '/a/b': Unable to remove nonexistent key: b: missing value`,
    ],
    [
      'an index beyond the end',
      { a: [1] },
      { op: 'replace', path: '/a/1', value: 2 },
      `error in replace for path: '/a/1': Unable to access invalid index: 1: invalid index referenced`,
    ],
    [
      'an index that is no number',
      { a: [1] },
      { op: 'add', path: '/a/1e0', value: 2 },
      `error in add for path: '/a/1e0': value was not a proper array index: '1e0'`,
    ],
    [
      'a path without a slash',
      { a: 1 },
      { op: 'remove', path: 'a' },
      'remove operation does not apply: path "a" does not begin with /',
    ],
    [
      'a move without from',
      { a: 1 },
      { op: 'move', path: '/b' },
      'move operation failed to decode from: missing value',
    ],
    [
      'a move into itself',
      { a: { b: 1 } },
      { op: 'move', from: '/a', path: '/a/b/c' },
      `move operation cannot move '/a' into itself: /a/b/c`,
    ],
    [
      'a copy of what is not there',
      { a: 1 },
      { op: 'copy', from: '/x', path: '/b' },
      'copy operation does not apply: doc is missing from path: /x: missing value',
    ],
    [
      'a document that is no object',
      { a: 1 },
      { op: 'replace', path: '', value: [1] },
      'the patched document is an array',
    ],
  ])('%s', (_, document, step, why) => {
    const error = failure(document, [{ op: 'test', path: '', value: document }, step]);
    expect(error.reason).toBe('Invalid');
    expect(error.message).toBe(`the server rejected our request due to an error in our request: ${why}`);
    expect(error.details.causes).toEqual([{ reason: 'FieldValueInvalid', field: 'patch[1]', message: why }]);
  });
});

describe('answers BadRequest', () => {
  test.each<[string, unknown]>([
    ['a patch that is no list', { op: 'add' }],
    ['a step that is no object', ['add']],
    ['a step without op', [{ path: '/a' }]],
    ['a step without path', [{ op: 'remove' }]],
    ['a path that is no string', [{ op: 'remove', path: 1 }]],
    ['a from that is no string', [{ op: 'move', path: '/a', from: 1 }]],
  ])('to %s', (_, patch) => {
    const error = failure({}, patch);
    expect(error.reason).toBe('BadRequest');
    expect(error.message).toMatch(/^error decoding patch: /);
  });
});

test('refuses more than 10000 steps', () => {
  const step = { op: 'test', path: '/a', value: 1 };
  expect(applyJsonPatch({ a: 1 }, Array(10_000).fill(step))).toEqual({ a: 1 });
  const error = failure({ a: 1 }, Array(10_001).fill(step));
  expect(error.reason).toBe('RequestEntityTooLarge');
  expect(error.message).toBe('The allowed maximum operations in a JSON patch is 10000, got 10001');
});

test('refuses copies that double the document again and again', () => {
  const doubling = Array.from({ length: 40 }, (_, index) => ({ op: 'copy', from: '', path: `/copy${index}` }));
  expect(failure({ a: 'x'.repeat(100) }, doubling).message).toContain('the accumulated size increase of copy is');
});

test('refuses steps that shift a long list too often', () => {
  const steps = Array(10_000).fill({ op: 'add', path: '/a/0', value: 1 });
  expect(failure({ a: Array(100_000).fill(0) }, steps).message).toContain('the patch moves too many list items');
});

describe('never reaches a prototype', () => {
  const own = Object.getOwnPropertyNames(Object.prototype).sort();

  test.each([
    '/__proto__/polluted',
    '/constructor/prototype/polluted',
    '/a/__proto__/polluted',
    '/list/__proto__/polluted',
  ])('by adding to %s', (path) => {
    expect(failure({ a: {}, list: [] }, [{ op: 'add', path, value: 1 }]).reason).toBe('Invalid');
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(own);
  });

  test('by setting a field named __proto__', () => {
    const result = applyJsonPatch({ a: {} }, [{ op: 'add', path: '/a/__proto__', value: { polluted: true } }]);
    expect(JSON.stringify(result)).toBe('{"a":{"__proto__":{"polluted":true}}}');
    expect((result.a as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('by testing or copying what every object inherits', () => {
    expect(failure({ a: 1 }, [{ op: 'copy', from: '/toString', path: '/b' }]).reason).toBe('Invalid');
    expect(applyJsonPatch({ a: 1 }, [{ op: 'test', path: '/constructor', value: null }])).toEqual({ a: 1 });
  });
});

test('shares what it does not touch', () => {
  const document = deepFreeze({ kept: { x: 1 }, changed: { y: [1] } });
  const result = applyJsonPatch(document, [{ op: 'add', path: '/changed/y/-', value: 2 }]);
  expect(result.kept).toBe(document.kept);
  expect(applyJsonPatch(document, [])).toBe(document);
});

test('a value added twice from one patch stays two values', () => {
  const shared = { n: 1 };
  const result = applyJsonPatch({}, [
    { op: 'add', path: '/a', value: shared },
    { op: 'add', path: '/b', value: shared },
    { op: 'replace', path: '/a/n', value: 2 },
  ]);
  expect(result).toEqual({ a: { n: 2 }, b: { n: 1 } });
  expect(shared).toEqual({ n: 1 });
});

test('adding then removing gives the document back', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), fc.jsonValue(), (document, name, value) => {
      fc.pre(!Object.hasOwn(document, name));
      const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const steps = [
        { op: 'add', path, value },
        { op: 'test', path, value },
        { op: 'remove', path },
      ];
      expect(applyJsonPatch(deepFreeze(document), steps)).toEqual(document);
    }),
  );
});
