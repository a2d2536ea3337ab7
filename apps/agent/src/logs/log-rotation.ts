// Keeps containers' logs small, as kubelet's containerLogMaxSize and containerLogMaxFiles: a log that has grown too large
// is renamed to `<log>.<time>` and begun anew; older ones are compressed, the oldest removed.
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type AgentClock, sleep } from '../clock.ts';
import type { RuntimeService } from '../runtime/runtime-service.ts';

export interface LogRotationOptions {
  readonly runtime: RuntimeService;
  readonly clock: AgentClock;
  /** 10 MiB unless told. */
  readonly maxBytes?: number;
  /** Of one container, the current one included; 5 unless told, and never less than 2. */
  readonly maxFiles?: number;
  report(error: unknown, where: string): void;
}

const usualMaxBytes = 10 * 1024 * 1024;
const usualMaxFiles = 5;
const checkMs = 10_000;

export class LogRotation {
  private readonly options: LogRotationOptions;
  private readonly stopping = new AbortController();

  constructor(options: LogRotationOptions) {
    this.options = options;
  }

  async run(): Promise<void> {
    const { clock, report } = this.options;
    while (!this.stopping.signal.aborted) {
      try {
        await this.check();
      } catch (error) {
        report(error, 'look at the sizes of container logs');
      }
      await sleep(clock, checkMs, this.stopping.signal);
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Rotates what has grown too large. */
  async check(): Promise<void> {
    const { runtime, report, maxBytes = usualMaxBytes } = this.options;
    const directories = new Map((await runtime.listPodSandboxes()).map(({ id, config }) => [id, config.logDirectory]));
    for (const { id, sandboxId, config, state } of await runtime.listContainers()) {
      const directory = directories.get(sandboxId);
      if (state !== 'CONTAINER_RUNNING' || directory === undefined) continue;
      const path = join(directory, config.logPath);
      try {
        if ((await sizeOf(path)) > maxBytes) await this.rotate(id, path);
      } catch (error) {
        report(error, `rotate ${path}`);
      }
    }
  }

  private async rotate(id: string, path: string): Promise<void> {
    const { runtime, clock, maxFiles = usualMaxFiles } = this.options;
    const old = await rotatedLogs(path);
    // Room for the current one and for the one that it becomes.
    const surplus = old.slice(0, Math.max(0, old.length - (Math.max(2, maxFiles) - 2)));
    for (const file of surplus) await rm(file);
    for (const file of old.slice(surplus.length)) if (!file.endsWith('.gz')) await compress(file);
    const time = new Date(clock.now()).toISOString().replace(/[-:.]/g, '').replace('T', '-').replace('Z', '');
    const rotated = `${path}.${time}`;
    await rename(path, rotated);
    try {
      await runtime.reopenContainerLog(id);
    } catch (error) {
      // Its lines still go to the renamed file.
      await rename(rotated, path);
      throw error;
    }
  }
}

/** The oldest first. */
async function rotatedLogs(path: string): Promise<string[]> {
  const start = `${basename(path)}.`;
  const names = (await readdir(dirname(path))).filter((name) => name.startsWith(start));
  // A compression that was cut short.
  for (const name of names.filter((each) => each.endsWith('.tmp'))) await rm(join(dirname(path), name));
  return names
    .filter((name) => /\.\d{8}-\d+(\.gz)?$/.test(name))
    .sort()
    .map((name) => join(dirname(path), name));
}

async function compress(path: string): Promise<void> {
  await pipeline(createReadStream(path), createGzip(), createWriteStream(`${path}.tmp`));
  await rename(`${path}.tmp`, `${path}.gz`);
  await rm(path);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
