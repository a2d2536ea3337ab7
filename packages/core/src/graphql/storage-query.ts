// `storage`: objects under the keys that Kubernetes gives them in etcd, in the order of the keys.

import { mastersGroup } from '../registry/request.ts';
import { ApiError } from '../resource/api-error.ts';
import { groupKind, type KindDefinition } from '../resource/kind.ts';
import { compareText } from '../store/key-order.ts';
import type { StoredObject } from '../store/store.ts';
import type { Builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';

const defaultEntries = 100;

/** Where Kubernetes' storage calls a resource by another name than its API. */
const specialPlaces: Readonly<Record<string, string>> = {
  endpoints: 'services/endpoints',
  ingresses: 'ingress',
  nodes: 'minions',
  replicationcontrollers: 'controllers',
  services: 'services/specs',
};

/** Custom resources and aggregated groups have their group in the key. */
function hasGroupInKey(group: string): boolean {
  return group.includes('.') && (!group.endsWith('.k8s.io') || group === 'apiregistration.k8s.io');
}

/** `/registry/deployments/` */
function storagePrefix({ group, plural }: KindDefinition): string {
  const place = hasGroupInKey(group) ? `${group}/${plural}` : (specialPlaces[plural] ?? plural);
  return `/registry/${place}/`;
}

interface StorageEntry {
  readonly key: string;
  readonly stored: StoredObject;
}

interface StoragePage {
  readonly nodes: readonly StorageEntry[];
  readonly hasNextPage: boolean;
}

/** Text of keys that begin with `a` can begin with `b`, or the other way round. */
function overlaps(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

async function readStorage(
  { registry, request }: GraphqlContext,
  { prefix, first, after }: { prefix: string; first: number; after: string | undefined },
): Promise<StoragePage> {
  if (!request.identity.groups.includes(mastersGroup)) {
    throw new ApiError(
      'Forbidden',
      `storage is forbidden: User "${request.identity.user}" is not in the group ${mastersGroup}`,
    );
  }
  await registry.cache.fresh();
  const entries: StorageEntry[] = [];
  for (const definition of registry.kinds.all) {
    const place = storagePrefix(definition);
    if (!overlaps(place, prefix)) continue;
    for (const stored of registry.cache.list(groupKind(definition))) {
      const { namespace, name } = stored.key;
      const key = `${place}${namespace === '' ? '' : `${namespace}/`}${name}`;
      if (key.startsWith(prefix) && (after === undefined || compareText(key, after) > 0)) entries.push({ key, stored });
    }
  }
  entries.sort((a, b) => compareText(a.key, b.key));
  return { nodes: entries.slice(0, Math.max(first, 0)), hasNextPage: entries.length > first };
}

export function addStorageQuery(builder: Builder): void {
  const entry = builder.objectRef<StorageEntry>('StorageEntry').implement({
    description: 'A stored object under its key.',
    fields: (t) => ({
      key: t.exposeString('key', { nullable: false, description: '`/registry/deployments/default/web`.' }),
      revision: t.string({
        nullable: false,
        description: 'The revision that wrote it.',
        resolve: ({ stored }) => String(stored.revision),
      }),
      value: t.field({
        type: 'JSON',
        nullable: false,
        description: 'The whole object.',
        resolve: ({ stored }) => stored.object,
      }),
    }),
  });
  const page = builder.objectRef<StoragePage>('StoragePage').implement({
    description: 'Some of what is stored.',
    fields: (t) => ({
      nodes: t.field({
        type: [entry],
        nullable: false,
        description: 'In the order of keys.',
        resolve: ({ nodes }) => nodes,
      }),
      hasNextPage: t.exposeBoolean('hasNextPage', { nullable: false, description: 'Whether keys follow.' }),
    }),
  });
  builder.queryField('storage', (t) =>
    t.field({
      type: page,
      nullable: true,
      description: "What is stored, under Kubernetes' keys; for system:masters only.",
      args: {
        prefix: t.arg.string({ defaultValue: '/registry/', required: true, description: 'What the keys begin with.' }),
        first: t.arg.int({ defaultValue: defaultEntries, required: true, description: 'At most so many.' }),
        after: t.arg.string({ description: 'Keys after this one.' }),
      },
      resolve: (_root, { prefix, first, after }, context) =>
        readStorage(context, { prefix, first, after: after ?? undefined }),
    }),
  );
}
