import { getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { kinds } from '../kinds/kinds.ts';
import { compiledBytes } from './compilable.ts';
import { buildSchema } from './schema.ts';

const schema = buildSchema(kinds);
const kindCount = kinds.all.length;

function fieldsOf(source: string): number | undefined {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const bytes = compiledBytes(schema, document);
  return bytes === undefined ? undefined : bytes / 20_000;
}

describe('the size of a compiled document', () => {
  it('is one for each field of an object type', () => {
    expect(fieldsOf('{ pods { nodes { id metadata { name } } } }')).toBe(5);
    expect(fieldsOf('query A { ...F } fragment F on Query { a: revision b: revision }')).toBe(2);
  });

  it('multiplies where an interface may stand for any kind', () => {
    expect(fieldsOf('{ objects(kind: "po") { nodes { id kind } } }')).toBe(2 + 2 * kindCount);
    expect(fieldsOf('{ pods { nodes { owner { owner { id } } } } }')).toBe(3 + kindCount * (1 + kindCount));
    expect(fieldsOf('{ objects(kind: "po") { nodes { ... on Pod { spec { nodeName } } } } }')).toBe(2 + 2);
  });

  it('counts the fields of input types', () => {
    const renewal = 'mutation ($r: [LeaseRenewalInput!]!) { renewLeases(renewals: $r) { name } }';
    expect(fieldsOf(renewal)).toBe(2 + 4);
  });

  it('is small for what programs ask all the time', () => {
    for (const source of [
      'subscription { watch(kinds: ["Pod"]) { type resourceVersion more events { type object { manifest } } } }',
      'query ($k: String!) { objects(kind: $k) { resourceVersion pageInfo { endCursor } nodes { manifest } } }',
      'mutation ($o: [JSON!]) { apply(objects: $o) { results { outcome warnings object { manifest } } } }',
      'mutation ($i: ConfigMapInput!) { createConfigMap(input: $i) { outcome object { metadata { name } } } }',
      'mutation ($s: [PodStatusUpdateInput!]!) { updatePodStatuses(statuses: $s) { results { error { code } } } }',
    ]) {
      expect(fieldsOf(source), source).toBeLessThan(100);
    }
  });
});

describe('what must be interpreted', () => {
  it.each([
    ['interfaces within interfaces', '{ pods { nodes { owner { owner { owner { id } } } } } }'],
    ['inputs with very many fields', 'mutation ($i: PodInput!) { createPod(input: $i) { outcome } }'],
    ['variables in a list', 'mutation ($o: JSON!) { create(objects: [$o]) { revision } }'],
    ['variables in an object', 'mutation ($n: String) { create(objects: [{ metadata: { name: $n } }]) { revision } }'],
    [
      'variables in a fragment',
      'mutation ($n: String) { ...F } fragment F on Mutation { create(objects: [{ kind: $n }]) { revision } }',
    ],
  ])('is a document with %s', (_, source) => {
    expect(fieldsOf(source)).toBeUndefined();
  });

  it('is not introspection, nor a literal without variables', () => {
    expect(fieldsOf(getIntrospectionQuery())).toBeDefined();
    expect(fieldsOf('{ pods(orderBy: ["metadata.name"]) { totalCount } }')).toBe(2);
  });
});
