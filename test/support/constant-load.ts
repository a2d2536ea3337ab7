// Requests without an end, over connections that are kept and over fresh ones, and who answered them.
import { Agent, get } from 'node:http';
import { delay, systemClock } from '@portolan/core/resource/clock.ts';

export interface LoadOptions {
  readonly urls: readonly string[];
  /** For each URL so many that keep their connection, and as many that do not. */
  readonly clients: number;
}

const timeoutMs = 10_000;
/** Between two requests of a client: the load is to be constant, not to take the machine from those it tests. */
const thinkMs = 5;

export class ConstantLoad {
  /** How many requests each answer was for. */
  readonly answers = new Map<string, number>();
  /** Every request that was not answered as it should be, and when. */
  readonly failures: string[] = [];
  private isStopped = false;
  private readonly workers: Promise<void>[];
  private readonly agents: Agent[] = [];

  constructor({ urls, clients }: LoadOptions) {
    this.workers = urls.flatMap((url) =>
      Array.from({ length: clients * 2 }, (_, each) => this.work(url, each % 2 === 0)),
    );
  }

  get total(): number {
    return [...this.answers.values()].reduce((sum, each) => sum + each, 0);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.workers);
    for (const agent of this.agents) agent.destroy();
  }

  private async work(url: string, keepAlive: boolean): Promise<void> {
    const agent = new Agent({ keepAlive, maxSockets: 1 });
    this.agents.push(agent);
    while (!this.isStopped) {
      try {
        const answer = await ask(url, agent);
        this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
      } catch (error) {
        const { message } = error as Error;
        this.failures.push(`${new Date().toISOString()} ${keepAlive ? 'kept' : 'fresh'} ${url}: ${message}`);
      }
      await delay(systemClock, thinkMs);
    }
  }
}

/** Over a connection of its own, unless told: one that is kept would always be answered by the same pod. */
export function ask(url: string, agent: Agent | false = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, timeout: timeoutMs }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () =>
        response.statusCode === 200 ? resolve(text.trim()) : reject(new Error(`status ${response.statusCode}`)),
      );
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', reject);
  });
}
