// `explain pods.spec.containers`: what a field may hold.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { displayWidth } from '../output/text-table.ts';
import { loadKinds } from '../resource-kinds.ts';

/** How deep `--recursive` goes: the API allows 25 fields within one another, and asks for the cost of each. */
const deepest = 9;

interface Field {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly values: readonly string[];
  readonly fields?: readonly Field[];
}

interface Explanation extends Field {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const own = 'name type required values';

export function explainDocument(recursive: boolean): string {
  let selection = own;
  for (let depth = recursive ? deepest : 1; depth > 0; depth--) selection = `${own} fields { ${selection} }`;
  return `query Explain($kind: String!, $path: String, $recursive: Boolean!) {
  explain(kind: $kind, path: $path, recursive: $recursive) { group version kind ${selection} }
}`;
}

export function defineExplain(command: Command, cli: Cli): void {
  command
    .argument('<field>', 'a kind, or a field of it: pods.spec.containers')
    .option('--recursive', 'the fields of fields too')
    .option('--api-version <version>', 'of a kind that several groups have: apps/v1')
    .action((field: string, options: { recursive?: boolean; apiVersion?: string }) => explain(cli, field, options));
}

async function explain(
  cli: Cli,
  field: string,
  { recursive = false, apiVersion }: { recursive?: boolean; apiVersion?: string },
): Promise<void> {
  const kinds = await loadKinds(cli);
  const [word = '', ...path] = field.split('.');
  const group = apiVersion?.includes('/') ? apiVersion.split('/')[0] : undefined;
  const kind = kinds.byName(group ? `${kinds.byName(word).plural}.${group}` : word);
  const client = await cli.connect();
  const variables = { kind: kind.resource, recursive, ...(path.length > 0 && { path: path.join('.') }) };
  const data = await client.request<{ explain: Explanation }>(explainDocument(recursive), variables, cli.request);
  for (const line of explanationLines(data.explain, { recursive, isField: path.length > 0 })) cli.print(line);
}

function explanationLines(
  explanation: Explanation,
  { recursive, isField }: { readonly recursive: boolean; readonly isField: boolean },
): string[] {
  const { group, version, kind, name, type, required, values, fields = [] } = explanation;
  return [
    ...(group ? [`GROUP:      ${group}`] : []),
    `KIND:       ${kind}`,
    `VERSION:    ${version}`,
    '',
    ...(isField ? [`FIELD: ${name} ${type}${required ? ' -required-' : ''}`, ''] : []),
    ...(values.length > 0 ? ['ENUM:', ...values.map((value) => `    ${value}`), ''] : []),
    ...(fields.length > 0 ? ['FIELDS:', ...fieldLines(fields, recursive ? deepest : 1, '  ')] : []),
  ];
}

function fieldLines(fields: readonly Field[], depth: number, indent: string): string[] {
  const width = Math.max(...fields.map(({ name }) => displayWidth(name)));
  return fields.flatMap(({ name, type, required, values, fields: inner = [] }) => {
    const mark = required ? ' -required-' : '';
    const known = values.length > 0 ? `  one of: ${values.join(', ')}` : '';
    const line = `${indent}${name.padEnd(width)}\t${type}${mark}${known}`;
    return [line, ...(depth > 1 && inner.length > 0 ? fieldLines(inner, depth - 1, `${indent}  `) : [])];
  });
}
