// The conditions that the agent keeps on a pod, with kubelet's reasons and messages.
import type { Container, ContainerStatus, Pod, PodCondition } from '@portolan/client';
import { isSidecar, specOf } from '../pod-spec.ts';
import type { Phase } from './pod-phase.ts';

export const ownedConditions: ReadonlySet<string> = new Set([
  'PodScheduled',
  'Ready',
  'Initialized',
  'ContainersReady',
  'PodReadyToStartContainers',
]);

interface Input {
  readonly pod: Pod;
  readonly phase: Phase;
  readonly init: readonly ContainerStatus[];
  readonly main: readonly ContainerStatus[];
  readonly hasSandbox: boolean;
}

type Verdict = Pick<PodCondition, 'status' | 'reason' | 'message'>;

export function podConditions(input: Input): PodCondition[] {
  const containersReady = areContainersReady(input);
  return [
    { type: 'PodReadyToStartContainers', status: input.hasSandbox ? 'True' : 'False' },
    { type: 'Initialized', ...isInitialized(input) },
    { type: 'Ready', ...isReady(input, containersReady) },
    { type: 'ContainersReady', ...containersReady },
    { type: 'PodScheduled', status: 'True' },
  ];
}

function isInitialized({ pod, phase, init, main }: Input): Verdict {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' };
  // Once an ordinary container has run, all that came before had its turn.
  if (main.some(({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated))
    return { status: 'True' };
  const incomplete = (specOf(pod).initContainers ?? []).filter((container) => !isComplete(container, init));
  if (incomplete.length === 0) return { status: 'True' };
  const message = `containers with incomplete status: [${names(incomplete)}]`;
  return { status: 'False', reason: 'ContainersNotInitialized', message };
}

function isComplete(container: Container, statuses: readonly ContainerStatus[]): boolean {
  const status = statuses.find(({ name }) => name === container.name);
  if (!status) return false;
  return isSidecar(container) ? status.started === true : status.ready;
}

function areContainersReady({ pod, phase, init, main }: Input): Verdict {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const { initContainers = [], containers } = specOf(pod);
  const isUnready = (container: Container, statuses: readonly ContainerStatus[]) =>
    statuses.find(({ name }) => name === container.name)?.ready !== true;
  const unready = [
    ...initContainers.filter((each) => isSidecar(each) && isUnready(each, init)),
    ...containers.filter((each) => isUnready(each, main)),
  ];
  if (unready.length === 0) return { status: 'True' };
  const message = `containers with unready status: [${names(unready)}]`;
  return { status: 'False', reason: 'ContainersNotReady', message };
}

function isReady({ pod }: Input, containersReady: Verdict): Verdict {
  if (containersReady.status !== 'True') return containersReady;
  const messages = (specOf(pod).readinessGates ?? []).flatMap(({ conditionType }) => {
    const found = pod.status?.conditions?.find(({ type }) => type === conditionType);
    if (!found) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    if (found.status === 'True') return [];
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`];
  });
  if (messages.length === 0) return { status: 'True' };
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') };
}

function names(containers: readonly Container[]): string {
  return containers.map(({ name }) => name).join(' ');
}
