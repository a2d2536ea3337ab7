import { graphqlLanguage } from 'cm6-graphql';
import { describe, expect, it } from 'vitest';
import { graphqlPlace } from './graphql-place.ts';
import { Schema, type SchemaType, type TypeReference } from './schema.ts';

const to = (name: string, kind = 'OBJECT'): TypeReference => ({ kind: 'NON_NULL', name: null, ofType: { kind, name } });
const input = (name: string, type: TypeReference) => ({ name, description: null, type });
const field = (name: string, type: TypeReference, args: Array<ReturnType<typeof input>> = []) => ({
  ...input(name, type),
  args,
});
const type = (name: string, parts: Partial<SchemaType>): SchemaType => ({
  kind: 'OBJECT',
  fields: null,
  inputFields: null,
  enumValues: null,
  ...parts,
  name,
});

const schema = new Schema({
  queryType: { name: 'Query' },
  mutationType: null,
  subscriptionType: { name: 'Subscription' },
  types: [
    type('Query', { fields: [field('pods', to('Pod'), [input('order', to('Order', 'INPUT_OBJECT'))])] }),
    type('Subscription', { fields: [field('podChanges', to('Pod'))] }),
    type('Pod', { fields: [field('name', to('String', 'SCALAR')), field('node', to('Node'))] }),
    type('Node', { fields: [field('name', to('String', 'SCALAR'))] }),
    type('Order', { kind: 'INPUT_OBJECT', inputFields: [input('by', to('OrderBy', 'ENUM'))] }),
    type('OrderBy', { kind: 'ENUM', enumValues: [{ name: 'AGE', description: null }] }),
  ],
});

/** `|` is where one writes. */
function placeIn(text: string) {
  const at = text.indexOf('|');
  const document = text.replace('|', '');
  const place = graphqlPlace(schema, graphqlLanguage.parser.parse(document), document, at);
  if (!place) return undefined;
  if ('type' in place) return `${place.wants} of ${place.type.name}`;
  return 'inputs' in place ? `${place.wants} ${place.inputs.map(({ name }) => name)}` : place.wants;
}

describe('the place in a document', () => {
  it.each([
    ['{ | }', 'field of Query'],
    ['subscription { pod| }', 'field of Subscription'],
    ['{ pods { | } }', 'field of Pod'],
    ['{ a: pods { node { na| } } }', 'field of Node'],
    ['{ pods { ... on Node { | } } }', 'field of Node'],
    ['{ pods { ... @include(if: true) { | } } }', 'field of Pod'],
    ['fragment F on Node { | }', 'field of Node'],
    ['{ pods(|) { name } }', 'input order'],
    ['{ pods(order: {|}) { name } }', 'input by'],
    ['{ pods(order: {by: |}) { name } }', 'value of OrderBy'],
    ['query A($x: |) { pods { name } }', 'type'],
    ['{ pods { ... on P| } }', 'type'],
    ['|', 'definition'],
    ['{ unknown { | } }', undefined],
    ['# a comment |', undefined],
  ])('is known in %s', (text, place) => {
    expect(placeIn(text)).toBe(place);
  });
});
