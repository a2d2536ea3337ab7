// Carries a plan of faults out. Two faults may happen at once, but not to the same thing.

import { isReason } from '@portolan/core/resource/api-error.ts';
import { delay, systemClock } from '@portolan/core/resource/clock.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { PlannedFault, Victim } from './faults.ts';
import type { LogReader } from './log-reader.ts';
import type { Recorder } from './recorder.ts';

export interface FaultRunOptions {
  readonly cluster: Cluster;
  readonly plan: readonly PlannedFault[];
  readonly recorder: Recorder;
  readonly log: LogReader;
}

export class FaultRun {
  private readonly options: FaultRunOptions;
  private readonly taken = new Set<string>();
  private readonly running: Promise<void>;
  private isStopped = false;

  constructor(options: FaultRunOptions) {
    this.options = options;
    this.running = this.run();
  }

  /** Nothing new goes wrong; resolves when what does is over. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    const startMs = systemClock.monotonic();
    const fired: Promise<void>[] = [];
    for (const planned of this.options.plan) {
      await this.pause(() => systemClock.monotonic() < startMs + planned.atMs);
      const resources = planned.kind.takes.map((each) => this.resourceName(each, planned));
      await this.pause(() => resources.some((each) => this.taken.has(each)));
      if (this.isStopped) break;
      for (const each of resources) this.taken.add(each);
      fired.push(
        this.fire(planned).finally(() => {
          for (const each of resources) this.taken.delete(each);
        }),
      );
    }
    await Promise.all(fired);
  }

  private async pause(mustWait: () => boolean): Promise<void> {
    while (mustWait() && !this.isStopped) await delay(systemClock, 10);
  }

  private resourceName(resource: PlannedFault['kind']['takes'][number], { node }: PlannedFault): string {
    return resource === 'database' || resource === 'history' ? resource : `${resource} ${node}`;
  }

  private async fire({ kind, node: index, durationMs, measure }: PlannedFault): Promise<void> {
    const { cluster, recorder } = this.options;
    const node = cluster.nodes[index];
    if (!node) throw new Error(`the plan names process ${index}, which is not there`);
    const victim: Victim = {
      node,
      server: cluster.server,
      durationMs,
      measure,
      compact: (share) => this.compact(share),
    };
    const isFired = await kind.fire(victim);
    recorder.count(`${isFired ? 'fault' : 'fault without effect:'} ${kind.name}`);
  }

  /** Keeps `share` of what is retained, after all of it has been read. */
  private async compact(share: number): Promise<boolean> {
    const { cluster, log, recorder } = this.options;
    try {
      await log.read();
      const floor = recorder.floor + Math.floor((log.position - recorder.floor) * (1 - share));
      if (floor <= recorder.floor) return false;
      recorder.compactions.push({ floor, calledAt: recorder.now() });
      await cluster.store.compact(floor);
      return true;
    } catch (error) {
      // Another fault has taken the database away.
      if (!isReason(error, 'ServiceUnavailable')) throw error;
      return false;
    }
  }
}
