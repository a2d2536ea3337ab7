// Rolling update: new pods come as far as the surge allows, old pods go as far as enough others serve.
import {
  activeOf,
  compareCreation,
  type Generation,
  lastingReplicas,
  presentReplicas,
  totalOf,
  wanted,
} from './generation.ts';
import { allOf, resize, type Step } from './step.ts';
import { boundsOf, isRollingUpdate, wantedReplicas } from './strategy.ts';

/** One step: up, or else down. */
export function planRollingUpdate(step: Step): void {
  if (!growCurrent(step)) shrinkOld(step);
}

function growCurrent(step: Step): boolean {
  const { deployment, current } = step;
  if (!current) return false;
  const replicas = wantedReplicas(deployment);
  if (current.replicas === replicas) return false;
  const size = current.replicas > replicas ? replicas : currentSize(step, current);
  return size !== current.replicas && resize(step, current, size);
}

/** How large the current replica set may become at once. */
export function currentSize({ deployment, old }: Pick<Step, 'deployment' | 'old'>, current: Generation): number {
  const replicas = wantedReplicas(deployment);
  if (!isRollingUpdate(deployment)) return replicas;
  const room = replicas + boundsOf(deployment).surge - totalOf(old, presentReplicas) - current.replicas;
  if (room <= 0) return current.replicas;
  return current.replicas + Math.min(room, replicas - current.replicas);
}

/**
 * Pods that do not serve go first and cost nothing. Those that do may go while enough others serve: pods of the current
 * replica set that do not serve yet are not counted on.
 */
function shrinkOld(step: Step): void {
  const { deployment, current, old } = step;
  const atLeast = wantedReplicas(deployment) - boundsOf(deployment).unavailable;
  const notServing = current ? current.replicas - lastingReplicas(current) : 0;
  const spare = totalOf(allOf(step), wanted) - atLeast - notServing;
  if (spare <= 0) return;
  const oldestFirst = activeOf(old).toSorted(compareCreation);
  let left = spare;
  for (const generation of oldestFirst) {
    left -= shrink(step, generation, Math.min(left, generation.replicas - lastingReplicas(generation)));
  }
  let surplus = totalOf(allOf(step), lastingReplicas) - atLeast;
  for (const generation of oldestFirst) surplus -= shrink(step, generation, Math.min(surplus, generation.replicas));
}

function shrink(step: Step, generation: Generation, by: number): number {
  if (by <= 0) return 0;
  resize(step, generation, generation.replicas - by);
  return by;
}
