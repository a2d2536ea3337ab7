import { getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { sinceVariableOf } from './since-variable.ts';

function find(text: string): string | undefined {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return sinceVariableOf(document, operation);
}

describe('sinceVariableOf', () => {
  it.each([
    ['feeds since only', 'subscription($s: String) { watch(since: $s) { type } }', 's'],
    [
      'feeds since among others',
      'subscription($k: [String!]!, $s: String!) { watch(kinds: $k, since: $s) { type } }',
      's',
    ],
    ['is used elsewhere too', 'subscription($s: String) { watch(since: $s, namespace: $s) { type } }', undefined],
    ['is used in the selection', 'subscription($s: String) { watch(since: $s) { at(v: $s) } }', undefined],
    [
      'is used in a fragment',
      'subscription($s: String) { watch(since: $s) { ...F } } fragment F on W { at(v: $s) }',
      undefined,
    ],
    ['is not there', 'subscription { watch(since: "7") { type } }', undefined],
  ])('judges a variable that %s', (_, text, expected) => {
    expect(find(text)).toBe(expected);
  });
});
