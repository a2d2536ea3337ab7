import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryContent } from '../../../../test/support/arbitrary-object.ts';
import { created, creationErrors, defaulted } from '../../../../test/support/kind-check.ts';
import { oneOfEach } from '../../../../test/support/manifests.ts';
import { groupKind, type KindDefinition } from '../resource/kind.ts';
import { apiVersionOf, deepFreeze } from '../resource/object.ts';
import { schemaTable, typeNameOf, typeSchema } from '../resource/schema-table.ts';
import { kinds } from './kinds.ts';

const runs = 100;

function repeated(names: readonly string[]): string[] {
  return names.filter((name, position) => names.indexOf(name) !== position);
}

/** A sound manifest of the kind, without what `kind-check` fills in. */
function example(definition: KindDefinition): Record<string, unknown> {
  const object = oneOfEach.map((build) => build()).find(({ kind }) => kind === definition.kind);
  if (!object) throw new Error(`test/support/manifests.ts has no ${definition.kind}`);
  const { apiVersion: _, kind: __, ...rest } = object;
  return rest;
}

it('are looked up by names of which there are no two', () => {
  const names = kinds.all.flatMap(({ plural, singular, shortNames }) => [
    ...new Set([plural, singular]),
    ...shortNames,
  ]);
  expect(repeated(names)).toEqual([]);
  expect(repeated(kinds.all.map(groupKind))).toEqual([]);
  expect(names.filter((name) => name !== name.toLowerCase())).toEqual([]);
});

it('serve no manifest both as a kind and as an alias', () => {
  expect(kinds.aliases.filter((alias) => kinds.findFor(alias))).toEqual([]);
});

describe.each(kinds.all.map((definition) => [definition.kind, definition] as const))('%s', (_, definition) => {
  const apiVersion = apiVersionOf(definition.group, definition.version);
  const typeName = typeNameOf(apiVersion, definition.kind);

  it('agrees with the schema table', () => {
    expect(schemaTable.kinds[`${apiVersion}/${definition.kind}`]?.namespaced).toBe(definition.namespaced);
    expect('status' in typeSchema(typeName).fields).toBe(definition.hasStatus);
  });

  it('is sound as the tests of others use it', () => {
    expect(creationErrors(definition, example(definition))).toEqual([]);
  });

  it('gets no other defaults the second time, whatever is in it', () => {
    fc.assert(
      fc.property(arbitraryContent(typeName), (content) => {
        const object = defaulted(definition, content);
        const once = structuredClone(object);
        definition.applyDefaults(object);
        expect(object).toEqual(once);
      }),
      { numRuns: runs },
    );
  });

  it('is judged without a failure, whatever is in it or missing', () => {
    fc.assert(
      fc.property(arbitraryContent(typeName), (content) => {
        const old = deepFreeze(created(definition, example(definition)));
        const object = created(definition, content);
        definition.prepareForUpdate?.(object, old);
        definition.prepareForStatusUpdate?.(object, old);
        const errors = [
          ...definition.validate(object),
          ...(definition.validateCreate?.(object) ?? []),
          ...(definition.validateUpdate?.(object, old) ?? []),
          ...(definition.validateStatusUpdate?.(object, old) ?? []),
        ];
        expect(errors.every(({ message }) => message.length > 0 && !message.includes('undefined'))).toBe(true);
      }),
      { numRuns: runs },
    );
  });

  it('prints a table of texts, named by its object', () => {
    const { columns } = definition;
    expect(repeated(columns.map(({ name }) => name))).toEqual([]);
    expect(columns.map(({ name }) => name)).toContain('Name');
    fc.assert(
      fc.property(arbitraryContent(typeName), (content) => {
        const object = created(definition, { ...example(definition), ...content });
        // Only what is sound is stored, and only what is stored is printed.
        if (definition.validate(object).length > 0) return;
        for (const { cell } of columns) expect(typeof cell(object, 0)).toBe('string');
      }),
      { numRuns: runs },
    );
  });
});
