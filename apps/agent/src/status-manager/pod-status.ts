// The status of a pod as this node sees it.
import type { Container, ContainerStatus, Pod, PodStatus } from '@portolan/client';
import { timeText } from '../clock.ts';
import { ephemeralContainersOf, isSidecar, specOf } from '../pod-spec.ts';
import { type PodRuntimeState, readySandbox } from '../runtime-manager/pod-runtime-state.ts';
import { type ContainerView, containerStatus, endedStatus } from './container-statuses.ts';
import { podConditions } from './pod-conditions.ts';
import { podPhase } from './pod-phase.ts';

/** What is decided about a pod from outside its containers: it was refused, took too long, was evicted. */
export interface PodVerdict {
  readonly phase: 'Failed';
  readonly reason: string;
  readonly message: string;
}

export interface PodStatusInput {
  readonly pod: Pod;
  readonly state: PodRuntimeState;
  readonly view: Omit<ContainerView, 'defaultReason'>;
  readonly hostIps: readonly string[];
  readonly nowMs: number;
  /** `ending`: its containers are being ended; `ended`: nothing of it runs. */
  readonly stage: 'living' | 'ending' | 'ended';
  readonly verdict?: PodVerdict;
}

export function podStatus(input: PodStatusInput): PodStatus {
  const { pod, state, stage, verdict } = input;
  const { initContainers = [], containers } = specOf(pod);
  const before = pod.status ?? {};
  const hasInit = initContainers.length > 0;
  const statusesOf = (list: readonly Container[], known: readonly ContainerStatus[] = [], isMain: boolean) => {
    const view: ContainerView = {
      ...input.view,
      defaultReason: hasInit && (isMain || !state.sandboxes[0]) ? 'PodInitializing' : 'ContainerCreating',
    };
    const statuses = list.map((each) =>
      containerStatus(
        pod,
        each,
        state,
        known.find(({ name }) => name === each.name),
        view,
      ),
    );
    return stage === 'ended' ? statuses.map(endedStatus) : statuses;
  };
  const init = statusesOf(initContainers, before.initContainerStatuses, false).map((status, index) =>
    readyInit(status, initContainers[index]),
  );
  const main = statusesOf(containers, before.containerStatuses, true);
  const ephemeral = statusesOf(ephemeralContainersOf(pod), before.ephemeralContainerStatuses, false);
  const phase = verdict?.phase ?? podPhase(pod, { init, main, isEnding: stage === 'ended' });
  const sandbox = readySandbox(state);
  return {
    phase,
    ...(verdict && { reason: verdict.reason, message: verdict.message }),
    conditions: podConditions({ pod, phase, init, main, hasSandbox: sandbox !== undefined }),
    ...addresses(input),
    startTime: before.startTime ?? timeText(input.nowMs),
    ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
    ...(hasInit && { initContainerStatuses: init }),
    containerStatuses: main,
    ...(ephemeral.length > 0 && { ephemeralContainerStatuses: ephemeral }),
  };
}

/** An init container is ready when it has done its work; a sidecar like any container. */
function readyInit(status: ContainerStatus, container: Container | undefined): ContainerStatus {
  if (!container || isSidecar(container)) return status;
  return { ...status, ready: status.state?.terminated?.exitCode === 0 };
}

function addresses({ pod, state, hostIps, stage }: PodStatusInput): PodStatus {
  const [hostIP] = hostIps;
  const sandboxIps = state.sandboxes[0]?.ips ?? [];
  const known = pod.status?.podIPs?.map(({ ip }) => ip) ?? [];
  const own = sandboxIps.length > 0 || stage !== 'ended' ? sandboxIps : known;
  const ips = own.length === 0 && specOf(pod).hostNetwork === true ? hostIps : own;
  const [podIP] = ips;
  return {
    ...(hostIP !== undefined && { hostIP, hostIPs: hostIps.map((ip) => ({ ip })) }),
    ...(podIP !== undefined && { podIP, podIPs: ips.map((ip) => ({ ip })) }),
  };
}
