// The lives of one watcher, each a process of its own that goes on where the last one was killed:
//
//   start ──has delivered its share──> kill -9 ──> start ...
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../../support/until.ts';
import { repository } from '../cluster/program.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { WatcherMessage } from './watcher-process.ts';

export interface WatcherLivesOptions {
  /** The bundle of watcher-process.ts. */
  readonly program: string;
  readonly ports: readonly number[];
  readonly token: string;
  readonly journal: string;
  /** The revision that the first life starts after. */
  readonly since: number;
  readonly random: SeededRandom;
}

/** Changes that a life delivers before its end, at least and at most. */
const leastShare = 100;
const largestShare = 8_000;
/** A life that delivers nothing for so long will not. */
const lifeLimitMs = 120_000;

export class WatcherLives {
  kills = 0;
  /** What all lives together have told of. */
  delivered = 0;
  reached: number;
  /** How often a life lost its connection and went on by itself. */
  lostConnections = 0;
  private readonly options: WatcherLivesOptions;
  private readonly running: Promise<void>;
  private isStopped = false;

  constructor(options: WatcherLivesOptions) {
    this.options = options;
    this.reached = options.since;
    this.running = this.run();
    // Whoever stops hears of it.
    this.running.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) await this.live();
  }

  private async live(): Promise<void> {
    const end = this.delivered + this.options.random.spread(leastShare, largestShare);
    const child = this.spawn();
    const exited = once(child, 'exit');
    try {
      await until('a watcher delivers its share', () => this.isOver(child, end), lifeLimitMs);
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
    this.kills++;
  }

  private isOver(child: ChildProcess, end: number): boolean {
    if (child.exitCode !== null) throw new Error(`a watcher ended by itself, with ${child.exitCode}`);
    return this.isStopped || this.delivered >= end;
  }

  private spawn(): ChildProcess {
    const { program, ports, token, journal, since, random } = this.options;
    const args = [program, `http://127.0.0.1:${random.pick(ports)}`, token, journal, `${since}`];
    const child = spawn(process.execPath, args, {
      cwd: repository,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { PATH: process.env.PATH ?? '' },
    });
    child.on('message', ({ delivered = 0, reached = 0, lostConnection = false }: WatcherMessage) => {
      this.delivered += delivered;
      this.reached = Math.max(this.reached, reached);
      if (lostConnection) this.lostConnections++;
    });
    return child;
  }
}
