// Which dead containers and sandboxes are removed. One dead container of each name stays, whose log `--previous` shows.
import type { ContainerStatus, PodSandbox } from '../runtime/runtime-service.ts';
import type { PodRuntimeState } from './pod-runtime-state.ts';

export interface Garbage {
  readonly containers: readonly ContainerStatus[];
  readonly sandboxes: readonly PodSandbox[];
}

const deadKept = 1;

/** `isKnown`: pods that the node still has to do with; of all others everything dead goes. */
export function findGarbage(states: readonly PodRuntimeState[], isKnown: (uid: string) => boolean): Garbage {
  const containers: ContainerStatus[] = [];
  const sandboxes: PodSandbox[] = [];
  for (const state of states) {
    const kept = isKnown(state.uid) ? deadKept : 0;
    const deadOf = new Map<string, number>();
    const left: ContainerStatus[] = [];
    for (const container of state.containers) {
      const seen = deadOf.get(container.config.name) ?? 0;
      const isDead = container.state === 'CONTAINER_EXITED';
      if (isDead) deadOf.set(container.config.name, seen + 1);
      const goes = isDead && seen >= kept;
      (goes ? containers : left).push(container);
    }
    for (const [index, sandbox] of state.sandboxes.entries()) {
      const isInUse = left.some(({ sandboxId }) => sandboxId === sandbox.id);
      const isLatest = index === 0 && kept > 0;
      if (sandbox.state === 'SANDBOX_NOTREADY' && !isInUse && !isLatest) sandboxes.push(sandbox);
    }
  }
  return { containers, sandboxes };
}
