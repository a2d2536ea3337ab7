// What a kind's fields are, in the terms of `kubectl explain`: names, types, which are required, known values. The schema
// table has no prose, so neither has this.
import { badRequestError } from './api-error.ts';
import { fieldOfType, innermostField } from './field-path.ts';
import { parseApiVersion } from './object.ts';
import { type FieldSchema, type ScalarName, type SchemaTable, schemaTable, typeSchema } from './schema-table.ts';

export interface ExplainedField {
  readonly name: string;
  /** `<integer>`, `<[]Container>`, `<map[string]string>`. */
  readonly type: string;
  readonly required: boolean;
  /** Known values of a text; others may be legal. */
  readonly enum: readonly string[];
  /** Alphabetical; of a list or a map the fields of what it holds. */
  readonly fields: readonly ExplainedField[];
}

export interface Explanation extends ExplainedField {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface ExplainOptions {
  readonly table?: SchemaTable;
  /** Fields of fields too, all the way down; otherwise one level. */
  readonly recursive?: boolean;
}

/** Explains a type, or the field at a dotted path in it (`spec.containers.image`). Throws BadRequest for an unknown one. */
export function explain(
  typeName: string,
  path = '',
  { table = schemaTable, recursive = false }: ExplainOptions = {},
): Explanation {
  const dot = typeName.lastIndexOf('.');
  const kind = typeName.slice(dot + 1);
  const names = path === '' ? [] : path.split('.');
  const field = names.reduce((above, name) => fieldBelow(above, name, table), { ref: typeName } as FieldSchema);
  const explained = explainField(names.at(-1) ?? kind, field, { table, recursive, above: [] });
  return { ...parseApiVersion(typeName.slice(0, dot)), kind, ...explained };
}

/** Lists and maps are passed through, as kubectl's paths do. */
function fieldBelow(field: FieldSchema, name: string, table: SchemaTable): FieldSchema {
  const inner = innermostField(field);
  const below = 'ref' in inner ? fieldOfType(inner.ref, name, table) : undefined;
  if (below) return below;
  const message = `field ${JSON.stringify(name)} does not exist`;
  throw badRequestError(message, [{ reason: 'FieldValueNotFound', field: name, message }]);
}

interface Walk {
  readonly table: SchemaTable;
  readonly recursive: boolean;
  /** Types on the way down; one that contains itself is not entered again. */
  readonly above: readonly string[];
}

function explainField(name: string, field: FieldSchema, walk: Walk): ExplainedField {
  const inner = innermostField(field);
  return {
    name,
    type: `<${typeText(field)}>`,
    required: field.required === true,
    enum: inner.values ?? field.values ?? [],
    fields: 'ref' in inner ? fieldsOf(inner.ref, walk) : [],
  };
}

function fieldsOf(typeName: string, walk: Walk): ExplainedField[] {
  const { table, recursive, above } = walk;
  if (above.includes(typeName) || (!recursive && above.length > 0)) return [];
  const type = typeSchema(typeName, table);
  const names = [...Object.keys(type.fields), ...(type.object ? ['apiVersion', 'kind'] : [])].sort();
  return names.flatMap((name) => {
    const field = fieldOfType(typeName, name, table);
    return field ? [explainField(name, field, { ...walk, above: [...above, typeName] })] : [];
  });
}

const scalarTexts: Readonly<Record<ScalarName, string>> = {
  string: 'string',
  boolean: 'boolean',
  int32: 'integer',
  int64: 'integer',
  number: 'number',
  bytes: 'string',
  time: 'Time',
  microTime: 'MicroTime',
  duration: 'Duration',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
  any: 'Object',
};

function typeText(field: FieldSchema): string {
  if ('list' in field) return `[]${typeText(field.list)}`;
  if ('map' in field) return `map[string]${typeText(field.map)}`;
  return 'ref' in field ? field.ref.slice(field.ref.lastIndexOf('.') + 1) : scalarTexts[field.t];
}
