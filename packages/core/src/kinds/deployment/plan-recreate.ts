// Recreate: all old pods are gone before the first new one comes.
import { activeOf, actualReplicas, totalOf } from './generation.ts';
import { resize, type Step } from './step.ts';
import { wantedReplicas } from './strategy.ts';

/**
 * `hasOldPods`: pods of other replica sets than the current one are still there, those on their way out included.
 * `create` brings the current replica set about where there is none.
 */
export function planRecreate(step: Step, hasOldPods: boolean, create: (step: Step) => void): void {
  const active = activeOf(step.old);
  for (const generation of active) resize(step, generation, 0);
  if (active.length > 0 || hasOldPods || totalOf(step.old, actualReplicas) > 0) return;
  if (!step.current) create(step);
  if (step.current) resize(step, step.current, wantedReplicas(step.deployment));
}
