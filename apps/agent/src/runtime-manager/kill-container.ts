// Ends containers: the hook before the end, the signal, and after the period of grace the end without mercy.
import type { Container, Pod } from '@portolan/client';
import { type AgentClock, sleep } from '../clock.ts';
import { podEvent, type RecordEvent } from '../events/pod-events.ts';
import { allContainersOf, gracePeriodSecondsOf, isSidecar, specOf } from '../pod-spec.ts';
import type { ContainerStatus, RuntimeService } from '../runtime/runtime-service.ts';
import type { ContainerKill } from './compute-pod-actions.ts';
import { runHook } from './lifecycle-hook.ts';
import { isRunning, type PodRuntimeState, readySandbox } from './pod-runtime-state.ts';

export interface KillContext {
  readonly runtime: RuntimeService;
  readonly clock: AgentClock;
  readonly record: RecordEvent;
}

/** Even a hook that used up all the time leaves a container so long to end. */
const minGraceSeconds = 2;

interface Kill {
  readonly container: Container | undefined;
  readonly record: ContainerStatus;
  readonly podIp: string;
  readonly message?: string;
  readonly graceSeconds: number;
  /** The grace was asked for: it is not stretched for the hook. */
  readonly isExact: boolean;
}

export async function killForRestart(
  pod: Pod,
  state: PodRuntimeState,
  kill: ContainerKill,
  context: KillContext,
): Promise<void> {
  const { container, cause, message, record } = kill;
  const probe = {
    liveness: container.livenessProbe,
    startup: container.startupProbe,
    definition: undefined,
    unknown: undefined,
  }[cause];
  const graceSeconds = probe?.terminationGracePeriodSeconds ?? gracePeriodSecondsOf(pod);
  const podIp = readySandbox(state)?.ips[0] ?? '';
  await killContainer(pod, { container, record, podIp, message, graceSeconds, isExact: false }, context);
}

/** Sidecars end after all others, the last started first, in what is left of the time. */
export async function killAllContainers(
  pod: Pod,
  state: PodRuntimeState,
  graceSeconds: number | undefined,
  context: KillContext,
): Promise<void> {
  const { clock } = context;
  const startMs = clock.monotonic();
  const grace = graceSeconds ?? gracePeriodSecondsOf(pod);
  const specs = new Map(allContainersOf(pod).map((each) => [each.name, each]));
  const sidecars = (specOf(pod).initContainers ?? []).filter(isSidecar).map(({ name }) => name);
  const running = state.containers.filter((each) => isRunning(each) || each.state === 'CONTAINER_UNKNOWN');
  const podIp = state.sandboxes[0]?.ips[0] ?? '';
  const kill = (record: ContainerStatus, seconds: number) =>
    killContainer(
      pod,
      {
        container: specs.get(record.config.name),
        record,
        podIp,
        graceSeconds: seconds,
        isExact: graceSeconds !== undefined,
      },
      context,
    );
  await Promise.all(running.filter(({ config }) => !sidecars.includes(config.name)).map((each) => kill(each, grace)));
  for (const name of sidecars.toReversed()) {
    const leftSeconds = Math.ceil(grace - (clock.monotonic() - startMs) / 1000);
    const records = running.filter(({ config }) => config.name === name);
    await Promise.all(
      records.map((each) => kill(each, Math.max(graceSeconds === 0 ? 0 : minGraceSeconds, leftSeconds))),
    );
  }
}

async function killContainer(pod: Pod, kill: Kill, { runtime, clock, record }: KillContext): Promise<void> {
  const { container, isExact, message = `Stopping container ${kill.record.config.name}` } = kill;
  record(podEvent(pod, { type: 'Normal', reason: 'Killing', note: message, container: kill.record.config.name }));
  let { graceSeconds } = kill;
  const hook = container?.lifecycle?.preStop;
  if (container && hook && graceSeconds > 0) {
    const startMs = clock.monotonic();
    await Promise.race([
      runHookAndReport(pod, container, kill, { runtime, clock, record }),
      sleep(clock, graceSeconds * 1000),
    ]);
    graceSeconds -= Math.floor((clock.monotonic() - startMs) / 1000);
    graceSeconds = Math.max(graceSeconds, minGraceSeconds);
  }
  if (!isExact) graceSeconds = Math.max(graceSeconds, minGraceSeconds);
  await runtime.stopContainer(kill.record.id, graceSeconds);
}

async function runHookAndReport(pod: Pod, container: Container, kill: Kill, context: KillContext): Promise<void> {
  const hook = container.lifecycle?.preStop;
  if (!hook) return;
  const { runtime, clock } = context;
  try {
    await runHook(container, hook, {
      runtime,
      clock,
      containerId: kill.record.id,
      podIp: kill.podIp,
      timeoutSeconds: kill.graceSeconds,
    });
  } catch (error) {
    const note = (error as Error).message;
    context.record(podEvent(pod, { type: 'Warning', reason: 'FailedPreStopHook', note, container: container.name }));
  }
}
