// Writes the TypeScript interfaces of every Kubernetes type from the schema table, for the core and for the client, and the
// references of the documentation from the command line and the printed schema.
// `--check` changes nothing and fails when a generated file is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import {
  type FieldSchema,
  type ScalarName,
  schemaTable,
  type TypeSchema,
} from '../packages/core/src/resource/schema-table.ts';
import { shortTypeNames } from '../packages/core/src/resource/type-names.ts';
import { commandReference } from './docs/command-reference.ts';
import { fieldReference } from './docs/field-reference.ts';

const scalars: Record<ScalarName, string> = {
  string: 'string',
  boolean: 'boolean',
  int32: 'number',
  int64: 'number',
  number: 'number',
  bytes: 'string',
  time: 'string',
  microTime: 'string',
  duration: 'string',
  quantity: 'string',
  intOrString: 'number | string',
  any: 'unknown',
};
const scalarNotes: Partial<Record<ScalarName, string>> = {
  bytes: 'Base64.',
  time: 'RFC 3339, whole seconds.',
  microTime: 'RFC 3339 with microseconds.',
  duration: "Go's duration notation, such as `1m30s`.",
  quantity: 'A quantity, such as `500m` or `2Gi`.',
};

const names = shortTypeNames(schemaTable);

function nameOf(type: string): string {
  const name = names.get(type);
  if (!name) throw new Error(`the schema table refers to ${type} but does not define it`);
  return name;
}

function typeText(field: FieldSchema): string {
  if ('t' in field) {
    if (field.t !== 'string' || !field.values?.length) return scalars[field.t];
    return `${field.values.map((value) => JSON.stringify(value)).join(' | ')} | (string & {})`;
  }
  if ('ref' in field) return nameOf(field.ref);
  if ('list' in field) return `Array<${typeText(field.list)}>`;
  return `Record<string, ${typeText(field.map)}>`;
}

/** Everything past the API's edge has a name, also where the wire format lets `generateName` stand in for it. */
function isRequired(type: string, field: string, schema: FieldSchema): boolean {
  if (type === 'meta/v1.ObjectMeta') return field === 'name';
  return schema.required === true || field === 'metadata';
}

function propertyName(field: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(field) ? field : `'${field}'`;
}

function interfaceText(type: string, schema: TypeSchema): string {
  const dot = type.lastIndexOf('.');
  const lines = [`/** \`${type}\` */`, `export interface ${nameOf(type)} {`];
  if (schema.object && !('kind' in schema.fields)) {
    lines.push(`  apiVersion: '${type.slice(0, dot)}';`, `  kind: '${type.slice(dot + 1)}';`);
  }
  for (const [field, of] of Object.entries(schema.fields)) {
    const note = 't' in of ? scalarNotes[of.t] : undefined;
    if (note) lines.push(`  /** ${note} */`);
    lines.push(`  ${propertyName(field)}${isRequired(type, field, of) ? '' : '?'}: ${typeText(of)};`);
  }
  lines.push('}');
  return lines.join('\n');
}

function kubernetesTypes(): string {
  const header = `// Generated from ${schemaTable.source}, by \`npm run generate\`. Do not edit.`;
  const interfaces = Object.entries(schemaTable.types).map(([type, schema]) => interfaceText(type, schema));
  return `${[header, ...interfaces].join('\n\n')}\n`;
}

/** The text of each generated file, by its path. */
async function generatedFiles(): Promise<Map<string, string>> {
  const types = kubernetesTypes();
  const schema = readFileSync('packages/core/schema.graphql', 'utf8');
  return new Map([
    ['packages/core/src/resource/generated/kubernetes.ts', types],
    ['packages/client/src/generated/kubernetes.ts', types],
    ['docs/cli.md', await commandReference('en')],
    ['docs/zh-CN/cli.md', await commandReference('zh-CN')],
    ['docs/api.md', fieldReference(schema, 'en')],
    ['docs/zh-CN/api.md', fieldReference(schema, 'zh-CN')],
  ]);
}

function isStale(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') !== text;
  } catch {
    return true;
  }
}

const files = await generatedFiles();
const stale = [...files].filter(([file, text]) => isStale(file, text));
const staleNames = stale.map(([file]) => file).join(', ');
if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error(`out of date: ${staleNames}. Run: npm run generate`);
    process.exitCode = 1;
  }
} else {
  for (const [file, text] of stale) writeFileSync(file, text);
  console.log(stale.length > 0 ? `wrote ${staleNames}` : 'generated files are up to date');
}
