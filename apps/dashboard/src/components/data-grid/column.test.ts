import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LiveRow } from '../../live/live-kind.ts';
import { type Column, orderOf, parseSort } from './column.ts';

const columns: readonly Column<LiveRow>[] = [
  { id: 'age', header: '', width: '', render: () => null, sortBy: ({ createdAt }) => createdAt.length },
  { id: 'note', header: '', width: '', render: () => null },
];
const rows = fc.uniqueArray(
  fc.record({
    key: fc.uuid(),
    name: fc.constantFrom('a', 'b'),
    namespace: fc.constantFrom('x', 'y'),
    labels: fc.constant({}),
    createdAt: fc.constantFrom('', '1', '22'),
  }),
  { selector: ({ key }) => key },
);

it.each(['age', '-age', 'note', ''])('sorts lists by %j as it compares rows', (text) => {
  const { compare, sort } = orderOf(columns, parseSort(text, 'name'));
  fc.assert(
    fc.property(rows, (list) => {
      expect(sort([...list])).toEqual(list.toSorted(compare));
    }),
  );
});
