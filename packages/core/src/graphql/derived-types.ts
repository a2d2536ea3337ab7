// GraphQL types for the types of the schema table, each made when something first refers to it.
//
// Output fields are plain properties without a resolver, so that a compiled query reads them directly. They are nullable
// even where Kubernetes requires the field: a stored object that lacks one must cost that field, not the whole answer.
// Input fields are optional for the same reason turned around: what is missing is the registry's to say, in Kubernetes'
// words and with the field's path.
import { defaultFieldResolver } from 'graphql';
import { type FieldSchema, type ScalarName, type SchemaTable, typeSchema } from '../resource/schema-table.ts';
import type { Builder, InputRef, ObjectFields, ObjectRef } from './builder.ts';
import { describeField, describeType } from './descriptions.ts';
import { graphqlFieldNames, graphqlTypeNames } from './names.ts';
import type { CustomScalar } from './scalars.ts';

/** A JSON object whose fields only its schema knows. */
export type Structure = Readonly<Record<string, unknown>>;

type Scalar = 'String' | 'Boolean' | 'Int' | 'Float' | CustomScalar;

const scalars: Readonly<Record<ScalarName, Scalar>> = {
  string: 'String',
  boolean: 'Boolean',
  int32: 'Int',
  int64: 'Int64',
  number: 'Float',
  bytes: 'Bytes',
  time: 'Time',
  microTime: 'MicroTime',
  duration: 'Duration',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
  any: 'JSON',
};

/** Pothos leaves this resolver out of the schema: compiled and interpreted queries read the property themselves. */
export const readProperty = defaultFieldResolver as () => never; // `never`: whatever the schema says it is.

/** One value, or a list, of a scalar or of what `Ref` stands for. */
interface Shape<Ref> {
  readonly of: Scalar | Ref;
  readonly isList: boolean;
}

interface FieldEntry<Ref> {
  /** As in a manifest. */
  readonly wire: string;
  readonly name: string;
  readonly description: string;
  readonly shape: Shape<Ref>;
}

export class DerivedTypes {
  private readonly builder: Builder;
  private readonly table: SchemaTable;
  readonly names: ReadonlyMap<string, string>;
  private readonly outputs = new Map<string, ObjectRef<Structure>>();
  private readonly inputs = new Map<string, InputRef<Structure>>();

  constructor(builder: Builder, table: SchemaTable) {
    this.builder = builder;
    this.table = table;
    this.names = graphqlTypeNames(table);
  }

  /** The output type of a table type that is part of something. A kind embedded in another has no identity. */
  output(type: string): ObjectRef<Structure> {
    const known = this.outputs.get(type);
    if (known) return known;
    const name = isKind(this.table, type) ? `Embedded${this.nameOf(type)}` : this.nameOf(type);
    const ref = this.builder.objectRef<Structure>(name);
    this.outputs.set(type, ref);
    ref.implement({ description: describeType(type), fields: this.outputFields(type) });
    return ref;
  }

  /** Fields that read the properties of a table type's values. */
  outputFields<Parent extends Structure>(type: string) {
    const entries = this.entries(type, (part) => this.output(part));
    return (t: ObjectFields<Parent>) =>
      Object.fromEntries(
        entries.map(({ wire, name, description, shape: { of, isList } }) => {
          const resolve = wire === name ? readProperty : (parent: Parent) => parent[wire] as never;
          return [
            name,
            isList
              ? t.field({ type: [of], nullable: { list: true, items: false }, description, resolve })
              : t.field({ type: of, nullable: true, description, resolve }),
          ];
        }),
      );
  }

  /** The input type of any table type, kinds included. */
  input(type: string): InputRef<Structure> {
    const known = this.inputs.get(type);
    if (known) return known;
    const ref = this.builder.inputRef<Structure, false>(`${this.nameOf(type)}Input`);
    this.inputs.set(type, ref);
    const entries = this.entries(type, (part) => this.input(part));
    this.builder.inputType(ref, {
      description: describeType(type),
      fields: (t) =>
        Object.fromEntries(
          entries.map(({ name, description, shape: { of, isList } }) => [
            name,
            isList
              ? t.field({ type: [of], required: { list: false, items: true }, description })
              : t.field({ type: of, required: false, description }),
          ]),
        ),
    });
    return ref;
  }

  private entries<Ref>(type: string, refOf: (type: string) => Ref): FieldEntry<Ref>[] {
    const own = typeSchema(type, this.table).fields;
    const fields: Readonly<Record<string, FieldSchema>> = isKind(this.table, type)
      ? { ...identityFields, ...own }
      : own;
    const names = graphqlFieldNames(Object.keys(fields));
    return Object.entries(fields).map(([wire, schema]) => ({
      wire,
      name: names.get(wire) ?? wire,
      description: describeField(type, wire, schema),
      shape: this.shape(schema, refOf),
    }));
  }

  private shape<Ref>(schema: FieldSchema, refOf: (type: string) => Ref): Shape<Ref> {
    if ('t' in schema) return { of: scalars[schema.t], isList: false };
    if ('list' in schema) {
      const element = this.shape(schema.list, refOf);
      return element.isList ? { of: 'JSON', isList: true } : { of: element.of, isList: true };
    }
    if ('map' in schema) return { of: mapScalar(schema.map), isList: false };
    // GraphQL has no type without fields.
    const isEmpty = Object.keys(typeSchema(schema.ref, this.table).fields).length === 0;
    return { of: isEmpty ? 'JSON' : refOf(schema.ref), isList: false };
  }

  private nameOf(type: string): string {
    const name = this.names.get(type);
    if (!name) throw new Error(`the schema table has no type ${type}`);
    return name;
  }
}

const identityFields: Readonly<Record<string, FieldSchema>> = { apiVersion: { t: 'string' }, kind: { t: 'string' } };

/** Some types that are no kinds carry an `apiVersion` and `kind` of another object (ObjectReference): these are fields. */
function isKind(table: SchemaTable, type: string): boolean {
  const schema = typeSchema(type, table);
  return schema.object === true && !('kind' in schema.fields);
}

/** GraphQL has no maps with keys of their own: they are JSON objects. */
function mapScalar(values: FieldSchema): Scalar {
  if (!('t' in values)) return 'JSON';
  if (values.t === 'string') return 'StringMap';
  return values.t === 'quantity' ? 'QuantityMap' : 'JSON';
}
