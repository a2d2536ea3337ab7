import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepEqual } from './equality.ts';

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
