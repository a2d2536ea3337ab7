// One container's life: started → (stopping) → main process ended → rest of its processes killed, log complete → exit
// record on disk → reported. A container ends with its main process, as if that were process 1 of a pid namespace.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Cgroup, killCgroup, oomKills, removeCgroup } from '../cgroups.ts';
import { writeJson, writeJsonDurably } from '../durable-file.ts';
import { bootId, readProcess, signal } from '../process-table.ts';
import type { ExitRecord, RunRecord, StartParams } from '../protocol.ts';
import { LineEncoder, LogWriter, type StreamName } from './log-writer.ts';
import type { PipeStock } from './pipes.ts';
import { type Spawned, spawnProcess } from './spawned.ts';

/** What an attached client is told. */
export interface Viewer {
  output(stream: StreamName, chunk: Buffer): void;
  ended(exitCode: number): void;
}

/** How long output is awaited from a pipe that somebody who left the container's session still holds. */
const lingerMs = 2000;

export class Contained {
  readonly id: string;
  readonly run: RunRecord;
  readonly ended: Promise<ExitRecord>;
  private readonly params: StartParams;
  private readonly spawned: Spawned;
  private readonly log: LogWriter;
  private readonly viewers = new Set<Viewer>();
  /** Process groups of commands that run in the container. */
  private readonly sessions = new Set<number>();

  private constructor(params: StartParams, spawned: Spawned, log: LogWriter, run: RunRecord, sweep: Sweep) {
    this.id = params.containerId;
    this.params = params;
    this.spawned = spawned;
    this.log = log;
    this.run = run;
    const streams = [this.follow('stdout', spawned.stdout), this.follow('stderr', spawned.stderr)];
    // A reader that closes its end early must not end the supervisor.
    spawned.stdin?.on('error', () => spawned.stdin?.destroy());
    this.ended = this.end(streams, sweep);
  }

  /** Resolves when the program itself runs, whatever had to be prepared for it. */
  static async start(params: StartParams, pipes: PipeStock, host: Host): Promise<Contained> {
    const log = new LogWriter(params.logPath);
    let spawned: Spawned;
    try {
      spawned = await spawnProcess(params.process, pipes);
    } catch (error) {
      await log.close();
      throw error;
    }
    const run: RunRecord = {
      pid: spawned.pid,
      startTicks: readProcess(spawned.pid)?.startTicks ?? 0,
      bootId: bootId(),
      startedAtMs: Date.now(),
      ...(params.cgroup ? { cgroup: params.cgroup } : {}),
    };
    writeJson(join(params.directory, 'run.json'), run);
    const contained = new Contained(params, spawned, log, run, host.sweep);
    host.onSpawned(contained);
    const launchError = await spawned.launchError;
    if (launchError) {
      await contained.ended;
      throw new Error(launchError);
    }
    return contained;
  }

  attach(viewer: Viewer): () => void {
    this.viewers.add(viewer);
    return () => {
      this.viewers.delete(viewer);
    };
  }

  get stdin(): Spawned['stdin'] {
    return this.spawned.stdin;
  }

  get closesStdinOnce(): boolean {
    return this.params.stdinOnce;
  }

  /** Kills the group when the container ends. */
  addSession(pid: number): () => void {
    this.sessions.add(pid);
    return () => {
      this.sessions.delete(pid);
    };
  }

  async stop(graceMs: number): Promise<void> {
    const over = new AbortController();
    const done = this.ended.finally(() => over.abort());
    if (graceMs > 0) {
      signal(this.run.pid, this.params.stopSignal ?? 'SIGTERM');
      const inTime = await Promise.race([
        done.then(() => true),
        aborted(wait(graceMs, false, { signal: over.signal })),
      ]);
      if (inTime) return;
    }
    this.killAll();
    await done;
  }

  reopenLog(): Promise<void> {
    return this.log.reopen();
  }

  private follow(name: StreamName, stream: Spawned['stdout']): Promise<void> {
    const encoder = new LineEncoder(name);
    this.log.throttle(stream);
    return new Promise((resolve) => {
      stream.on('data', (chunk: Buffer) => {
        this.log.append(encoder.encode(chunk));
        for (const viewer of this.viewers) viewer.output(name, chunk);
      });
      stream.on('error', (error) => console.error(`${this.id} ${name}: ${error.message}`));
      stream.on('close', () => {
        this.log.append(encoder.end());
        resolve();
      });
    });
  }

  private async end(streams: readonly Promise<void>[], sweep: Sweep): Promise<ExitRecord> {
    const { exitCode, signal: ending } = await this.spawned.exited;
    const finishedAtMs = Date.now();
    this.killAll();
    const group = this.params.cgroup;
    if (group) await emptyCgroup(group);
    else await sweep(this.id);
    await Promise.race([Promise.all(streams), this.silence()]);
    this.spawned.stdout.destroy();
    this.spawned.stderr.destroy();
    this.spawned.stdin?.destroy();
    await Promise.all(streams);
    await this.log.close();
    const launchError = await this.spawned.launchError;
    const exit: ExitRecord = {
      exitCode: launchError ? 128 : exitCode,
      ...(ending === undefined || launchError ? {} : { signal: ending }),
      ...this.verdict(exitCode, launchError),
      finishedAtMs,
    };
    await writeJsonDurably(join(this.params.directory, 'exit.json'), exit);
    if (group) removeCgroup(group);
    for (const viewer of this.viewers) viewer.ended(exit.exitCode);
    return exit;
  }

  /** Resolves when nothing has come for a while, though something could have. */
  private async silence(): Promise<void> {
    const { stdout, stderr } = this.spawned;
    const seen = () => stdout.bytesRead + stderr.bytesRead;
    for (let [quietMs, before] = [0, seen()]; quietMs < lingerMs; quietMs += 100) {
      await wait(100, undefined, { ref: false });
      if (seen() === before && !this.log.isBehind) continue;
      quietMs = 0;
      before = seen();
    }
  }

  private verdict(exitCode: number, launchError: string): { reason: string; message?: string } {
    if (launchError) return { reason: 'StartError', message: launchError };
    if (this.params.cgroup && oomKills(this.params.cgroup) > 0) return { reason: 'OOMKilled' };
    return { reason: exitCode === 0 ? 'Completed' : 'Error' };
  }

  private killAll(): void {
    for (const group of [this.run.pid, ...this.sessions]) signal(-group, 'SIGKILL');
    if (this.params.cgroup) killCgroup(this.params.cgroup);
  }
}

type Sweep = (containerId: string) => Promise<void>;

export interface Host {
  /** Kills what carries the container's mark in its environment, wherever it went. */
  readonly sweep: Sweep;
  /** Before the program itself runs. */
  onSpawned(container: Contained): void;
}

/** Killed processes leave their group a moment later; one that hangs in the kernel is left to it. */
async function emptyCgroup(group: Cgroup): Promise<void> {
  for (let waitedMs = 0; killCgroup(group) && waitedMs < 5000; waitedMs += 2) await wait(2);
}

async function aborted(promise: Promise<boolean>): Promise<boolean> {
  try {
    return await promise;
  } catch (error) {
    if ((error as Error).name === 'AbortError') return true;
    throw error;
  }
}
