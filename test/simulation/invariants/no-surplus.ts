// No replica set makes more pods than it is to have, and no rolling update lets its replica sets grow beyond the surge. What
// a user changed within the last moments may not have been seen: growth is held to the most that was wanted since then.
import { boundsOf, isRollingUpdate, wantedReplicas } from '@portolan/core/kinds/deployment/strategy.ts';
import type { Deployment, ReplicaSet } from '@portolan/core/resource/generated/kubernetes.ts';
import { controllerOf } from '@portolan/core/resource/object.ts';
import type { Change } from '@portolan/core/store/store.ts';
import type { Model } from '../cluster/model.ts';
import { type Invariant, nameOf } from './invariant.ts';

/** How old a leader's view may be. */
const viewMs = 25_000;

interface Wanted {
  readonly most: number;
  endMs: number;
}

export function noSurplus(): Invariant {
  const wanted = new Map<string, Wanted[]>();
  return {
    name: 'no-surplus',
    *onRevision({ changes, origin, committedAtMs }, model) {
      for (const change of changes) {
        if (change.key.kind === 'Deployment.apps') note(wanted, change, committedAtMs);
        else if (isCreatedPod(change) && origin.source === 'replicaset-controller') yield* judgePods(change, model);
        else if (growth(change) > 0 && origin.source === 'deployment-controller')
          yield* judgeReplicaSets(change, model, wanted, committedAtMs);
      }
    },
  };
}

const isCreatedPod = ({ key, type }: Change) => key.kind === 'Pod' && type === 'ADDED';
const sizeOf = (object: unknown) => (object as ReplicaSet | undefined)?.spec?.replicas ?? 0;

function growth({ key, type, object, previous }: Change): number {
  return key.kind === 'ReplicaSet.apps' && type !== 'DELETED' ? sizeOf(object) - sizeOf(previous?.object) : 0;
}

function note(wanted: Map<string, Wanted[]>, { uid, object }: Change, nowMs: number): void {
  const deployment = object as Deployment;
  const isRolling = isRollingUpdate(deployment);
  const most = isRolling ? wantedReplicas(deployment) + boundsOf(deployment).surge : Number.POSITIVE_INFINITY;
  const known = (wanted.get(uid) ?? []).filter(({ endMs }) => endMs >= nowMs - viewMs);
  const latest = known.at(-1);
  if (latest && latest.endMs === Number.POSITIVE_INFINITY) {
    if (latest.most === most) return;
    latest.endMs = nowMs;
  }
  wanted.set(uid, [...known, { most, endMs: Number.POSITIVE_INFINITY }]);
}

function* judgePods({ object }: Change, model: Model): Iterable<string> {
  const owner = model.byUid(controllerOf(object)?.uid ?? '');
  if (!owner) return;
  const pods = model.activePodsOf(owner.uid).length;
  if (pods > sizeOf(owner.object)) yield `${nameOf(owner)} has ${pods} pods, and is to have ${sizeOf(owner.object)}`;
}

function* judgeReplicaSets(
  { object }: Change,
  model: Model,
  wanted: ReadonlyMap<string, Wanted[]>,
  nowMs: number,
): Iterable<string> {
  const owner = model.byUid(controllerOf(object)?.uid ?? '');
  if (!owner) return;
  const recent = (wanted.get(owner.uid) ?? []).filter(({ endMs }) => endMs >= nowMs - viewMs);
  const most = Math.max(...recent.map((each) => each.most));
  const sum = model.owned(owner.uid, 'ReplicaSet.apps').reduce((total, each) => total + sizeOf(each.object), 0);
  if (sum > most) yield `the replica sets of ${nameOf(owner)} grow to ${sum}, and ${most} are the most`;
}
