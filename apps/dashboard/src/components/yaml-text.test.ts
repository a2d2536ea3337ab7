import { expect, it } from 'vitest';
import { inOrderOf } from './yaml-text.ts';

it('puts fields in the order of another state, those of lists too, and new ones last', () => {
  const past = { spec: { b: 1, list: [{ y: 1, x: 2 }], only: true }, kind: 'Pod' };
  const now = { kind: 'Pod', spec: { list: [{ x: 3, y: 1 }], b: 2 }, status: {} };
  expect(JSON.stringify(inOrderOf(past, now))).toBe('{"kind":"Pod","spec":{"list":[{"x":2,"y":1}],"b":1,"only":true}}');
});
