// Old replica sets are the deployment's history: so many are kept as it says.
import { isComplete } from './conditions.ts';
import { compareCreation, type Generation } from './generation.ts';
import { revisionOf } from './revisions.ts';
import type { Step } from './step.ts';

const unlimited = 2 ** 31 - 1;

/** Only once a rollout has come to its end, or while it is paused: until then the old ones are what it falls back to. */
export function planCleanUp({ deployment, old, remove }: Step): void {
  const limit = deployment.spec?.revisionHistoryLimit;
  const isSettled = deployment.spec?.paused === true || isComplete(deployment, deployment.status ?? {});
  if (!isSettled || limit === undefined || limit === unlimited) return;
  const kept = old.filter(({ stored }) => stored?.metadata.deletionTimestamp === undefined);
  const surplus = kept.length - limit;
  if (surplus <= 0) return;
  const oldestFirst = kept.toSorted((a, b) => revision(a) - revision(b) || compareCreation(a, b));
  for (const generation of oldestFirst.slice(0, surplus)) {
    if (generation.stored && isEmpty(generation)) remove.push(generation.stored);
  }
}

function revision({ stored }: Generation): number {
  return stored ? revisionOf(stored) : 0;
}

/** It has no pods and is not about to make any. */
function isEmpty({ stored, replicas }: Generation): boolean {
  const { replicas: actual = 0, observedGeneration = 0 } = stored?.status ?? {};
  return replicas === 0 && actual === 0 && observedGeneration >= (stored?.metadata.generation ?? 0);
}
