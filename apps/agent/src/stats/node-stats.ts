// What the node and its containers use, measured when somebody asks: a rate needs two readings, and the one kept from before
// is the first of them, where it is not too old.
import type { ContainerUsage, NodeStats, PodUsage } from '@portolan/client/tunnel/node-stats.ts';
import { type AgentClock, microTimeText, sleep } from '../clock.ts';
import type { ContainerStats, RuntimeService } from '../runtime/runtime-service.ts';
import type { HostUsage } from './host-usage.ts';

export interface NodeStatsParts {
  readonly runtime: Pick<RuntimeService, 'listContainerStats' | 'listContainers' | 'listPodSandboxes'>;
  readonly clock: AgentClock;
  readHost(): HostUsage;
}

interface Reading {
  readonly atMs: number;
  readonly host: HostUsage;
  readonly containers: ReadonlyMap<string, ContainerStats>;
}

/** Shorter windows would show the noise of the clock's ticks. */
const shortestWindowMs = 1_000;
/** As the window of Kubernetes' metrics, where it is asked again and again. */
const usualWindowMs = 15_000;
const longestWindowMs = 60_000;

export class NodeStatsSource {
  private readonly parts: NodeStatsParts;
  private readonly readings: Reading[] = [];
  private last: NodeStats | undefined;
  private asking: Promise<NodeStats> | undefined;

  constructor(parts: NodeStatsParts) {
    this.parts = parts;
  }

  /** Whoever asks meanwhile gets the same answer. */
  stats(): Promise<NodeStats> {
    this.asking ??= this.measure().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async measure(): Promise<NodeStats> {
    const { clock } = this.parts;
    const newest = this.readings.at(-1);
    const age = newest === undefined ? Number.POSITIVE_INFINITY : clock.now() - newest.atMs;
    if (this.last && age < shortestWindowMs) return this.last;
    if (age > longestWindowMs) {
      this.readings.splice(0, this.readings.length, await this.read());
      await sleep(clock, shortestWindowMs);
    } else if (age < shortestWindowMs) await sleep(clock, shortestWindowMs - age);
    this.readings.push(await this.read());
    this.forgetOld();
    const [first, last] = [this.readings[0], this.readings.at(-1)];
    if (!first || !last) throw new Error('nothing was measured');
    this.last = await this.between(first, last);
    return this.last;
  }

  private forgetOld(): void {
    const now = this.readings.at(-1)?.atMs ?? 0;
    // The oldest that is kept is the youngest that gives a whole window.
    while (this.readings[1] && now - this.readings[1].atMs >= usualWindowMs) this.readings.shift();
    while (this.readings.length > 2 && now - (this.readings[0]?.atMs ?? 0) > longestWindowMs) this.readings.shift();
  }

  private async read(): Promise<Reading> {
    const { runtime, clock, readHost } = this.parts;
    const stats = await runtime.listContainerStats();
    return { atMs: clock.now(), host: readHost(), containers: new Map(stats.map((each) => [each.id, each])) };
  }

  private async between(first: Reading, last: Reading): Promise<NodeStats> {
    const windowMs = Math.max(1, last.atMs - first.atMs);
    return {
      time: microTimeText(last.atMs),
      windowMs,
      cpuNanoCores: rate(first.host.cpuNanos, last.host.cpuNanos, windowMs),
      memoryWorkingSetBytes: last.host.memoryWorkingSetBytes,
      pods: await this.podsBetween(first, last, windowMs),
    };
  }

  private async podsBetween(first: Reading, last: Reading, windowMs: number): Promise<PodUsage[]> {
    const { runtime } = this.parts;
    const [containers, sandboxes] = await Promise.all([runtime.listContainers(), runtime.listPodSandboxes()]);
    const pods = new Map(sandboxes.map(({ id, config }) => [id, { config, containers: [] as ContainerUsage[] }]));
    for (const { id, sandboxId, config } of containers) {
      const now = last.containers.get(id);
      if (!now) continue;
      // What started within the window has used all of its time in it.
      const before = first.containers.get(id)?.cpuNanos ?? 0;
      const { memoryWorkingSetBytes } = now;
      pods.get(sandboxId)?.containers.push({
        name: config.name,
        cpuNanoCores: rate(before, now.cpuNanos, windowMs),
        memoryWorkingSetBytes,
      });
    }
    return [...pods.values()]
      .filter((pod) => pod.containers.length > 0)
      .map(({ config: { namespace, name, uid }, containers: usages }) => ({
        namespace,
        name,
        uid,
        containers: usages,
      }));
  }
}

/** Nanoseconds of processor time for each second. */
function rate(beforeNanos: number, afterNanos: number, windowMs: number): number {
  return Math.max(0, Math.round(((afterNanos - beforeNanos) * 1000) / windowMs));
}
