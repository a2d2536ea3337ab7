import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { isCompilable } from './compilable.ts';

describe('a document', () => {
  it.each([
    ['{ pods(first: 3, orderBy: ["metadata.name"]) { totalCount } }', true],
    ['query ($n: Int) { pods(first: $n) { nodes { events(first: $n) { totalCount } } } }', true],
    ['mutation ($o: [JSON!]!) { create(objects: $o) { revision } }', true],
    ['mutation ($o: JSON!) { create(objects: [$o]) { revision } }', false],
    ['mutation ($n: String) { create(objects: [{ metadata: { name: $n } }]) { revision } }', false],
    ['query ($k: [String!]) { ...F } fragment F on Query { a(b: { c: [{ d: $k }] }) }', false],
    ['query A { revision } mutation B ($n: JSON) { patchPod(patch: { a: $n }) { outcome } }', false],
  ])('%s may be compiled: %s', (source, expected) => {
    expect(isCompilable(parse(source))).toBe(expected);
  });
});
