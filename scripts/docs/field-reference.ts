// docs/api.md and its Chinese form: every root field with its arguments, out of the printed schema.
import { buildSchema, type GraphQLArgument, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';
import { fieldGroups, kindExamples } from './field-groups.ts';
import { type Language, textsOf } from './reference-texts.ts';

type Field = GraphQLField<unknown, unknown>;

interface Family {
  readonly kind: string;
  readonly fields: readonly Field[];
}

export function fieldReference(sdl: string, language: Language): string {
  const schema = buildSchema(sdl);
  const texts = textsOf(language);
  const roots = rootFields(schema);
  const families = kindFamilies(schema, roots);
  requireGroups(roots, families);
  const parts = [texts.generated, texts.fields.introduction];
  for (const [at, group] of fieldGroups.entries()) {
    parts.push(`## ${group.title[language]}`);
    for (const name of group.fields) parts.push(...describeField(fieldOf(roots, name), language));
    parts.push(`${at === 0 ? preparation : ''}${codeBlock(group.example)}`);
  }
  parts.push(`## ${texts.fields.kindsTitle}`, texts.fields.kinds, familyTable(families, texts.fields.kindColumns));
  const shown = families.find(({ kind }) => kind === 'Deployment');
  for (const field of shown?.fields ?? []) parts.push(...describeField(field, language));
  parts.push(...kindExamples.map(codeBlock));
  return `${parts.join('\n\n')}\n`;
}

const preparation = '<!-- first: portolan apply -f examples/web.yaml && portolan rollout status deployment/web -->\n';

function codeBlock(code: string): string {
  return `\`\`\`graphql\n${code}\n\`\`\``;
}

function rootFields(schema: GraphQLSchema): ReadonlyMap<string, Field> {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return new Map(types.flatMap((type) => Object.entries(type?.getFields() ?? {})));
}

function fieldOf(roots: ReadonlyMap<string, Field>, name: string): Field {
  const field = roots.get(name);
  if (!field) throw new Error(`the schema has no ${name}, which field-groups.ts names`);
  return field;
}

/** The fields of each kind: those whose results are of its types. */
function kindFamilies(schema: GraphQLSchema, roots: ReadonlyMap<string, Field>): Family[] {
  const grouped = new Set(fieldGroups.flatMap(({ fields }) => fields));
  const kinds = Object.values(schema.getTypeMap()).flatMap((type) => {
    const isKind = isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Resource');
    return isKind ? [type.name] : [];
  });
  return kinds.map((kind) => {
    const plural = [...roots.values()].find(({ type }) => String(type) === `${kind}Connection`)?.name ?? '';
    const types = ['', 'Connection', 'Result', 'WatchFrame!'].map((end) => `${kind}${end}`);
    const isOurs = ({ name, type }: Field) =>
      types.includes(String(type)) || name === `delete${plural.charAt(0).toUpperCase()}${plural.slice(1)}`;
    return { kind, fields: [...roots.values()].filter((field) => isOurs(field) && !grouped.has(field.name)) };
  });
}

/** Throws when a field would be left out. */
function requireGroups(roots: ReadonlyMap<string, Field>, families: readonly Family[]): void {
  const shown = new Set([
    ...fieldGroups.flatMap(({ fields }) => fields),
    ...families.flatMap(({ fields }) => fields.map(({ name }) => name)),
  ]);
  const missing = [...roots.keys()].filter((name) => !shown.has(name));
  if (missing.length > 0) throw new Error(`field-groups.ts has no place for ${missing.join(', ')}`);
}

function describeField(field: Field, language: Language): string[] {
  const { fields, fullStop } = textsOf(language);
  const summary = language === 'en' ? field.description : fields.summaries[field.name];
  if (!summary) throw new Error(`${language}: what does ${field.name} do? Say it in reference-texts.ts`);
  const said = /[.。]$/.test(summary) ? summary : `${summary}${fullStop}`;
  const parts = [`### ${field.name}`, `${said} → \`${field.type}\``];
  if (field.args.length > 0) parts.push([fields.argument, '|---|---|', ...field.args.map(argumentRow)].join('\n'));
  return parts;
}

function argumentRow({ name, type, defaultValue, description }: GraphQLArgument): string {
  const usual = defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`;
  return `| \`${name}: ${type}${usual}\` | ${(description ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ')} |`;
}

function familyTable(families: readonly Family[], heading: string): string {
  const rows = families.map(({ kind, fields }) => `| ${kind} | ${fields.map(({ name }) => `\`${name}\``).join(' ')} |`);
  return [heading, '|---|---|', ...rows].join('\n');
}
