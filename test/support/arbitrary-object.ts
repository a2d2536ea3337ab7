// Objects of any shape the schema table allows, for properties that hold of all: any field may be there or not.
import { type FieldSchema, type ScalarName, schemaTable, typeSchema } from '@portolan/core/resource/schema-table.ts';
import fc from 'fast-check';

/** Deeper than this, optional values end. */
const maxDepth = 6;

const words = fc.constantFrom('', 'a', 'web', 'example.com/a', '10.0.0.1', 'None', 'Not a name!', '__x__');

const scalars: Readonly<Record<ScalarName, fc.Arbitrary<unknown>>> = {
  string: words,
  boolean: fc.boolean(),
  int32: fc.constantFrom(-1, 0, 1, 80, 30_080, 2_147_483_647),
  int64: fc.constantFrom(-1, 0, 1, 600),
  number: fc.constantFrom(-1.5, 0, 2),
  bytes: fc.constantFrom('', 'AAAA', 'e30='),
  time: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00'),
  microTime: fc.constantFrom('2026-01-01T00:00:00.000001Z'),
  duration: fc.constantFrom('0s', '1m30s'),
  quantity: fc.constantFrom('0', '-1', '100m', '1.5Gi', '0.0001', 3),
  intOrString: fc.constantFrom<unknown>(0, 8080, '25%', 'http'),
  any: fc.constantFrom<unknown>({ a: 1 }, 'a', 1, true),
};

function arbitraryOf(field: FieldSchema, depth: number): fc.Arbitrary<unknown> {
  if ('list' in field) return fc.array(arbitraryOf(field.list, depth), { maxLength: depth >= maxDepth ? 0 : 2 });
  if ('map' in field) return fc.dictionary(words, arbitraryOf(field.map, depth), { maxKeys: 2 });
  if ('ref' in field) return depth >= maxDepth ? fc.constant({}) : arbitraryOfType(field.ref, depth + 1);
  const known = field.values ?? [];
  return known.length > 0 ? fc.oneof(fc.constantFrom(...known), words) : scalars[field.t];
}

const memo = new Map<string, fc.Arbitrary<Record<string, unknown>>>();

function arbitraryOfType(typeName: string, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const key = `${typeName} ${depth}`;
  const known = memo.get(key);
  if (known) return known;
  const fields = Object.entries(typeSchema(typeName).fields).filter(([name]) => name !== 'metadata' || depth > 0);
  const arbitrary = fc
    .uniqueArray(fc.constantFrom(...fields), { maxLength: 6, selector: ([name]) => name })
    .chain((some) => fc.record(Object.fromEntries(some.map(([name, field]) => [name, arbitraryOf(field, depth)]))));
  memo.set(key, arbitrary);
  return arbitrary;
}

/** Everything but `apiVersion`, `kind` and `metadata`. */
export function arbitraryContent(typeName: string): fc.Arbitrary<Record<string, unknown>> {
  if (!schemaTable.types[typeName]) throw new Error(`the schema table has no type ${typeName}`);
  return arbitraryOfType(typeName, 0);
}
