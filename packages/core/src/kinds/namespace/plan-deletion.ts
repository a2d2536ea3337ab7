// How a namespace that is being deleted goes: its pods first, then everything else in it, then it.
import { timeText } from '../../resource/clock.ts';
import { deepEqual } from '../../resource/equality.ts';
import type { Namespace, NamespaceCondition } from '../../resource/generated/kubernetes.ts';
import type { StoredObject } from '../../store/store.ts';

export const contentFinalizer = 'kubernetes';

/** Objects of one kind in the namespace. */
export interface Content {
  /** `pods`, `deployments.apps` */
  readonly resource: string;
  readonly objects: readonly StoredObject[];
}

export interface DeletionStep {
  /** Objects whose deletion has to be begun. */
  readonly remove: readonly StoredObject[];
  /** The namespace's conditions, where they have changed. */
  readonly conditions: readonly NamespaceCondition[] | undefined;
  /** Nothing is left: the namespace's own finalizer can go. */
  readonly isEmpty: boolean;
}

/** Nothing new can come into the namespace: what `content` shows is all there will ever be. */
export function planDeletion(namespace: Namespace, content: readonly Content[], nowMs: number): DeletionStep {
  const left = content.filter(({ objects }) => objects.length > 0);
  const pods = left.filter(({ resource }) => resource === 'pods');
  // What pods need to end well, from their volumes to the rules of their network, stays until they are gone.
  const now = pods.length > 0 ? pods : left;
  const remove = now.flatMap(({ objects }) =>
    objects.filter(({ object }) => object.metadata.deletionTimestamp === undefined),
  );
  const present = namespace.status?.conditions ?? [];
  const conditions = withConditions(present, conditionsFor(now), timeText(nowMs));
  return { remove, conditions: deepEqual(conditions, present) ? undefined : conditions, isEmpty: left.length === 0 };
}

type Verdict = Pick<NamespaceCondition, 'type' | 'status' | 'reason' | 'message'>;

function conditionsFor(left: readonly Content[]): Verdict[] {
  return [
    {
      type: 'NamespaceDeletionDiscoveryFailure',
      status: 'False',
      reason: 'ResourcesDiscovered',
      message: 'All resources successfully discovered',
    },
    {
      type: 'NamespaceDeletionGroupVersionParsingFailure',
      status: 'False',
      reason: 'ParsedGroupVersions',
      message: 'All legacy kube types successfully parsed',
    },
    {
      type: 'NamespaceDeletionContentFailure',
      status: 'False',
      reason: 'ContentDeleted',
      message: 'All content successfully deleted, may be waiting on finalization',
    },
    contentRemaining(left),
    finalizersRemaining(left),
  ];
}

function contentRemaining(left: readonly Content[]): Verdict {
  const type = 'NamespaceContentRemaining';
  if (left.length === 0) {
    return { type, status: 'False', reason: 'ContentRemoved', message: 'All content successfully removed' };
  }
  const texts = left.map(({ resource, objects }) => {
    // Kubernetes separates resource and group by a dot, also where the group has no name.
    const name = resource.includes('.') ? resource : `${resource}.`;
    return `${name} has ${objects.length} resource instances`;
  });
  const message = `Some resources are remaining: ${texts.sort().join(', ')}`;
  return { type, status: 'True', reason: 'SomeResourcesRemain', message };
}

function finalizersRemaining(left: readonly Content[]): Verdict {
  const type = 'NamespaceFinalizersRemaining';
  const counts = new Map<string, number>();
  for (const { objects } of left) {
    for (const { object } of objects) {
      for (const finalizer of object.metadata.finalizers ?? []) {
        counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
      }
    }
  }
  if (counts.size === 0) {
    const message = 'All content-preserving finalizers finished';
    return { type, status: 'False', reason: 'ContentHasNoFinalizers', message };
  }
  const texts = [...counts].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
  const message = `Some content in the namespace has finalizers remaining: ${texts.sort().join(', ')}`;
  return { type, status: 'True', reason: 'SomeFinalizersRemain', message };
}

/** Conditions of others stay; a time changes only with a status. */
function withConditions(
  present: readonly NamespaceCondition[],
  verdicts: readonly Verdict[],
  now: string,
): NamespaceCondition[] {
  const judged = verdicts.map((verdict) => {
    const before = present.find(({ type }) => type === verdict.type);
    const isSame = before?.status === verdict.status && before.lastTransitionTime !== undefined;
    return { ...verdict, lastTransitionTime: isSame ? before.lastTransitionTime : now } as NamespaceCondition;
  });
  const others = present.filter(({ type }) => !verdicts.some((verdict) => verdict.type === type));
  return [...others, ...judged];
}
