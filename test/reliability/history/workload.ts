// Clients that do one thing after the other until they are told to stop.
import { delay, systemClock } from '@portolan/core/resource/clock.ts';
import { SeededRandom } from '../seeded-random.ts';
import { GraphqlCaller } from './graphql-caller.ts';
import { keysOf } from './objects.ts';
import { type Client, operationKinds } from './operations.ts';
import type { Recorder } from './recorder.ts';

export interface WorkloadOptions {
  readonly seed: number;
  readonly clients: number;
  readonly keys: number;
  readonly requestTimeoutMs: number;
  readonly token: string;
  /** Where the API processes are reached. */
  readonly ports: readonly number[];
  readonly recorder: Recorder;
}

/** After a request without a result, so that a process that is down is not asked thousands of times a second. */
const pauseMs = 25;
/** Random numbers of clients and of others never mix. */
const firstStream = 1_000;

export class Workload {
  private readonly options: WorkloadOptions;
  private readonly caller: GraphqlCaller;
  private readonly running: Promise<void>[];
  private isStopped = false;

  constructor(options: WorkloadOptions) {
    this.options = options;
    this.caller = new GraphqlCaller(options.token, options.requestTimeoutMs);
    this.running = Array.from({ length: options.clients }, (_, index) => this.run(index));
  }

  /** Resolves when the last answers are there. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.running);
    this.caller.close();
  }

  private async run(index: number): Promise<void> {
    const client = this.client(index);
    const { random, recorder } = client;
    const choices = operationKinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
    while (!this.isStopped) {
      const { name, run } = random.pick(choices);
      const isDone = await run(client);
      recorder.count(`${name}: ${isDone ? 'answered' : 'failed'}`);
      if (!isDone) await delay(systemClock, pauseMs);
    }
  }

  private client(index: number): Client {
    const { seed, keys, recorder, ports } = this.options;
    const random = new SeededRandom(seed, firstStream + index);
    return {
      random,
      recorder,
      keys: keysOf(keys),
      ask: (query, variables) => this.caller.call(random.pick(ports), query, variables),
    };
  }
}
