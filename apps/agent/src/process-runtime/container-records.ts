// What the driver knows of its sandboxes and containers: in memory, and on disk for when it is opened again.
//   sandboxes/<id>.json
//   containers/<id>/container.json   what was asked for
//   containers/<id>/run.json         the process, written by the supervisor
//   containers/<id>/exit.json        how it ended, written by the supervisor, or by who finds that it is gone
//   containers/<id>/work/            working directory of a container that names none
//   containers/<id>/termination-log  where it may leave its last words
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerConfig, ContainerStatus, PodSandboxConfig, SandboxState } from '../runtime/runtime-service.ts';
import { readJson, writeJson } from './durable-file.ts';
import { endOfLog } from './end-of-log.ts';
import type { ExitRecord, RunRecord } from './protocol.ts';

export interface SandboxRecord {
  readonly id: string;
  readonly config: PodSandboxConfig;
  readonly state: SandboxState;
  readonly createdAtMs: number;
  readonly ip: string;
}

export interface ContainerRecord {
  readonly id: string;
  readonly sandboxId: string;
  readonly config: ContainerConfig;
  readonly createdAtMs: number;
  run?: RunRecord;
  exit?: ExitRecord;
}

export class ContainerRecords {
  readonly sandboxes = new Map<string, SandboxRecord>();
  readonly containers = new Map<string, ContainerRecord>();
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    for (const name of ['sandboxes', 'containers']) mkdirSync(join(directory, name), { recursive: true, mode: 0o711 });
    for (const name of readdirSync(join(directory, 'sandboxes'))) {
      const sandbox = name.endsWith('.json') ? readJson<SandboxRecord>(join(directory, 'sandboxes', name)) : undefined;
      if (sandbox) this.sandboxes.set(sandbox.id, sandbox);
    }
    for (const id of readdirSync(join(directory, 'containers'))) this.loadContainer(id);
  }

  directoryOf(containerId: string): string {
    return join(this.directory, 'containers', containerId);
  }

  /** Reads again what the supervisor may have written. */
  refresh(container: ContainerRecord): void {
    const directory = this.directoryOf(container.id);
    const run = readJson<RunRecord>(join(directory, 'run.json'));
    const exit = readJson<ExitRecord>(join(directory, 'exit.json'));
    if (run) container.run = run;
    if (exit) this.ended(container, exit);
  }

  /** The container's last words become its message, unless there is something to say about how it ended. */
  ended(container: ContainerRecord, exit: ExitRecord): void {
    const words = exit.message === undefined ? this.lastWords(container, exit) : '';
    container.exit = words ? { ...exit, message: words } : exit;
  }

  terminationLog(containerId: string): string {
    return join(this.directoryOf(containerId), 'termination-log');
  }

  private lastWords({ id, sandboxId, config }: ContainerRecord, { exitCode }: ExitRecord): string {
    const path = this.terminationLog(id);
    const words = existsSync(path) ? readFileSync(path).subarray(0, longestWordsBytes).toString('utf8') : '';
    const sandbox = this.sandboxes.get(sandboxId);
    if (words !== '' || exitCode === 0 || !config.endOfLogAsMessage || !sandbox) return words;
    return endOfLog(join(sandbox.config.logDirectory, config.logPath));
  }

  putSandbox(sandbox: SandboxRecord): void {
    writeJson(join(this.directory, 'sandboxes', `${sandbox.id}.json`), sandbox);
    this.sandboxes.set(sandbox.id, sandbox);
  }

  removeSandbox(id: string): void {
    rmSync(join(this.directory, 'sandboxes', `${id}.json`), { force: true });
    this.sandboxes.delete(id);
  }

  addContainer(container: ContainerRecord): void {
    const work = join(this.directoryOf(container.id), 'work');
    mkdirSync(work, { recursive: true, mode: 0o755 });
    const { runAsUser, runAsGroup } = container.config;
    writeFileSync(this.terminationLog(container.id), '');
    if (process.getuid?.() === 0) {
      for (const path of [work, this.terminationLog(container.id)]) chownSync(path, runAsUser ?? 0, runAsGroup ?? 0);
    }
    writeJson(join(this.directoryOf(container.id), 'container.json'), container);
    this.containers.set(container.id, container);
  }

  removeContainer(id: string): void {
    rmSync(this.directoryOf(id), { recursive: true, force: true, maxRetries: 3 });
    this.containers.delete(id);
  }

  containersOf(sandboxId: string): ContainerRecord[] {
    return [...this.containers.values()].filter((container) => container.sandboxId === sandboxId);
  }

  private loadContainer(id: string): void {
    const container = readJson<ContainerRecord>(join(this.directoryOf(id), 'container.json'));
    // Killed while it was made or removed.
    if (!container || !this.sandboxes.has(container.sandboxId)) return this.removeContainer(id);
    this.containers.set(id, container);
    this.refresh(container);
  }
}

/** Kubernetes' limit of a termination message. */
const longestWordsBytes = 4096;

export function statusOf({ id, sandboxId, config, createdAtMs, run, exit }: ContainerRecord): ContainerStatus {
  const base = { id, sandboxId, config, createdAtMs };
  if (!exit) {
    if (!run) return { ...base, state: 'CONTAINER_CREATED' };
    return { ...base, state: 'CONTAINER_RUNNING', startedAtMs: run.startedAtMs, pid: run.pid };
  }
  return {
    ...base,
    state: 'CONTAINER_EXITED',
    // A container that could not be started has a start nevertheless in Kubernetes' status: the epoch.
    ...(run ? { startedAtMs: run.startedAtMs } : {}),
    ...exit,
  };
}
