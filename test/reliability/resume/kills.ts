// Who is killed when. Moments are measured in changes made, so that a slow machine sees as many kills as a fast one; each
// comes a little after its change set was sent, in the middle of it.
import { delay, systemClock } from '@portolan/core/resource/clock.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { SeededRandom } from '../seeded-random.ts';

type Victim = 'api' | 'database';

export interface KillsOptions {
  readonly cluster: Cluster;
  /** That will be made in all. */
  readonly changes: number;
  readonly random: SeededRandom;
}

/** Their order is shuffled; two at once are two in one entry. */
const victims: ReadonlyArray<readonly Victim[]> = [
  ...Array.from({ length: 10 }, () => ['api'] as const),
  ...Array.from({ length: 3 }, () => ['database'] as const),
  ['api', 'database'],
  ['database', 'api'],
];
const longestDelayMs = 150;

export class Kills {
  api = 0;
  database = 0;
  private readonly options: KillsOptions;
  private readonly plan: Array<{ readonly at: number; readonly victims: readonly Victim[] }>;
  private running: Promise<unknown> = Promise.resolve();

  constructor(options: KillsOptions) {
    this.options = options;
    const { random, changes } = options;
    const every = changes / victims.length;
    this.plan = random
      .sample(victims, victims.length)
      .map((each, index) => ({ at: every * (index + random.next() * 0.9), victims: each }));
  }

  get areAllDone(): boolean {
    return this.plan.length === 0;
  }

  /** Sets off what is due; waits only for what was set off before. */
  async due(changes: number): Promise<void> {
    const [next] = this.plan;
    if (!next || changes < next.at) return;
    this.plan.shift();
    await this.running;
    this.running = Promise.all(next.victims.map((victim) => this.kill(victim)));
    // Whoever waits for it hears of it.
    this.running.catch(() => undefined);
  }

  /** Everything that was killed is back. */
  async settled(): Promise<void> {
    await this.running;
  }

  private async kill(victim: Victim): Promise<void> {
    const { cluster, random } = this.options;
    await delay(systemClock, random.integer(longestDelayMs));
    if (victim === 'database') {
      cluster.server.kill();
      this.database++;
      return cluster.server.untilUp();
    }
    const node = random.pick(cluster.nodes);
    await node.kill();
    this.api++;
    await node.start();
  }
}
