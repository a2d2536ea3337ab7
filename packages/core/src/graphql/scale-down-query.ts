// `explainScaleDown`: in which order a replica set or a replication controller would end its pods, and why.
import { orderForDeletion, reasonsForOrder } from '../kinds/replica-set/deletion-order.ts';
import { activePodsOf, relatedPods } from '../kinds/replica-set/pods.ts';
import { badRequestError } from '../resource/api-error.ts';
import type { Pod } from '../resource/generated/kubernetes.ts';
import { groupKind, type KindList } from '../resource/kind.ts';
import type { AnyObject, GroupKind } from '../resource/object.ts';
import type { Builder } from './builder.ts';
import type { KindTypes } from './kind-types.ts';
import { kindOfName } from './object-queries.ts';

interface Victim {
  readonly pod: Pod;
  readonly because: string | undefined;
}

export function addScaleDownQuery(builder: Builder, types: KindTypes): void {
  const pod = types.of('Pod');
  if (!pod || !types.of('ReplicaSet.apps')) return;
  const victim = builder.objectRef<Victim>('ScaleDownVictim').implement({
    description: 'A pod that would be ended.',
    fields: (t) => ({
      pod: t.field({
        type: pod.ref,
        nullable: false,
        description: 'The pod.',
        resolve: (each) => each.pod as AnyObject & Pod,
      }),
      because: t.string({
        description: 'What puts it before the next one: `not ready`, `lower pod-deletion-cost`; null for the last.',
        resolve: (each) => each.because,
      }),
    }),
  });
  builder.queryField('explainScaleDown', (t) =>
    t.field({
      type: [victim],
      nullable: true,
      description:
        'The pods of a replica set or a replication controller in the order in which it would end them. Nothing is written.',
      args: {
        kind: t.arg.string({ description: '`ReplicaSet` when left out, or `ReplicationController`.' }),
        namespace: t.arg.string({ description: 'The namespace of the object; `default` when left out.' }),
        name: t.arg.string({ required: true, description: 'The name of the object.' }),
      },
      extensions: { portolan: { size: { assumed: true } } },
      resolve: async (_root, { kind, namespace, name }, { registry, request }) => {
        const place = { namespace: namespace ?? 'default' };
        registry.authorizeMany(request, 'list', { kind: 'Pod', ...place });
        const owner = replicatedKind(registry.kinds, kind);
        const { metadata } = await registry.get(request, { kind: owner, ...place, name });
        const stored = registry.cache.byUid(metadata.uid ?? '');
        if (!stored) return [];
        const related = relatedPods(stored, registry.cache);
        return victims(activePodsOf(stored, registry.cache), related, registry.clock.now());
      },
    }),
  );
}

function replicatedKind(kinds: KindList, name: string | null | undefined): GroupKind {
  if (!name) return 'ReplicaSet.apps';
  const kind = groupKind(kindOfName(kinds, name));
  if (kind === 'ReplicaSet.apps' || kind === 'ReplicationController') return kind;
  throw badRequestError(
    `${kind} ends no pods of its own: explainScaleDown is about ReplicaSet and ReplicationController`,
  );
}

function victims(pods: readonly Pod[], related: readonly Pod[], nowMs: number): Victim[] {
  const ordered = orderForDeletion(pods, related, nowMs);
  const reasons = reasonsForOrder(ordered, related, nowMs);
  return ordered.map((pod, index) => ({ pod, because: reasons[index] }));
}
