// The phase of a pod, from the statuses of its containers; as kubelet's getPhase.
import type { ContainerStatus, Pod } from '@portolan/client';
import { isSidecar, restartPolicyOf, specOf } from '../pod-spec.ts';
import { restartsAfterExit } from '../runtime-manager/restart-policy.ts';

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

interface Statuses {
  readonly init: readonly ContainerStatus[];
  readonly main: readonly ContainerStatus[];
  /** Nothing of the pod will be started any more. */
  readonly isEnding: boolean;
}

export function podPhase(pod: Pod, { init, main, isEnding }: Statuses): Phase {
  const { initContainers = [], containers } = specOf(pod);
  const before = initPhase(pod, init);
  if (before === 'failed') return 'Failed';
  if (before === 'pending') return isEnding ? 'Failed' : 'Pending';
  let [running, stopped, succeeded, restarting, other] = [0, 0, 0, 0, 0];
  for (const container of containers) {
    const status = main.find(({ name }) => name === container.name);
    const ended = status?.state?.terminated ?? (status?.state?.waiting && status.lastState?.terminated);
    if (status?.state?.running) running += 1;
    else if (ended) {
      stopped += 1;
      if (ended.exitCode === 0) succeeded += 1;
      if (!isEnding && restartsAfterExit(container, pod, ended.exitCode)) restarting += 1;
    } else other += 1;
  }
  if (isEnding && running === 0) return other === 0 && stopped === succeeded ? 'Succeeded' : 'Failed';
  if (other > 0) return 'Pending';
  if (running > 0 || restarting > 0) return 'Running';
  const sidecarRuns = initContainers.some(
    (each) => isSidecar(each) && init.find(({ name }) => name === each.name)?.state?.running,
  );
  if (sidecarRuns) return 'Running';
  return stopped === succeeded ? 'Succeeded' : 'Failed';
}

function initPhase(pod: Pod, statuses: readonly ContainerStatus[]): 'done' | 'pending' | 'failed' {
  let isPending = false;
  for (const container of specOf(pod).initContainers ?? []) {
    const status = statuses.find(({ name }) => name === container.name);
    if (isSidecar(container)) {
      isPending ||= !status || (status.started !== true && !status.state?.terminated && !status.lastState?.terminated);
      continue;
    }
    const exitCode = status?.state?.terminated?.exitCode;
    if (exitCode === 0) continue;
    const never = restartPolicyOf(pod) === 'Never';
    if (exitCode !== undefined && (never || !restartsAfterExit(container, pod, exitCode))) return 'failed';
    const wasDone = status?.state?.waiting && status.lastState?.terminated?.exitCode === 0;
    isPending ||= !wasDone;
  }
  return isPending ? 'pending' : 'done';
}
