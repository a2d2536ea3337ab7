// One writer who goes on through an outage, and remembers what it was told had been written.
import { type Client, ConnectionError, isCode } from '@portolan/client';
import { nowMs } from './watch-account.ts';

const retryMs = 5;
const label = 'acknowledged-writes';

export class AcknowledgedWrites {
  readonly acknowledged: string[] = [];
  private readonly client: Client;
  private readonly waits: Array<{ readonly sinceMs: number; readonly resolve: (atMs: number) => void }> = [];
  private isStopped = false;

  constructor(client: Client) {
    this.client = client;
  }

  /** Creates one object after another until it is stopped. */
  async run(): Promise<void> {
    for (let turn = 0; !this.isStopped; turn++) {
      const sentMs = nowMs();
      const name = `acknowledged-${turn}`;
      try {
        const metadata = { name, namespace: 'default', labels: { bench: label } };
        await this.client.configMaps.create(
          { apiVersion: 'v1', kind: 'ConfigMap', metadata },
          {},
          { signal: AbortSignal.timeout(2_000) },
        );
      } catch (error) {
        if (!isOutage(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        continue;
      }
      this.acknowledged.push(name);
      this.tell(sentMs);
    }
  }

  stop(): void {
    this.isStopped = true;
  }

  /** When the first write that was sent after this moment was acknowledged. */
  acknowledgedAfter(sinceMs: number): Promise<number> {
    return new Promise((resolve) => this.waits.push({ sinceMs, resolve }));
  }

  /** What was acknowledged and is not there. */
  async countLost(): Promise<number> {
    const present = new Set<string>();
    const selection = { namespace: 'default', labelSelector: `bench=${label}` };
    for await (const { items } of this.client.configMaps.pages(selection))
      for (const { metadata } of items) present.add(metadata.name);
    return this.acknowledged.filter((name) => !present.has(name)).length;
  }

  private tell(sentMs: number): void {
    for (const wait of this.waits.filter(({ sinceMs }) => sinceMs <= sentMs)) {
      this.waits.splice(this.waits.indexOf(wait), 1);
      wait.resolve(nowMs());
    }
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof ConnectionError || isCode(error, 'SERVICE_UNAVAILABLE', 'TIMEOUT', 'INTERNAL_ERROR');
}
