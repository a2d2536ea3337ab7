// A replica set whose pods are refused tries few: after a refusal it begins with one, doubles while that goes well, and gives
// up after one that is refused alone.
import type { Operation } from '@portolan/core/registry/operation.ts';
import type { Invariant } from './invariant.ts';

interface Batch {
  readonly pods: number;
  readonly isRefused: boolean;
}

export function gentleCreation(): Invariant {
  const steps = new Map<string, { readonly number: number; last: Batch }>();
  return {
    name: 'gentle-creation',
    *onAttempt({ step: { process, controller, key, number }, operations, isRefused }) {
      const pods = operations.filter(isPodCreation).length;
      if (controller !== 'replicaset-controller' || pods === 0) return;
      const id = `${process} ${key}`;
      const known = steps.get(id);
      const last = { pods, isRefused };
      if (known?.number === number) {
        yield* judge(key, pods, known.last);
        known.last = last;
      } else steps.set(id, { number, last });
    },
  };
}

function* judge(key: string, pods: number, last: Batch): Iterable<string> {
  if (last.isRefused && last.pods === 1) yield `${key} tries ${pods} more pods after one was refused`;
  else if (last.isRefused && pods > 1) yield `${key} tries ${pods} pods after ${last.pods} were refused`;
  else if (!last.isRefused && pods > 2 * last.pods) yield `${key} tries ${pods} pods after ${last.pods}`;
}

function isPodCreation(operation: Operation): boolean {
  return operation.verb === 'create' && operation.manifest.kind === 'Pod';
}
