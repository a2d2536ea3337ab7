// Creates and starts one container. Whatever is in the way becomes the reason why it waits.
import { join } from 'node:path';
import type { Container, Pod } from '@portolan/client';
import { milliValue, wholeValue } from '@portolan/client/quantity.ts';
import type { AgentClock } from '../clock.ts';
import { podEvent, type RecordEvent } from '../events/pod-events.ts';
import { podText, specOf, uidOf } from '../pod-spec.ts';
import {
  type ContainerConfig,
  type ContainerStatus,
  type Mount,
  type Resources,
  RuntimeError,
  type RuntimeService,
} from '../runtime/runtime-service.ts';
import type { WaitingReason } from '../status-manager/container-statuses.ts';
import { type BackOff, durationText } from './back-off.ts';
import { containerHash, containerHashAnnotation } from './container-hash.ts';
import { ContainerConfigError, type EnvironmentSources, environmentOf } from './environment.ts';
import { expand } from './expansion.ts';
import { runHook } from './lifecycle-hook.ts';
import type { PodPlace } from './pod-fields.ts';

export interface StartContext {
  readonly runtime: RuntimeService;
  readonly clock: AgentClock;
  readonly backOff: BackOff;
  readonly sources: EnvironmentSources;
  readonly record: RecordEvent;
}

export interface StartInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly sandboxId: string;
  /** The container's newest record in any sandbox. */
  readonly before: ContainerStatus | undefined;
  readonly place: PodPlace;
  readonly mounts: readonly Mount[];
}

/** Why it did not start, and when it is to be tried again. */
export type StartResult = { readonly waiting?: WaitingReason; readonly retryAfterMs?: number };

const retryMs = 10_000;
const postStartSeconds = 120;

export async function startContainer(input: StartInput, context: StartContext): Promise<StartResult> {
  const { pod, container, before } = input;
  const held = backOffOf(input, context);
  if (held) return held;
  const event = (type: 'Normal' | 'Warning', reason: string, note: string) =>
    context.record(podEvent(pod, { type, reason, note, container: container.name }));
  let id: string;
  try {
    const config = await containerConfig(input, context.sources);
    id = await context.runtime.createContainer(input.sandboxId, config);
  } catch (error) {
    const waiting = waitingOf(error, 'CreateContainerError');
    event('Warning', 'Failed', `Error: ${waiting.message}`);
    return { waiting, retryAfterMs: retryMs };
  }
  event('Normal', 'Created', `Created container: ${container.name}`);
  try {
    await context.runtime.startContainer(id);
  } catch (error) {
    const waiting = waitingOf(error, 'RunContainerError');
    event('Warning', 'Failed', `Error: ${waiting.message}`);
    return { waiting, ...(before ? {} : { retryAfterMs: retryMs }) };
  }
  event('Normal', 'Started', `Started container ${container.name}`);
  return afterStart(input, context, id);
}

function backOffOf({ pod, container, before }: StartInput, { backOff, record }: StartContext): StartResult | undefined {
  if (before?.state !== 'CONTAINER_EXITED') return undefined;
  const key = backOffKey(pod, container);
  const sinceMs = before.finishedAtMs ?? before.createdAtMs;
  const waiting = backOff.waiting(key, sinceMs);
  if (!waiting) {
    backOff.next(key, sinceMs);
    return undefined;
  }
  const what = `restarting failed container=${container.name} pod=${podText(pod)}`;
  record(
    podEvent(pod, {
      type: 'Warning',
      reason: 'BackOff',
      note: `Back-off ${what}`,
      container: container.name,
    }),
  );
  const message = `back-off ${durationText(waiting.delayMs)} ${what}`;
  return { waiting: { reason: 'CrashLoopBackOff', message }, retryAfterMs: waiting.leftMs };
}

function backOffKey(pod: Pod, container: Container): string {
  return `${uidOf(pod)}/${container.name}/${containerHash(container)}`;
}

function waitingOf(error: unknown, otherwise: string): WaitingReason {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ContainerConfigError) return { reason: 'CreateContainerConfigError', message };
  return { reason: error instanceof RuntimeError ? error.reason : otherwise, message };
}

async function afterStart(
  { pod, container, place }: StartInput,
  context: StartContext,
  id: string,
): Promise<StartResult> {
  const hook = container.lifecycle?.postStart;
  if (!hook) return {};
  const { runtime, clock, record } = context;
  try {
    const podIp = place.podIps[0] ?? '';
    await runHook(container, hook, { runtime, clock, containerId: id, podIp, timeoutSeconds: postStartSeconds });
    return {};
  } catch (error) {
    const message = (error as Error).message;
    const about = { type: 'Warning', container: container.name } as const;
    record(podEvent(pod, { ...about, reason: 'FailedPostStartHook', note: message }));
    record(podEvent(pod, { ...about, type: 'Normal', reason: 'Killing', note: 'FailedPostStartHook' }));
    await runtime.stopContainer(id, specOf(pod).terminationGracePeriodSeconds ?? 30);
    return { waiting: { reason: 'PostStartHookError', message } };
  }
}

async function containerConfig(
  { pod, container, before, place, mounts }: StartInput,
  sources: EnvironmentSources,
): Promise<ContainerConfig> {
  const environment = await environmentOf(pod, container, place, sources);
  const attempt = before ? before.config.attempt + 1 : restartsBefore(pod, container);
  const expanded = (texts: readonly string[] = []) =>
    texts.map((each) => expand(each, (name) => environment.get(name)));
  const { securityContext: podSecurity } = specOf(pod);
  const runAsUser = container.securityContext?.runAsUser ?? podSecurity?.runAsUser;
  const runAsGroup = container.securityContext?.runAsGroup ?? podSecurity?.runAsGroup;
  if ((container.securityContext?.runAsNonRoot ?? podSecurity?.runAsNonRoot) && runAsUser === 0) {
    throw new ContainerConfigError(
      `container's runAsUser breaks non-root policy (pod: "${podText(pod)}", container: ${container.name})`,
    );
  }
  const resources = resourcesOf(container);
  return {
    name: container.name,
    attempt,
    image: container.image ?? '',
    command: expanded(container.command),
    args: expanded(container.args),
    ...(container.workingDir && { workingDir: container.workingDir }),
    env: [...environment].map(([name, value]) => ({ name, value })),
    mounts,
    labels: {
      'io.kubernetes.pod.name': pod.metadata.name,
      'io.kubernetes.pod.namespace': pod.metadata.namespace ?? 'default',
      'io.kubernetes.pod.uid': uidOf(pod),
      'io.kubernetes.container.name': container.name,
    },
    annotations: { [containerHashAnnotation]: containerHash(container) },
    logPath: join(container.name, `${attempt}.log`),
    stdin: container.stdin ?? false,
    stdinOnce: container.stdinOnce ?? false,
    tty: container.tty ?? false,
    ...(resources && { resources }),
    ...(runAsUser !== undefined && { runAsUser }),
    ...(runAsGroup !== undefined && { runAsGroup }),
    terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
    ...(container.terminationMessagePolicy === 'FallbackToLogsOnError' && { endOfLogAsMessage: true }),
    ...(container.lifecycle?.stopSignal && { stopSignal: container.lifecycle.stopSignal }),
  };
}

/** A container of which nothing is left goes on counting where the API's copy stands. */
function restartsBefore({ status }: Pod, { name }: Container): number {
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  const known = all.find((each) => each.name === name);
  return known?.containerID === undefined ? 0 : known.restartCount + 1;
}

function resourcesOf({ resources }: Container): Resources | undefined {
  const cpu = resources?.limits?.cpu;
  const memory = resources?.limits?.memory;
  const request = resources?.requests?.cpu ?? cpu;
  const found: Resources = {
    ...(cpu !== undefined && { cpuMillis: milliValue(cpu) }),
    ...(memory !== undefined && { memoryBytes: wholeValue(memory) }),
    ...(request !== undefined && { cpuShares: Math.max(2, Math.floor((milliValue(request) * 1024) / 1000)) }),
  };
  return Object.keys(found).length > 0 ? found : undefined;
}

/** Directory of a pod's logs, below the node's. */
export function podLogDirectory(
  logs: string,
  { namespace, name, uid }: { namespace: string; name: string; uid: string },
): string {
  return join(logs, `${namespace}_${name}_${uid}`);
}

/** As kubelet, cut at 63 characters without a dash or dot at its end. */
export function hostnameOf(pod: Pod): string {
  return (specOf(pod).hostname || pod.metadata.name).slice(0, 63).replace(/[-.]+$/, '');
}
