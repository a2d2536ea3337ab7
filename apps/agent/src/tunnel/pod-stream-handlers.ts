// What the API may ask of this node's pods, answered by the runtime and by the files of the logs.
import { join } from 'node:path';
import type { LogsRequest } from '@portolan/client/tunnel/tunnel-request.ts';
import type { AgentClock } from '../clock.ts';
import { readLog } from '../logs/read-log.ts';
import type { Pleg } from '../pleg.ts';
import type { ContainerStatus, RuntimeService } from '../runtime/runtime-service.ts';
import { isRunning, type PodRuntimeState, recordsOf } from '../runtime-manager/pod-runtime-state.ts';
import { readHostUsage } from '../stats/host-usage.ts';
import { NodeStatsSource } from '../stats/node-stats.ts';
import type { PodStreamHandlers } from './serve-stream.ts';

export interface PodStreamParts {
  readonly runtime: RuntimeService;
  readonly pleg: Pleg;
  readonly clock: AgentClock;
}

interface PodName {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export function podStreamHandlers(parts: PodStreamParts): PodStreamHandlers {
  const { runtime, clock } = parts;
  const usage = new NodeStatsSource({ runtime, clock, readHost: readHostUsage });
  return {
    stats: () => usage.stats(),
    logs: (request, signal) => logs(parts, request, signal),
    exec: async (request) => runtime.exec(running(parts, request, request.container).id, request),
    attach: async (request) => runtime.attach(running(parts, request, request.container).id),
    portForward: async (request) => {
      const sandbox = stateOf(parts, request).sandboxes.find(({ state }) => state === 'SANDBOX_READY');
      if (!sandbox) throw new Error(`unable to forward port because pod is not running: ${request.name}`);
      return runtime.portForward(sandbox.id, request.port);
    },
  };
}

/** A static pod runs under a uid of its own, not under that of the mirror by which the API knows it. */
function stateOf({ pleg }: PodStreamParts, { uid, namespace, name }: PodName): PodRuntimeState {
  const state = pleg.state(uid);
  if (state.sandboxes.length > 0) return state;
  return pleg.all().find((each) => each.namespace === namespace && each.name === name) ?? state;
}

function running(parts: PodStreamParts, pod: PodName, container: string): ContainerStatus {
  const found = recordsOf(stateOf(parts, pod), container).find(isRunning);
  if (!found) throw new Error(`container not found ("${container}")`);
  return found;
}

async function* logs(
  parts: PodStreamParts,
  request: LogsRequest,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { clock, runtime } = parts;
  const { name, container, previous, sinceSeconds, sinceTime, follow, timestamps, tailLines, limitBytes } = request;
  const state = stateOf(parts, request);
  const found = recordsOf(state, container)[previous ? 1 : 0];
  if (!found) {
    if (previous) throw new Error(`previous terminated container "${container}" in pod "${name}" not found`);
    throw new Error(`container "${container}" in pod "${name}" is waiting to start: ContainerCreating`);
  }
  const sandbox = state.sandboxes.find(({ id }) => id === found.sandboxId);
  const sinceMs = sinceTime === undefined ? sinceMsOf(clock, sinceSeconds) : Date.parse(sinceTime);
  const source = {
    path: join(sandbox?.config.logDirectory ?? '', found.config.logPath),
    clock,
    signal,
    // One that is about to start has all its log before it.
    isRunning: async () => {
      const status = await runtime.containerStatus(found.id);
      return status?.state === 'CONTAINER_RUNNING' || status?.state === 'CONTAINER_CREATED';
    },
  };
  yield* readLog(source, {
    ...(follow && { follow }),
    ...(timestamps && { timestamps }),
    ...(tailLines !== undefined && { tailLines }),
    ...(sinceMs !== undefined && { sinceMs }),
    ...(limitBytes !== undefined && { limitBytes }),
  });
}

function sinceMsOf(clock: AgentClock, seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : clock.now() - seconds * 1000;
}
