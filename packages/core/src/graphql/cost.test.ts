import { getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { kinds } from '../kinds/kinds.ts';
import { type Cost, costOf } from './cost.ts';
import { findKind } from './names.ts';
import { buildSchema } from './schema.ts';

const schema = buildSchema(kinds);
const counts: Readonly<Record<string, number>> = { Pod: 1000, Node: 10 };

function cost(source: string, variables: Record<string, unknown> = {}): number {
  return estimate(source, variables).values;
}

function estimate(source: string, variables: Record<string, unknown> = {}): Cost {
  const document = parse(source);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return costOf({
    schema,
    document,
    operation,
    variables,
    countObjects: (kind, namespace) => (namespace === 'empty' ? 0 : (counts[findKind(kinds, kind)?.kind ?? ''] ?? 0)),
  });
}

describe('the cost of an operation', () => {
  it('is the number of values in its answer', () => {
    expect(cost('{ revision }')).toBe(1);
    expect(cost('{ pod(namespace: "a", name: "b") { metadata { name uid } } }')).toBe(4);
    expect(cost('{ whoAmI { user } revision }')).toBe(3);
  });

  it('counts a list as often as there are objects, or as first allows', () => {
    expect(cost('{ pods { totalCount nodes { id } } }')).toBe(1 + 1 + 1000 * 2);
    expect(cost('{ pods(first: 7) { nodes { id } } }')).toBe(1 + 7 * 2);
    expect(cost('{ pods(namespace: "empty") { nodes { id } } }')).toBe(1);
    expect(cost('query ($n: Int) { pods(first: $n) { edges { node { id } } } }', { n: 5 })).toBe(1 + 5 * 3);
    expect(cost('query ($n: Int = 4) { pods(first: $n) { nodes { id } } }')).toBe(1 + 4 * 2);
    expect(cost('query ($k: String!) { objects(kind: $k) { nodes { id } } }', { k: 'nodes' })).toBe(1 + 10 * 2);
    expect(cost('{ table(kind: "po", first: 3) { rows { cells } } }')).toBe(1 + 3 * (1 + 3));
  });

  it('multiplies lists within lists', () => {
    expect(cost('{ nodes { nodes { pods { id } } } }')).toBe(1 + 10 * (1 + 10 * 2));
    expect(cost('{ pods(first: 2) { nodes { spec { containers { name } } } } }')).toBe(1 + 2 * (1 + 1 + 3 * 2));
  });

  it('follows fragments, and counts the dearest of those for different types', () => {
    const source = `{ objects(kind: "po") { nodes { id ...P ... on Node { apiVersion } } } }
      fragment P on Pod { apiVersion kind }`;
    expect(cost(source)).toBe(1 + 1000 * (1 + 1 + 2));
  });

  it('is the same each time where no objects are counted', () => {
    expect(estimate('mutation { deletePod(namespace: "a", name: "b") { outcome } }').isConstant).toBe(true);
    expect(estimate('{ pods { totalCount } }').isConstant).toBe(false);
    expect(estimate('{ nodes(first: 0) { nodes { id } } }').isConstant).toBe(false);
    const related = 'query ($n: Int) { node(name: "a") { pods(first: $n) { id } } }';
    expect(estimate(related, { n: 1 })).toEqual({ values: 1 + 1 + 1 * 1, isConstant: false });
  });

  it('counts introspection as nothing much', () => {
    expect(cost('{ __schema { types { name } } }')).toBe(1);
  });
});
