import { expect, it } from 'vitest';
import { pickNeighbour } from './time-steps.ts';

const changes = [10, 12, 15].map((revision) => ({
  revision: String(revision),
  at: `2026-05-04T12:00:${revision}.000000Z`,
}));
const pick = (at: string, way: 'older' | 'newer') => pickNeighbour(changes, at, way)?.revision;

it('goes from a revision to its neighbours', () => {
  expect([pick('12', 'older'), pick('12', 'newer'), pick('13', 'older')]).toEqual(['10', '15', '12']);
  expect([pick('10', 'older'), pick('15', 'newer')]).toEqual([undefined, undefined]);
});

it('goes from a moment to the changes around it', () => {
  const at = '2026-05-04T12:00:11Z';
  expect([pick(at, 'older'), pick(at, 'newer')]).toEqual(['10', '12']);
});

it('goes from now to the last change', () => {
  expect([pick('', 'older'), pick('', 'newer')]).toEqual(['15', undefined]);
});
