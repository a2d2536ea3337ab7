// Objects as manifests, and typed inputs back into manifests.

import { badRequestError } from '../resource/api-error.ts';
import { type KindDefinition, resourceName } from '../resource/kind.ts';
import type { Manifest } from '../resource/manifest.ts';
import { type AnyObject, apiVersionOf } from '../resource/object.ts';
import { type FieldSchema, type SchemaTable, typeSchema } from '../resource/schema-table.ts';
import type { Structure } from './derived-types.ts';
import { EncodedManifests } from './encoded-manifests.ts';
import { graphqlFieldNames, graphqlName } from './names.ts';

/** Kept per stored object, so that an object that is shown again is the same value. */
const withoutManagedFields = new WeakMap<AnyObject, AnyObject>();
const shown = new WeakSet<object>();
const encoded = new EncodedManifests();

/** The whole object, without `metadata.managedFields`. */
export function shortManifest(object: AnyObject): AnyObject {
  const known = withoutManagedFields.get(object);
  if (known) return known;
  const short = shorten(object);
  withoutManagedFields.set(object, short);
  // Bytes are kept only of what nobody can change.
  if (Object.isFrozen(object)) shown.add(short);
  return short;
}

function shorten(object: AnyObject): AnyObject {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return Object.freeze({ ...object, metadata: Object.freeze(metadata) });
}

/** The JSON of a value that `shortManifest` gave out, the same bytes each time; `undefined` for any other. */
export function manifestBytes(value: object): Buffer | undefined {
  return shown.has(value) ? encoded.bytesOf(value) : undefined;
}

/** Wire names instead of GraphQL's, and the kind's own apiVersion and kind. */
export class InputManifests {
  private readonly table: SchemaTable;
  /** Types that hold a renamed field, at whatever depth. */
  private readonly renaming = new Map<string, boolean>();

  constructor(table: SchemaTable) {
    this.table = table;
  }

  manifest(definition: KindDefinition, tableType: string, input: Structure): Manifest {
    const apiVersion = apiVersionOf(definition.group, definition.version);
    const { kind } = definition;
    for (const [field, expected] of Object.entries({ apiVersion, kind })) {
      const given = input[field] ?? expected;
      if (given === expected) continue;
      throw badRequestError(
        `the ${field} of the input is ${JSON.stringify(given)}: this writes ${resourceName(definition)}`,
        [{ reason: 'FieldValueInvalid', field, message: `must be ${JSON.stringify(expected)}` }],
      );
    }
    return { ...this.wireNamed(tableType, input), apiVersion, kind };
  }

  private wireNamed(type: string, value: Structure): Structure {
    if (!this.isRenaming(type)) return value;
    const { fields } = typeSchema(type, this.table);
    const wire: Record<string, unknown> = {};
    const names = graphqlFieldNames(Object.keys(fields));
    for (const [field, schema] of Object.entries(fields)) {
      const given = value[names.get(field) ?? field];
      if (given !== undefined) wire[field] = this.wireValue(schema, given);
    }
    return wire;
  }

  private wireValue(schema: FieldSchema, value: unknown): unknown {
    if ('ref' in schema && isStructure(value)) return this.wireNamed(schema.ref, value);
    if ('list' in schema && Array.isArray(value)) return value.map((each) => this.wireValue(schema.list, each));
    return value;
  }

  private isRenaming(type: string): boolean {
    const known = this.renaming.get(type);
    if (known !== undefined) return known;
    const answer = [...this.typesWithin(type)].some((each) =>
      Object.keys(typeSchema(each, this.table).fields).some((field) => graphqlName(field) !== field),
    );
    this.renaming.set(type, answer);
    return answer;
  }

  private typesWithin(type: string): ReadonlySet<string> {
    const within = new Set([type]);
    for (const each of within) {
      for (const schema of Object.values(typeSchema(each, this.table).fields)) {
        const part = partOf(schema);
        if (part !== undefined) within.add(part);
      }
    }
    return within;
  }
}

function isStructure(value: unknown): value is Structure {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type a field's input is made of; maps are JSON, whose names are the wire's. */
function partOf(schema: FieldSchema): string | undefined {
  if ('list' in schema) return partOf(schema.list);
  return 'ref' in schema ? schema.ref : undefined;
}
