// What a change of a deployment's size does to its replica sets while nothing else is rolled out, or in the middle of it.
import type { Deployment } from '../../resource/generated/kubernetes.ts';
import { activeOf, compareCreation, type Generation, totalOf, wanted } from './generation.ts';
import { desiredReplicasAnnotation, maxReplicasAnnotation, notedSize } from './revisions.ts';
import { allOf, resize, type Step } from './step.ts';
import { boundsOf, isRollingUpdate, wantedReplicas } from './strategy.ts';

/** Whether the deployment's size differs from the one that its replica sets were sized for. */
export function isResized(step: Step): boolean {
  const replicas = wantedReplicas(step.deployment);
  return activeOf(allOf(step)).some(({ annotations }) => {
    const noted = notedSize(annotations, desiredReplicasAnnotation);
    return noted !== undefined && noted !== replicas;
  });
}

/** A rollout under way is kept as it is: what comes or goes is shared out in proportion to the replica sets' sizes. */
export function planSize(step: Step): void {
  const { deployment, current, old } = step;
  const replicas = wantedReplicas(deployment);
  const only = onlyActiveOrLatest(step);
  if (only) {
    resize(step, only, replicas);
  } else if (isSaturated(deployment, current)) {
    for (const generation of activeOf(old)) resize(step, generation, 0);
  } else if (isRollingUpdate(deployment)) {
    const active = activeOf(allOf(step));
    for (const [generation, size] of shareOut(deployment, active)) resize(step, generation, size);
  }
}

function onlyActiveOrLatest(step: Step): Generation | undefined {
  const active = activeOf(allOf(step));
  if (active.length > 1) return undefined;
  return active[0] ?? step.current ?? step.old.toSorted(compareCreation).at(-1);
}

/** The current replica set has what is wanted, and all of it serves. */
function isSaturated(deployment: Deployment, current: Generation | undefined): boolean {
  const replicas = wantedReplicas(deployment);
  return (
    current?.stored !== undefined &&
    current.replicas === replicas &&
    notedSize(current.annotations, desiredReplicasAnnotation) === replicas &&
    (current.stored.status?.availableReplicas ?? 0) === replicas
  );
}

/** The new size of each. The largest takes what rounding leaves over. */
export function shareOut(deployment: Deployment, active: readonly Generation[]): Map<Generation, number> {
  const replicas = wantedReplicas(deployment);
  const allowed = replicas > 0 ? replicas + boundsOf(deployment).surge : 0;
  const toAdd = allowed - totalOf(active, wanted);
  const ordered = active.toSorted((a, b) => b.replicas - a.replicas || compareCreation(a, b) * (toAdd > 0 ? -1 : 1));
  const sizes = new Map<Generation, number>();
  let added = 0;
  for (const generation of ordered) {
    const share = shareOf(deployment, generation, toAdd - added);
    sizes.set(generation, generation.replicas + share);
    added += share;
  }
  const [largest] = ordered;
  if (largest) sizes.set(largest, Math.max(0, (sizes.get(largest) ?? 0) + toAdd - added));
  return sizes;
}

/** `left` is what may still be added, or, below zero, taken away. */
function shareOf(deployment: Deployment, generation: Generation, left: number): number {
  if (left === 0) return 0;
  const fraction = fractionOf(deployment, generation);
  return left > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}

/** By how much it would grow if all grew alike. */
function fractionOf(deployment: Deployment, { replicas, annotations }: Generation): number {
  const wantedNow = wantedReplicas(deployment);
  if (wantedNow === 0) return -replicas;
  const most = wantedNow + boundsOf(deployment).surge;
  const mostBefore = notedSize(annotations, maxReplicasAnnotation) || (deployment.status?.replicas ?? 0);
  if (mostBefore === 0) return 0;
  return Math.round((replicas * most) / mostBefore) - replicas;
}
