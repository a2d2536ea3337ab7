// The pods assigned to this node, on disk: an agent that starts while the API is away goes on with them.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Pod } from '@portolan/client';
import type { Timer } from '@portolan/client/clock.ts';
import type { AgentClock } from '../clock.ts';

const gatherMs = 1_000;
const maxBytes = 32 << 20;

export class Checkpoint {
  private readonly path: string;
  private readonly clock: AgentClock;
  private readonly report: (error: unknown, where: string) => void;
  private pods: () => readonly Pod[];
  private timer: Timer | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(path: string, clock: AgentClock, report: (error: unknown, where: string) => void) {
    this.path = path;
    this.clock = clock;
    this.report = report;
    this.pods = () => [];
  }

  /** Empty where there is none, or none that can be read. */
  async read(): Promise<readonly Pod[]> {
    try {
      const found: unknown = JSON.parse(await readFile(this.path, 'utf8'));
      return Array.isArray(found) ? (found as Pod[]) : []; // Written below, by this program.
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.report(error, `read ${this.path}`);
      return [];
    }
  }

  /** To be called whenever a pod changed. */
  save(pods: () => readonly Pod[]): void {
    this.pods = pods;
    this.timer ??= this.clock.setTimer(gatherMs, () => {
      this.timer = undefined;
      this.writing = this.writing
        .then(() => this.write())
        .catch((error: unknown) => this.report(error, `write ${this.path}`));
    });
  }

  async stop(): Promise<void> {
    if (this.timer) {
      this.timer.cancel();
      this.writing = this.writing.then(() => this.write());
    }
    await this.writing;
  }

  private async write(): Promise<void> {
    const text = JSON.stringify(this.pods().map(withoutManagedFields));
    if (text.length > maxBytes)
      throw new Error(`the pods of this node take ${text.length} bytes, more than ${maxBytes}`);
    await mkdir(dirname(this.path), { recursive: true });
    await writeFile(`${this.path}.draft`, text, { mode: 0o600 });
    await rename(`${this.path}.draft`, this.path);
  }
}

function withoutManagedFields(pod: Pod): Pod {
  const { managedFields: _, ...metadata } = pod.metadata;
  return { ...pod, metadata };
}
