// What is served: `kinds`, as `api-resources` of kubectl.
import { type Column, type KindDefinition, resourceName } from '../resource/kind.ts';
import { apiVersionOf } from '../resource/object.ts';
import type { Builder, ObjectRef } from './builder.ts';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

export interface ColumnText {
  readonly name: string;
  readonly wide: boolean;
}

export function addColumnType(builder: Builder): ObjectRef<ColumnText> {
  return builder.objectRef<ColumnText>('Column').implement({
    description: "A column of a kind's table.",
    fields: (t) => ({
      name: t.exposeString('name', { nullable: false, description: 'The heading.' }),
      wide: t.exposeBoolean('wide', { nullable: false, description: 'Shown only where there is room.' }),
    }),
  });
}

export function columnTexts(columns: readonly Column[]): ColumnText[] {
  return columns.map(({ name, wide = false }) => ({ name, wide }));
}

export function addKindsQuery(builder: Builder, column: ObjectRef<ColumnText>): void {
  const kindInfo = builder.objectRef<KindDefinition>('KindInfo').implement({
    description: 'A kind that is served.',
    fields: (t) => ({
      group: t.exposeString('group', { nullable: false, description: 'The API group; empty for the core group.' }),
      version: t.exposeString('version', { nullable: false, description: 'The version served.' }),
      apiVersion: t.string({
        nullable: false,
        description: 'Group and version as in a manifest.',
        resolve: ({ group, version }) => apiVersionOf(group, version),
      }),
      kind: t.exposeString('kind', { nullable: false, description: 'The name in manifests: `Pod`.' }),
      plural: t.exposeString('plural', { nullable: false, description: 'The name of many: `pods`.' }),
      singular: t.exposeString('singular', { nullable: false, description: 'The name of one: `pod`.' }),
      resource: t.string({
        nullable: false,
        description: 'The plural with its group, as in error messages: `deployments.apps`.',
        resolve: resourceName,
      }),
      shortNames: t.stringList({ nullable: false, description: 'Abbreviations.', resolve: (kind) => kind.shortNames }),
      categories: t.stringList({
        nullable: false,
        description: 'Groups such as `all`.',
        resolve: (kind) => kind.categories,
      }),
      namespaced: t.exposeBoolean('namespaced', {
        nullable: false,
        description: 'Whether its objects live in namespaces.',
      }),
      verbs: t.stringList({ nullable: false, description: 'What can be done with its objects.', resolve: () => verbs }),
      subresources: t.stringList({
        nullable: false,
        description: '`status`, `scale`, `finalize`.',
        resolve: ({ hasStatus, scale, hasFinalize }) => [
          ...(hasStatus ? ['status'] : []),
          ...(scale ? ['scale'] : []),
          ...(hasFinalize ? ['finalize'] : []),
        ],
      }),
      columns: t.field({
        type: [column],
        nullable: false,
        description: 'The columns of its table.',
        resolve: (kind) => columnTexts(kind.columns),
      }),
    }),
  });
  builder.queryField('kinds', (t) =>
    t.field({
      type: [kindInfo],
      nullable: false,
      description: 'Every kind that is served.',
      resolve: (_root, _arguments, { registry }) => registry.kinds.all,
    }),
  );
}
