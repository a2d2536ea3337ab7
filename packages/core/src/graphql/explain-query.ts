// `explain`: what a field of a kind may hold, from the schema table.
import { badRequestError } from '../resource/api-error.ts';
import { apiVersionOf } from '../resource/object.ts';
import { type FieldSchema, type SchemaTable, typeNameOf, typeSchema } from '../resource/schema-table.ts';
import { kindArgument } from './arguments.ts';
import type { Builder } from './builder.ts';
import { formatText } from './descriptions.ts';
import { kindOfName } from './object-queries.ts';

export interface FieldDoc {
  readonly name: string;
  /** Dotted, from the kind; empty for the kind itself. */
  readonly path: string;
  readonly schema: FieldSchema;
}

/** The type whose fields a field's value, its items or its entries have. */
function structureOf(schema: FieldSchema): string | undefined {
  if ('ref' in schema) return schema.ref;
  if ('list' in schema) return structureOf(schema.list);
  return 'map' in schema ? structureOf(schema.map) : undefined;
}

export function fieldsOf(doc: FieldDoc, table: SchemaTable): FieldDoc[] {
  const type = structureOf(doc.schema);
  if (type === undefined) return [];
  return Object.entries(typeSchema(type, table).fields).map(([name, schema]) => ({
    name,
    path: doc.path === '' ? name : `${doc.path}.${name}`,
    schema,
  }));
}

/** Throws BadRequest for a path that leads nowhere. Brackets are skipped: `spec.containers[0].image`. */
export function explain(tableType: string, path: string, table: SchemaTable): FieldDoc {
  const short = tableType.slice(tableType.lastIndexOf('.') + 1);
  let doc: FieldDoc = { name: short, path: '', schema: { ref: tableType } };
  for (const name of path.replace(/\[[^\]]*\]/g, '').split('.')) {
    if (name === '') continue;
    const next = fieldsOf(doc, table).find((each) => each.name === name);
    if (!next) {
      const message = `field "${name}" does not exist in ${doc.path === '' ? short : `${short}.${doc.path}`}`;
      throw badRequestError(message, [{ reason: 'FieldValueNotFound', field: path, message }]);
    }
    doc = next;
  }
  return doc;
}

export function addExplainQuery(builder: Builder, table: SchemaTable): void {
  const fieldDoc = builder.objectRef<FieldDoc>('FieldDoc');
  fieldDoc.implement({
    description: 'What a field may hold.',
    fields: (t) => ({
      name: t.exposeString('name', { nullable: false, description: 'The field.' }),
      path: t.exposeString('path', { nullable: false, description: 'From the kind to the field, dotted.' }),
      format: t.string({
        nullable: false,
        description: '`string`, `int32`, `quantity`, `list of Container`, …',
        resolve: ({ schema }) => formatText(schema),
      }),
      required: t.boolean({
        nullable: false,
        description: 'Whether Kubernetes requires it.',
        resolve: ({ schema }) => schema.required === true,
      }),
      values: t.stringList({
        nullable: false,
        description: 'Known values of a string; others may be legal.',
        resolve: ({ schema }) => schema.values ?? [],
      }),
      default: t.string({ description: 'The declared default, as JSON.', resolve: ({ schema }) => schema.default }),
      listType: t.string({
        description: 'How server-side apply merges the list: `map`, `set` or `atomic`.',
        resolve: ({ schema }) => schema.listType,
      }),
      listKeys: t.stringList({
        nullable: false,
        description: 'What tells the items of a `map` list apart.',
        resolve: ({ schema }) => schema.keys ?? [],
      }),
      patchStrategy: t.string({
        description: 'How a strategic merge patch treats it.',
        resolve: ({ schema }) => schema.patch,
      }),
      patchMergeKey: t.string({
        description: 'What a strategic merge patch matches list items by.',
        resolve: ({ schema }) => schema.patchKey,
      }),
      fields: t.field({
        type: [fieldDoc],
        nullable: false,
        description: 'The fields within.',
        resolve: (doc) => fieldsOf(doc, table),
      }),
    }),
  });
  builder.queryField('explain', (t) =>
    t.field({
      type: fieldDoc,
      nullable: true,
      description: 'What a kind, or a field of it, may hold.',
      args: {
        kind: kindArgument(builder),
        path: t.arg.string({ description: 'The field, dotted: `spec.template.spec.containers`.' }),
      },
      resolve: (_root, { kind, path }, { registry }) => {
        const { group, version, kind: name } = kindOfName(registry.kinds, kind);
        return explain(typeNameOf(apiVersionOf(group, version), name), path ?? '', table);
      },
    }),
  );
}
