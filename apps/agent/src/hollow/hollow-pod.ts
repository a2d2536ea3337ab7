// What a hollow node says of a pod: the same as an agent would whose runtime held these records.
import type { Pod, PodStatus } from '@portolan/client';
import { allContainersOf, isSidecar, specOf, uidOf } from '../pod-spec.ts';
import type { ContainerStatus, PodSandbox } from '../runtime/runtime-service.ts';
import type { PodRuntimeState } from '../runtime-manager/pod-runtime-state.ts';
import { mergeStatus } from '../status-manager/merge-status.ts';
import { podStatus } from '../status-manager/pod-status.ts';

export interface HollowLife {
  readonly pod: Pod;
  readonly hostIp: string;
  readonly podIp: string;
  readonly nowMs: number;
  /** `crashed`: every container has ended by itself, for the n-th time. */
  readonly fate: 'running' | 'crashed';
  readonly restarts: number;
}

const crashCode = 1;

export function hollowPodStatus(life: HollowLife): PodStatus {
  const { pod, hostIp, nowMs, fate } = life;
  const own = podStatus({
    pod,
    state: recordsOf(life),
    stage: 'living',
    hostIps: [hostIp],
    nowMs,
    view: {
      runtimeName: 'hollow',
      reasonOf: () => (fate === 'crashed' ? crashLoop(pod) : undefined),
      isStarted: () => true,
      isReady: () => true,
    },
  });
  return mergeStatus(pod, own, nowMs);
}

function crashLoop({ metadata }: Pod) {
  const message = `back-off 10s restarting failed container pod=${metadata.name}_${metadata.namespace}(${metadata.uid})`;
  return { reason: 'CrashLoopBackOff', message };
}

function recordsOf({ pod, podIp, nowMs, fate, restarts }: HollowLife): PodRuntimeState {
  const { name, namespace = 'default' } = pod.metadata;
  const uid = uidOf(pod);
  const hostNetwork = specOf(pod).hostNetwork ?? false;
  const id = `${uid}-0`;
  const config = {
    uid,
    name,
    namespace,
    attempt: 0,
    hostname: name,
    hostNetwork,
    logDirectory: '',
    labels: {},
    annotations: {},
  };
  const sandbox: PodSandbox = {
    id,
    config,
    state: 'SANDBOX_READY',
    createdAtMs: nowMs,
    ips: hostNetwork ? [] : [podIp],
  };
  const initial = new Set(
    (specOf(pod).initContainers ?? []).filter((each) => !isSidecar(each)).map((each) => each.name),
  );
  const containers = allContainersOf(pod).map((container): ContainerStatus => {
    const isDone = initial.has(container.name);
    const hasEnded = isDone || fate === 'crashed';
    return {
      id: `${uid}-${container.name}-${restarts}`,
      sandboxId: id,
      config: {
        name: container.name,
        attempt: isDone ? 0 : restarts,
        image: container.image ?? '',
        command: [],
        args: [],
        env: [],
        mounts: [],
        labels: {},
        annotations: {},
        logPath: '',
        stdin: false,
        stdinOnce: false,
        tty: false,
      },
      state: hasEnded ? 'CONTAINER_EXITED' : 'CONTAINER_RUNNING',
      createdAtMs: nowMs,
      startedAtMs: nowMs,
      ...(hasEnded && { finishedAtMs: nowMs, exitCode: isDone ? 0 : crashCode }),
    };
  });
  return { uid, namespace, name, sandboxes: [sandbox], containers };
}
