// Keeps the number of a replica set's pods: takes up orphans, makes what is missing, ends what is too many, and says so.
// Replication controllers are kept by the same steps; `ReplicatedKind` is where the two differ.
import type { Pod, ReplicaSet } from '../../resource/generated/kubernetes.ts';
import { fromLabelSelector, type LabelSelectorMatcher } from '../../resource/label-selector.ts';
import { type AnyObject, controllerOf, type GroupKind, groupKindOf, parseApiVersion } from '../../resource/object.ts';
import {
  type ControllerDefinition,
  objectKeyText,
  parseObjectKey,
  type ReconcileContext,
  type ReconcileResult,
  type WatchRule,
} from '../../runtime/controller.ts';
import type { StoredObject } from '../../store/store.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import { carryOutClaim, planClaim } from '../claim.ts';
import { orphanedPodsIn } from '../pod/orphaned-pods.ts';
import { isActivePod, isTerminatingPod } from '../pod/readiness.ts';
import { carryOutReplicas, writeStatus } from './carry-out.ts';
import { nextAvailableInMs, planReplicas, type ReplicaFacts, type Replicated, statusOf } from './plan-replicas.ts';
import { relatedPods } from './pods.ts';

export interface ReplicatedKind {
  /** Of the controller, as `--controllers` names it. */
  readonly name: string;
  readonly group: string;
  readonly kind: Replicated['kind'];
  selectorOf(object: AnyObject): LabelSelectorMatcher;
}

export const replicaSetController: ControllerDefinition = replicaController({
  name: 'replicaset-controller',
  group: 'apps',
  kind: 'ReplicaSet',
  selectorOf: (object) => fromLabelSelector((object as ReplicaSet).spec?.selector),
});

export function replicaController({ name, group, kind, selectorOf }: ReplicatedKind): ControllerDefinition {
  const parts: Parts = { group, kind, groupKind: groupKindOf(group, kind), selectorOf: rememberingLast(selectorOf) };
  return {
    name,
    watches: [
      { kind: parts.groupKind, keysOf: (now, before) => [objectKeyText((now ?? before) as StoredObject)] },
      ofPods(parts),
    ],
    reconcile: (context, key) => reconcile(parts, context, key),
  };
}

interface Parts {
  readonly group: string;
  readonly kind: string;
  readonly groupKind: GroupKind;
  selectorOf(stored: StoredObject): LabelSelectorMatcher;
}

/** Compiled once for each version of a replica set: every orphan's change asks all of them. */
function rememberingLast(selectorOf: ReplicatedKind['selectorOf']): Parts['selectorOf'] {
  const selectors = new WeakMap<AnyObject, LabelSelectorMatcher>();
  return ({ object }) => {
    let selector = selectors.get(object);
    if (!selector) {
      selector = selectorOf(object);
      selectors.set(object, selector);
    }
    return selector;
  };
}

/** The owner's; of an orphan, those that select it. A pod that changed hands concerns both. */
function ofPods(parts: Parts): WatchRule {
  return {
    kind: 'Pod',
    keysOf(now, before, cache) {
      const keys = new Set<string>();
      for (const pod of [now, before]) {
        const key = pod && ownerKey(parts, pod);
        if (key) keys.add(key);
      }
      if (now && !controllerOf(now.object)) for (const key of selectingKeys(parts, now, cache)) keys.add(key);
      return keys;
    },
  };
}

function ownerKey({ group, kind }: Parts, { key, object }: StoredObject): string | undefined {
  const owner = controllerOf(object);
  if (owner?.kind !== kind || parseApiVersion(owner.apiVersion).group !== group) return undefined;
  return `${key.namespace}/${owner.name}`;
}

function* selectingKeys(parts: Parts, { key, object }: StoredObject, cache: WatchCache): Iterable<string> {
  for (const candidate of cache.list(parts.groupKind, key.namespace)) {
    if (parts.selectorOf(candidate).matches(object.metadata.labels)) yield objectKeyText(candidate);
  }
}

async function reconcile(parts: Parts, context: ReconcileContext, key: string): Promise<ReconcileResult> {
  const { cache, clock } = context;
  const stored = cache.get(parseObjectKey(key, parts.groupKind));
  if (!stored) return undefined;
  const replicaSet = stored.object as Replicated;
  const selector = parts.selectorOf(stored);
  const candidates = candidatePods(stored, cache);
  const claim = planClaim(replicaSet, selector, candidates.filter(isActivePod));
  if (await carryOutClaim(context, stored, 'Pod', claim)) return undefined;
  const facts: ReplicaFacts = {
    replicaSet,
    pods: claim.owned,
    terminating: planClaim(replicaSet, selector, candidates.filter(isTerminatingPod)).owned,
    nowMs: clock.now(),
  };
  const plan = planReplicas(facts, () => relatedPods(stored, cache));
  if (plan.create + plan.end.length > 0) await carryOutReplicas(context, facts, plan);
  else await writeStatus(context, replicaSet, statusOf(facts));
  const waitMs = nextAvailableInMs(facts);
  return waitMs === undefined ? undefined : { requeueAfterMs: waitMs };
}

/** What it owns, and the orphans of its namespace. */
function candidatePods(stored: StoredObject, cache: WatchCache): Pod[] {
  const owned = cache.owned(stored.uid).filter(({ key }) => key.kind === 'Pod');
  const pods = owned.map(({ object }) => object as Pod);
  // An orphan may name the replica set as an owner that does not control it.
  return [...new Set([...pods, ...orphanedPodsIn(cache, stored.key.namespace)])];
}
