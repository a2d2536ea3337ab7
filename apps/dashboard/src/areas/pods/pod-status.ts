// A pod's state in one word, as kubectl prints it: what holds it up, or how it ended, before the bare phase; and the sentence
// that says why.
import type { Tone } from '../../components/status-mark.tsx';

/** The fields of the API that the state follows from; absent ones are null. */
export interface PodState {
  readonly metadata: { readonly deletionTimestamp: string | null };
  readonly spec: {
    readonly containers: ReadonlyArray<{ readonly name: string }> | null;
    readonly initContainers: ReadonlyArray<{ readonly name: string; readonly restartPolicy: string | null }> | null;
  } | null;
  readonly status: {
    readonly phase: string | null;
    readonly reason: string | null;
    readonly message?: string | null;
    readonly conditions: readonly PodCondition[] | null;
    readonly containerStatuses: readonly ContainerStatus[] | null;
    readonly initContainerStatuses: readonly ContainerStatus[] | null;
  } | null;
}

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string | null;
  readonly message?: string | null;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean | null;
  readonly started: boolean | null;
  readonly restartCount: number | null;
  readonly state: ContainerState | null;
  readonly lastState: ContainerState | null;
}

export interface ContainerState {
  readonly waiting: { readonly reason: string | null; readonly message?: string | null } | null;
  readonly running: object | null;
  readonly terminated: Terminated | null;
}

export interface Terminated {
  readonly reason: string | null;
  readonly exitCode: number | null;
  readonly signal: number | null;
  readonly finishedAt: string | null;
  readonly message?: string | null;
}

export interface PodSummary {
  readonly status: string;
  readonly ready: number;
  readonly containers: number;
  readonly restarts: number;
  /** RFC 3339; empty when none was restarted. */
  readonly lastRestartAt: string;
}

interface Tally {
  ready: number;
  restarts: number;
  lastRestartAt: string;
  reason?: string;
}

export function summarizePod(pod: PodState): PodSummary {
  const { containers, initContainers } = pod.spec ?? {};
  const sidecars = (initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').length;
  const { ready, restarts, lastRestartAt, reason } = tallyOf(pod);
  return {
    status: terminatingText(pod) ?? reason ?? baseReason(pod),
    ready,
    containers: (containers?.length ?? 0) + sidecars,
    restarts,
    lastRestartAt,
  };
}

function terminatingText({ metadata, status }: PodState): string | undefined {
  if (!metadata.deletionTimestamp) return undefined;
  if (status?.reason === 'NodeLost') return 'Unknown';
  return status?.phase === 'Succeeded' || status?.phase === 'Failed' ? undefined : 'Terminating';
}

function baseReason({ status }: PodState): string {
  const gated = 'SchedulingGated';
  const isGated = status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === gated);
  return isGated ? gated : status?.reason || status?.phase || 'Unknown';
}

function tallyOf(pod: PodState): Tally {
  const initial = tallyOfInit(pod);
  if (initial.reason !== undefined && !hasCondition(pod, 'Initialized')) return initial;
  const tally: Tally = { ...initial, restarts: 0, lastRestartAt: '' };
  for (const status of pod.status?.initContainerStatuses ?? [])
    if (isSidecar(pod, status)) countRestarts(tally, status);
  let isAnyRunning = false;
  // The first container that says something has the last word.
  for (const status of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    countRestarts(tally, status);
    const reason = reasonOf(status.state);
    if (reason !== undefined) tally.reason = reason;
    else if (status.ready && status.state?.running) {
      isAnyRunning = true;
      tally.ready += 1;
    }
  }
  if (tally.reason === 'Completed' && isAnyRunning) tally.reason = hasCondition(pod, 'Ready') ? 'Running' : 'NotReady';
  return tally;
}

/** The first init container that is not through is what the pod waits for. */
function tallyOfInit(pod: PodState): Tally {
  const tally: Tally = { ready: 0, restarts: 0, lastRestartAt: '' };
  for (const [position, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    countRestarts(tally, status);
    const { state } = status;
    if (state?.terminated && !state.terminated.exitCode) continue;
    if (isSidecar(pod, status) && status.started) {
      if (status.ready) tally.ready += 1;
      continue;
    }
    const waiting = state?.waiting?.reason;
    const isTelling = state?.terminated || (waiting && waiting !== 'PodInitializing');
    tally.reason = `Init:${isTelling ? (reasonOf(state) ?? '') : `${position}/${pod.spec?.initContainers?.length ?? 0}`}`;
    break;
  }
  return tally;
}

function isSidecar({ spec }: PodState, { name }: ContainerStatus): boolean {
  return spec?.initContainers?.find((each) => each.name === name)?.restartPolicy === 'Always';
}

function countRestarts(tally: Tally, { restartCount, lastState }: ContainerStatus): void {
  tally.restarts += restartCount ?? 0;
  const ended = lastState?.terminated?.finishedAt ?? '';
  if (tally.lastRestartAt < ended) tally.lastRestartAt = ended;
}

function reasonOf(state: ContainerState | null): string | undefined {
  if (state?.waiting?.reason) return state.waiting.reason;
  return state?.terminated ? endOf(state.terminated) : undefined;
}

function endOf({ reason, signal, exitCode }: Terminated): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`);
}

function hasCondition({ status }: PodState, wanted: string): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === wanted && value === 'True') ?? false;
}

/** The chips of the list: few words for many states. */
export type PodGroup = 'running' | 'pending' | 'failed' | 'crashing' | 'succeeded' | 'terminating';

const calm = new Set(['Pending', 'ContainerCreating', 'PodInitializing', 'SchedulingGated']);

export function groupOf({ status, ready, containers }: Pick<PodSummary, 'status' | 'ready' | 'containers'>): PodGroup {
  if (status === 'Running') return ready === containers ? 'running' : 'pending';
  if (status === 'Completed' || status === 'Succeeded') return 'succeeded';
  if (status === 'Terminating') return 'terminating';
  if (/BackOff$/.test(status)) return 'crashing';
  return calm.has(status) || /^Init:\d+\/\d+$/.test(status) || status === 'NotReady' ? 'pending' : 'failed';
}

export const toneOfGroup: Readonly<Record<PodGroup, Tone>> = {
  running: 'ok',
  pending: 'pending',
  failed: 'bad',
  crashing: 'warn',
  succeeded: 'info',
  terminating: 'muted',
};

export type Cause =
  | {
      readonly type: 'ended';
      readonly container: string;
      readonly exitCode: number;
      readonly reason: string;
      readonly message: string;
    }
  | { readonly type: 'waiting'; readonly container: string; readonly reason: string; readonly message: string }
  | { readonly type: 'unscheduled'; readonly message: string }
  | { readonly type: 'pod'; readonly reason: string; readonly message: string };

/** Why the pod does not do what it should, where it says so. */
export function causeOf({ status }: PodState): Cause | undefined {
  for (const { name: container, state, lastState } of [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ]) {
    const ended = state?.terminated ?? (state?.waiting ? lastState?.terminated : undefined);
    if (ended?.exitCode || ended?.signal) {
      return {
        type: 'ended',
        container,
        exitCode: ended.exitCode ?? 0,
        reason: endOf(ended),
        message: ended.message ?? '',
      };
    }
    const { reason, message } = state?.waiting ?? {};
    if (reason && message && !calm.has(reason)) return { type: 'waiting', container, reason, message };
  }
  const unscheduled = status?.conditions?.find((each) => each.type === 'PodScheduled' && each.status === 'False');
  if (unscheduled?.message) return { type: 'unscheduled', message: unscheduled.message };
  return status?.reason ? { type: 'pod', reason: status.reason, message: status.message ?? '' } : undefined;
}
