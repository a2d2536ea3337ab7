import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepEqual, shareEqualParts } from './equality.ts';
import { deepFreeze } from './object.ts';

test.each([
  ['the same fields in another order', { a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 }, true],
  ['an empty object and an empty list', {}, [], false],
  ['a list in another order', [1, 2], [2, 1], false],
  ['a longer list', [1], [1, 2], false],
  ['null and an empty object', null, {}, false],
  ['a number and its text', 1, '1', false],
  ['a field that the other only inherits', { constructor: Object }, { x: Object }, false],
  ['as many fields of other names', { a: 1 }, { b: 1 }, false],
])('compares %s', (_, a, b, same) => {
  expect(deepEqual(a, b)).toBe(same);
  expect(deepEqual(b, a)).toBe(same);
});

test('finds a value equal to what its JSON text reads as, and only then', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const copy: unknown = JSON.parse(JSON.stringify(a));
      expect(deepEqual(copy, JSON.parse(JSON.stringify(a)))).toBe(true);
      if (deepEqual(a, b)) expect(b).toEqual(a);
    }),
  );
});

test('shares what is equal with the value before and keeps what is not', () => {
  const old = deepFreeze({ kept: { list: [{ a: 1 }, { b: 2 }] }, list: [{ a: 1 }, { b: 2 }], gone: 1 });
  const next = { kept: { list: [{ a: 1 }, { b: 2 }] }, list: [{ a: 1 }, { b: 3 }, 4], constructor: {} };
  const before = structuredClone(next);
  expect(shareEqualParts(next, old)).toBe(next);
  expect(next).toEqual(before);
  expect(next.kept).toBe(old.kept);
  expect(next.list[0]).toBe(old.list[0]);
});

test('shares all of what is equal and changes no value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const copy: unknown = JSON.parse(JSON.stringify(a));
      expect(shareEqualParts(copy, a)).toBe(a);
      expect(shareEqualParts(JSON.parse(JSON.stringify(a)), deepFreeze(b))).toEqual(copy);
    }),
  );
});
