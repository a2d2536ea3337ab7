// The table of pods. Its STATUS is Kubernetes': what holds the pod up, or how it ended, before the bare phase.
import type { Container, ContainerState, ContainerStatus, Pod, PodSpec } from '../../resource/generated/kubernetes.ts';
import type { Column } from '../../resource/kind.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { elapsedText } from '../duration-text.ts';
import { isSidecar } from './sidecar.ts';

export const podColumns: readonly Column[] = [
  nameColumn,
  { name: 'Ready', cell: readyText },
  { name: 'Status', cell: podStatusText },
  { name: 'Restarts', cell: restartsText },
  ageColumn,
  { name: 'IP', wide: true, cell: ({ status }: Pod) => status?.podIPs?.[0]?.ip || '<none>' },
  { name: 'Node', wide: true, cell: ({ spec }: Pod) => spec?.nodeName || '<none>' },
  { name: 'Nominated Node', wide: true, cell: ({ status }: Pod) => status?.nominatedNodeName || '<none>' },
  { name: 'Readiness Gates', wide: true, cell: readinessGatesText },
];

/** What the container statuses add up to. */
interface Tally {
  ready: number;
  /** The state in one word; absent when no container says more than the pod's phase. */
  reason?: string;
  restarts: number;
  /** When a container last ended before it was restarted. */
  lastRestart?: string;
}

function readyText(pod: Pod): string {
  const { containers = [], initContainers = [] } = pod.spec ?? { containers: [] };
  return `${tallyOf(pod).ready}/${containers.length + initContainers.filter(isSidecar).length}`;
}

function restartsText(pod: Pod, now: number): string {
  const { restarts, lastRestart } = tallyOf(pod);
  return restarts === 0 || lastRestart === undefined
    ? String(restarts)
    : `${restarts} (${elapsedText(lastRestart, now)} ago)`;
}

function podStatusText(pod: Pod): string {
  const { phase = '', reason } = pod.status ?? {};
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (reason === 'NodeLost') return 'Unknown';
    if (phase !== 'Succeeded' && phase !== 'Failed') return 'Terminating';
  }
  return tallyOf(pod).reason ?? baseReason(pod);
}

function baseReason({ status = {} }: Pod): string {
  const gated = 'SchedulingGated';
  const isGated = status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === gated);
  return isGated ? gated : status.reason || status.phase || '';
}

function tallyOf(pod: Pod): Tally {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const initial = tallyOfInit(pod.spec ?? { containers: [] }, initContainerStatuses);
  if (initial.reason !== undefined && !hasCondition(pod, 'Initialized')) return initial;
  const initContainers = pod.spec?.initContainers ?? [];
  const tally: Tally = {
    ready: initial.ready,
    restarts: 0,
    ...(initial.reason !== undefined && { reason: initial.reason }),
  };
  for (const status of initContainerStatuses) {
    if (isSidecar(containerOf(initContainers, status))) countRestarts(tally, status);
  }
  let isAnyRunning = false;
  // The first container that says something has the last word.
  for (const status of containerStatuses.toReversed()) {
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
function tallyOfInit(spec: PodSpec, statuses: readonly ContainerStatus[]): Tally {
  const { initContainers = [] } = spec;
  const tally: Tally = { ready: 0, restarts: 0 };
  for (const [position, status] of statuses.entries()) {
    countRestarts(tally, status);
    if (status.state?.terminated && (status.state.terminated.exitCode ?? 0) === 0) continue;
    if (isSidecar(containerOf(initContainers, status)) && status.started) {
      if (status.ready) tally.ready += 1;
      continue;
    }
    const waiting = status.state?.waiting?.reason;
    if (status.state?.terminated || (waiting && waiting !== 'PodInitializing')) {
      tally.reason = `Init:${reasonOf(status.state) ?? ''}`;
    } else {
      tally.reason = `Init:${position}/${initContainers.length}`;
    }
    break;
  }
  return tally;
}

function containerOf(containers: readonly Container[], { name }: ContainerStatus): Container | undefined {
  return containers.find((container) => container.name === name);
}

function countRestarts(tally: Tally, { restartCount = 0, lastState }: ContainerStatus): void {
  tally.restarts += restartCount;
  const ended = lastState?.terminated?.finishedAt;
  // Times are in UTC and whole seconds, so their texts sort as they do.
  if (ended !== undefined && (tally.lastRestart === undefined || tally.lastRestart < ended)) tally.lastRestart = ended;
}

/** Why a container waits or how it ended; absent when it runs, or waits for no reason. */
function reasonOf({ waiting, terminated }: ContainerState = {}): string | undefined {
  if (waiting?.reason) return waiting.reason;
  if (!terminated) return undefined;
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode ?? 0}`;
}

function hasCondition({ status }: Pod, wanted: string): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === wanted && value === 'True') ?? false;
}

function readinessGatesText({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const open = gates.filter(({ conditionType }) => {
    return status?.conditions?.find(({ type }) => type === conditionType)?.status === 'True';
  });
  return `${open.length}/${gates.length}`;
}
