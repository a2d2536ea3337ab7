// What the API shows of each container: the newest record of the runtime, and the one before it as the last state.
import type { Container, ContainerState, ContainerStatus, Pod } from '@portolan/client';
import { timeText } from '../clock.ts';
import type { ContainerStatus as ContainerRecord } from '../runtime/runtime-service.ts';
import { type PodRuntimeState, recordsOf } from '../runtime-manager/pod-runtime-state.ts';
import { isToBeStarted } from '../runtime-manager/restart-policy.ts';

/** Why a container could not be started the last time. */
export interface WaitingReason {
  readonly reason: string;
  readonly message: string;
}

export interface ContainerView {
  /** The runtime's name, which is the scheme of container ids. */
  readonly runtimeName: string;
  /** Of a container that is not there yet. */
  readonly defaultReason: 'ContainerCreating' | 'PodInitializing';
  reasonOf(container: string): WaitingReason | undefined;
  isStarted(container: Container, record: ContainerRecord): boolean;
  isReady(container: Container, record: ContainerRecord): boolean;
}

type Terminated = NonNullable<ContainerState['terminated']>;

export function containerStatus(
  pod: Pod,
  container: Container,
  state: PodRuntimeState,
  before: ContainerStatus | undefined,
  view: ContainerView,
): ContainerStatus {
  const [newest, previous] = recordsOf(state, container.name);
  const lastState = lastStateOf(newest, previous, before, view);
  const shown = newest ? stateOf(newest, view) : waiting(view.defaultReason);
  const reason = isToBeStarted(container, pod, newest) ? view.reasonOf(container.name) : undefined;
  const isUp = newest?.state === 'CONTAINER_RUNNING';
  const started = isUp && view.isStarted(container, newest);
  return {
    name: container.name,
    state: reason ? waiting(reason.reason, reason.message) : shown,
    lastState: reason && shown.terminated ? { terminated: shown.terminated } : lastState,
    ready: started && view.isReady(container, newest),
    restartCount: newest?.config.attempt ?? restartsWithoutRecord(before),
    image: container.image ?? '',
    imageID: newest ? newest.config.image : '',
    ...(newest && { containerID: `${view.runtimeName}://${newest.id}` }),
    started,
  };
}

function waiting(reason: string, message?: string): ContainerState {
  return { waiting: { reason, ...(message !== undefined && { message }) } };
}

function stateOf(record: ContainerRecord, view: ContainerView): ContainerState {
  switch (record.state) {
    case 'CONTAINER_CREATED':
      return waiting(view.defaultReason);
    case 'CONTAINER_RUNNING':
      return { running: { startedAt: timeText(record.startedAtMs ?? record.createdAtMs) } };
    case 'CONTAINER_EXITED':
    case 'CONTAINER_UNKNOWN':
      return { terminated: terminatedOf(record, view) };
  }
}

function terminatedOf(record: ContainerRecord, { runtimeName }: ContainerView): Terminated {
  const isUnknown = record.state === 'CONTAINER_UNKNOWN';
  const exitCode = record.exitCode ?? (isUnknown ? 137 : 0);
  return {
    exitCode,
    reason: record.reason ?? (isUnknown ? 'ContainerStatusUnknown' : exitCode === 0 ? 'Completed' : 'Error'),
    ...(record.signal !== undefined && { signal: record.signal }),
    ...(record.message !== undefined && { message: record.message }),
    ...(record.startedAtMs !== undefined && { startedAt: timeText(record.startedAtMs) }),
    ...(record.finishedAtMs !== undefined && { finishedAt: timeText(record.finishedAtMs) }),
    containerID: `${runtimeName}://${record.id}`,
  };
}

function lastStateOf(
  newest: ContainerRecord | undefined,
  previous: ContainerRecord | undefined,
  before: ContainerStatus | undefined,
  view: ContainerView,
): ContainerState {
  if (previous?.state === 'CONTAINER_EXITED') return { terminated: terminatedOf(previous, view) };
  if (newest) return before?.lastState ?? {};
  if (before?.state?.terminated) return { terminated: before.state.terminated };
  if (before?.state?.running) return { terminated: lost(before, 'deleted') };
  return before?.lastState ?? {};
}

function restartsWithoutRecord(before: ContainerStatus | undefined): number {
  return (before?.restartCount ?? 0) + (before?.state?.running ? 1 : 0);
}

function lost(before: ContainerStatus, when: 'deleted' | 'terminated'): Terminated {
  return {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: `The container could not be located when the pod was ${when}`,
    ...(before.containerID !== undefined && { containerID: before.containerID }),
  };
}

/** Of a pod that has ended no container may be shown as waiting or running. */
export function endedStatus(status: ContainerStatus): ContainerStatus {
  const off = { ...status, ready: false, started: false };
  if (status.state?.terminated) return off;
  const last = status.lastState?.terminated;
  // A container that waits for its next start has already said how it ended.
  if (status.state?.waiting && last) return { ...off, state: { terminated: last }, lastState: {} };
  return { ...off, state: { terminated: lost(status, 'terminated') } };
}
