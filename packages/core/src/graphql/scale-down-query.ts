// `explainScaleDown`: in which order a replica set would end its pods, and why.
import { orderForDeletion, reasonsForOrder } from '../kinds/replica-set/deletion-order.ts';
import { activePodsOf, relatedPods } from '../kinds/replica-set/pods.ts';
import type { Pod } from '../resource/generated/kubernetes.ts';
import type { AnyObject } from '../resource/object.ts';
import type { Builder } from './builder.ts';
import type { KindTypes } from './kind-types.ts';

interface Victim {
  readonly pod: Pod;
  readonly because: string | undefined;
}

export function addScaleDownQuery(builder: Builder, types: KindTypes): void {
  const pod = types.of('Pod');
  if (!pod || !types.of('ReplicaSet.apps')) return;
  const victim = builder.objectRef<Victim>('ScaleDownVictim').implement({
    description: 'A pod that a replica set would end.',
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
      description: 'The pods of a replica set in the order in which it would end them. Nothing is written.',
      args: {
        namespace: t.arg.string({ description: 'The namespace of the replica set; `default` when left out.' }),
        name: t.arg.string({ required: true, description: 'The name of the replica set.' }),
      },
      extensions: { portolan: { size: { assumed: true } } },
      resolve: async (_root, { namespace, name }, { registry, request }) => {
        const place = { namespace: namespace ?? 'default' };
        registry.authorizeMany(request, 'list', { kind: 'Pod', ...place });
        const { metadata } = await registry.get(request, { kind: 'ReplicaSet.apps', ...place, name });
        const stored = registry.cache.byUid(metadata.uid ?? '');
        if (!stored) return [];
        const related = relatedPods(stored, registry.cache);
        return victims(activePodsOf(stored, registry.cache), related, registry.clock.now());
      },
    }),
  );
}

function victims(pods: readonly Pod[], related: readonly Pod[], nowMs: number): Victim[] {
  const ordered = orderForDeletion(pods, related, nowMs);
  const reasons = reasonsForOrder(ordered, related, nowMs);
  return ordered.map((pod, index) => ({ pod, because: reasons[index] }));
}
