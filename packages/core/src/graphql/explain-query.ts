// `explain`: what a field of a kind may hold.
import { type ExplainedField, type Explanation, explain } from '../resource/explain.ts';
import { apiVersionOf } from '../resource/object.ts';
import { typeNameOf } from '../resource/schema-table.ts';
import { kindArgument } from './arguments.ts';
import type { ObjectFields } from './builder.ts';
import { kindOfName } from './object-queries.ts';
import type { SchemaParts } from './schema-parts.ts';

export function addExplainQuery({ builder, table }: SchemaParts): void {
  const field = builder.objectRef<ExplainedField>('FieldExplanation');
  const shared = <Parent extends ExplainedField>(t: ObjectFields<Parent>) => ({
    name: t.string({ nullable: false, description: 'The field.', resolve: ({ name }) => name }),
    type: t.string({
      nullable: false,
      description: '`<string>`, `<[]Container>`, `<map[string]Quantity>`.',
      resolve: ({ type }) => type,
    }),
    required: t.boolean({
      nullable: false,
      description: 'Whether Kubernetes requires it.',
      resolve: ({ required }) => required,
    }),
    values: t.stringList({
      nullable: false,
      description: 'Known values of a text; others may be legal.',
      resolve: (parent) => parent.enum,
    }),
    fields: t.field({
      type: [field],
      nullable: false,
      description: 'The fields within; those of what it holds for a list or a map.',
      resolve: ({ fields }) => fields,
    }),
  });
  field.implement({ description: 'What a field may hold.', fields: shared });
  const explanation = builder.objectRef<Explanation>('Explanation').implement({
    description: 'A kind or a field of it, as `kubectl explain` shows it.',
    fields: (t) => ({
      group: t.exposeString('group', { nullable: false, description: 'The API group; empty for the core group.' }),
      version: t.exposeString('version', { nullable: false, description: 'The version served.' }),
      kind: t.exposeString('kind', { nullable: false, description: 'The kind.' }),
      ...shared(t),
    }),
  });
  builder.queryField('explain', (t) =>
    t.field({
      type: explanation,
      nullable: true,
      description: 'What a kind, or a field of it, may hold.',
      args: {
        kind: kindArgument(builder),
        path: t.arg.string({ description: 'The field, dotted: `spec.template.spec.containers`.' }),
        recursive: t.arg.boolean({
          defaultValue: false,
          required: true,
          description: 'The fields of fields too, as deep as the query asks for them.',
        }),
      },
      resolve: (_root, { kind, path, recursive }, { registry }) => {
        const { group, version, kind: name } = kindOfName(registry.kinds, kind);
        return explain(typeNameOf(apiVersionOf(group, version), name), path ?? '', { table, recursive });
      },
    }),
  );
}
