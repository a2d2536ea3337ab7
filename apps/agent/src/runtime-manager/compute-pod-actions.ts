// The decision: what is to be done to the containers of one pod, from its spec and what the runtime has of it.
//
// Init containers run one after another; a sidecar (an init container that restarts always) has run its turn once it is
// started; the others begin when all init containers have had theirs. A sandbox that is not ready is replaced, and
// everything begins anew in the next one.
import type { Container, Pod } from '@portolan/client';
import { ephemeralContainersOf, isSidecar, restartPolicyOf, specOf } from '../pod-spec.ts';
import type { ContainerStatus, PodSandbox } from '../runtime/runtime-service.ts';
import { containerHash, containerHashAnnotation } from './container-hash.ts';
import { isRunning, newestOf, type PodRuntimeState } from './pod-runtime-state.ts';
import { isToBeStarted, restartsAfterExit, restartsAfterKill } from './restart-policy.ts';

export type ProbeVerdict = 'Success' | 'Failure' | 'Unknown';

/** What probes found, by container id. */
export interface ProbeVerdicts {
  liveness(containerId: string): ProbeVerdict | undefined;
  startup(containerId: string): ProbeVerdict | undefined;
}

export interface ContainerKill {
  readonly record: ContainerStatus;
  readonly container: Container;
  readonly message: string;
  readonly cause: 'definition' | 'liveness' | 'startup' | 'unknown';
}

export interface PodActions {
  /** Ends all containers and the sandbox first. */
  readonly killPod: boolean;
  readonly createSandbox: boolean;
  /** Of the sandbox to be created. */
  readonly attempt: number;
  readonly kills: readonly ContainerKill[];
  /** In this order. */
  readonly starts: readonly Container[];
}

export function computePodActions(pod: Pod, state: PodRuntimeState, verdicts: ProbeVerdicts): PodActions {
  const sandbox = usableSandbox(pod, state);
  if (!sandbox) return beginAnew(pod, state);
  const here = { ...state, containers: state.containers.filter(({ sandboxId }) => sandboxId === sandbox.id) };
  return continueIn(pod, here, verdicts);
}

const nothing: PodActions = { killPod: false, createSandbox: false, attempt: 0, kills: [], starts: [] };

function usableSandbox(pod: Pod, { sandboxes }: PodRuntimeState): PodSandbox | undefined {
  const ready = sandboxes.filter(({ state }) => state === 'SANDBOX_READY');
  const [newest] = sandboxes;
  if (ready.length !== 1 || newest?.state !== 'SANDBOX_READY') return undefined;
  return newest.config.hostNetwork === (specOf(pod).hostNetwork ?? false) ? newest : undefined;
}

function beginAnew(pod: Pod, state: PodRuntimeState): PodActions {
  const attempt = state.sandboxes.length === 0 ? 0 : (state.sandboxes[0]?.config.attempt ?? 0) + 1;
  const hasRun = state.containers.length > 0;
  const killed = { ...nothing, killPod: state.sandboxes.length > 0, attempt };
  // A pod that never restarts does not begin anew: the end of its sandbox is its end.
  if (restartPolicyOf(pod) === 'Never' && attempt > 0 && hasRun) return killed;
  const { initContainers = [], containers } = specOf(pod);
  const wanted = containers.filter((each) => {
    const record = newestOf(state, each.name);
    return record?.state !== 'CONTAINER_EXITED' || restartsAfterExit(each, pod, record.exitCode ?? 0);
  });
  if (wanted.length === 0) return killed;
  const [first] = initContainers;
  return { ...killed, createSandbox: true, starts: first ? [first] : wanted };
}

function continueIn(pod: Pod, state: PodRuntimeState, verdicts: ProbeVerdicts): PodActions {
  const { initContainers = [], containers } = specOf(pod);
  const init = initSteps(pod, state, verdicts);
  const ephemeral = ephemeralContainersOf(pod).filter(({ name }) => !newestOf(state, name));
  const withInit = { ...nothing, kills: init.kills, starts: [...ephemeral, ...init.starts] };
  if (init.stage === 'failed') return { ...nothing, killPod: true };
  if (init.stage === 'running') return withInit;
  const kills: ContainerKill[] = [];
  const starts: Container[] = [];
  let kept = 0;
  for (const container of containers) {
    const record = newestOf(state, container.name);
    if (!record || !isRunning(record)) {
      if (!isToBeStarted(container, pod, record)) continue;
      starts.push(container);
      if (record?.state === 'CONTAINER_UNKNOWN') {
        const message = `Container is in "Unknown" state, try killing it before restart`;
        kills.push({ record, container, message, cause: 'unknown' });
      }
      continue;
    }
    const trouble = troubleOf(container, record, verdicts);
    if (!trouble) {
      kept += 1;
      continue;
    }
    const restarts = trouble.cause === 'definition' || restartsAfterKill(container, pod);
    if (restarts) starts.push(container);
    kills.push({ record, container, ...trouble, message: trouble.message + (restarts ? ', will be restarted' : '') });
  }
  // Nothing runs and nothing is to run: what sidecars are left end with the pod.
  if (kept === 0 && starts.length === 0 && kills.length === 0) return { ...nothing, killPod: true };
  const sidecars = initContainers.length > 0 ? withInit.starts : ephemeral;
  return { ...nothing, kills: [...init.kills, ...kills], starts: [...sidecars, ...starts] };
}

function troubleOf(container: Container, record: ContainerStatus, verdicts: ProbeVerdicts) {
  const hash = record.config.annotations[containerHashAnnotation];
  if (hash !== undefined && hash !== containerHash(container)) {
    return { cause: 'definition' as const, message: `Container ${container.name} definition changed` };
  }
  if (verdicts.liveness(record.id) === 'Failure') {
    return { cause: 'liveness' as const, message: `Container ${container.name} failed liveness probe` };
  }
  if (verdicts.startup(record.id) === 'Failure') {
    return { cause: 'startup' as const, message: `Container ${container.name} failed startup probe` };
  }
  return undefined;
}

interface InitSteps {
  readonly stage: 'running' | 'done' | 'failed';
  readonly kills: readonly ContainerKill[];
  readonly starts: readonly Container[];
}

function initSteps(pod: Pod, state: PodRuntimeState, verdicts: ProbeVerdicts): InitSteps {
  const { initContainers = [], containers } = specOf(pod);
  const isPast = containers.some(({ name }) => newestOf(state, name));
  const kills: ContainerKill[] = [];
  const starts: Container[] = [];
  const reached = initContainers.findLastIndex(({ name }) => newestOf(state, name));
  for (const [index, container] of initContainers.entries()) {
    const record = newestOf(state, container.name);
    if (isSidecar(container)) {
      const step = sidecarStep(container, record, verdicts);
      if (step.kill) kills.push(step.kill);
      if (step.start) starts.push(container);
      if (step.isWaitedFor && !isPast && index >= reached) return { stage: 'running', kills, starts };
      continue;
    }
    if (isPast || index < reached) continue;
    if (record && isRunning(record)) return { stage: 'running', kills, starts };
    if (record?.state === 'CONTAINER_EXITED' && (record.exitCode ?? 0) === 0) continue;
    if (!isToBeStarted(container, pod, record)) return { stage: 'failed', kills, starts: [] };
    return { stage: 'running', kills, starts: [...starts, container] };
  }
  return { stage: 'done', kills, starts };
}

function sidecarStep(container: Container, record: ContainerStatus | undefined, verdicts: ProbeVerdicts) {
  if (!record || !isRunning(record)) return { start: true, isWaitedFor: true };
  const trouble = troubleOf(container, record, verdicts);
  if (trouble) {
    const kill: ContainerKill = { record, container, ...trouble, message: `${trouble.message}, will be restarted` };
    return { kill, start: true, isWaitedFor: true };
  }
  const isStarted = !container.startupProbe || verdicts.startup(record.id) === 'Success';
  return { start: false, isWaitedFor: !isStarted };
}
