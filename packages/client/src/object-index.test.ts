import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ObjectIndex } from './object-index.ts';

it('finds what a search through everything would find, after any changes', () => {
  const change = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    values: fc.option(fc.oneof(fc.constantFrom('x', 'y'), fc.array(fc.constantFrom('x', 'y', 'z'))), {
      nil: undefined,
    }),
    isRemoval: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const index = new ObjectIndex<{ values: string | string[] | undefined }>(({ values }) => values);
      const all = new Map<string, string[]>();
      for (const { key, values, isRemoval } of changes) {
        if (isRemoval) {
          index.remove(key);
          all.delete(key);
        } else {
          index.set(key, { values });
          all.set(key, [values ?? []].flat());
        }
      }
      for (const value of ['x', 'y', 'z']) {
        const expected = [...all].filter(([, values]) => values.includes(value)).map(([key]) => key);
        expect([...index.find(value)].sort()).toEqual(expected.sort());
      }
    }),
  );
});

it('finds an object by nothing, not by what it was, when its function throws', () => {
  const index = new ObjectIndex<{ value?: string }>(({ value }) => {
    if (value === undefined) throw new Error('no value');
    return value;
  });
  index.set('a', { value: 'x' });
  expect(() => index.set('a', {})).toThrow('no value');
  expect([...index.find('x')]).toEqual([]);
});
