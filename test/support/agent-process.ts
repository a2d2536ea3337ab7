// The agent's own program, running pods as processes of this machine.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Pod } from '@portolan/client';
import {
  isAlive,
  readProcess,
  readProcesses,
  signal,
  treeOf,
} from '../../apps/agent/src/process-runtime/process-table.ts';
import type { RunRecord } from '../../apps/agent/src/process-runtime/protocol.ts';

const program = fileURLToPath(new URL('../../apps/agent/dist/main.js', import.meta.url));

export interface AgentProcessOptions {
  readonly name: string;
  readonly server: string;
  readonly joinToken: string;
  readonly args?: readonly string[];
}

/** A process of a container: known again by when it started, since pids are used anew. */
export interface ContainerProcess {
  readonly pid: number;
  readonly startTicks: number;
}

export class AgentProcess {
  readonly name: string;
  readonly data = mkdtempSync(join(tmpdir(), 'portolan-node-'));
  private readonly options: AgentProcessOptions;
  private child: ChildProcess | undefined;
  private output = '';

  constructor(options: AgentProcessOptions) {
    this.name = options.name;
    this.options = options;
  }

  /** Again after a kill too: with what is on its disk. */
  async start(): Promise<void> {
    const { name, server, joinToken, args = [] } = this.options;
    const child = spawn(
      process.execPath,
      [
        ...[program, '--server', server, '--node-name', name, '--data', this.data],
        ...['--stop-pods-on-exit', 'true', ...args],
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: { ...process.env, NODE_ENV: 'production', PORTOLAN_JOIN_TOKEN: joinToken },
      },
    );
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.output += String(chunk)));
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`the agent of ${name} ended with code ${code}:\n${this.output}`)));
    });
  }

  /** Everything it has written to its log so far. */
  log(): string {
    return this.output;
  }

  /** Of the agent alone: what it runs goes on. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As when the machine loses its power. */
  async powerOff(): Promise<void> {
    await this.kill();
    const supervisor = this.supervisorPid();
    const pods = this.runs().filter(isAlive);
    for (const pid of [supervisor, ...pods.map(({ pid }) => pid)]) if (pid) killTree(pid);
  }

  /** Ends it with its pods, and leaves nothing behind. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await this.powerOff();
    rmSync(this.data, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Undefined when the pod's container has no process at the moment. */
  processOf(pod: Pod): ContainerProcess | undefined {
    const id = pod.status?.containerStatuses?.[0]?.containerID?.replace('process://', '');
    const run = id === undefined ? undefined : this.runOf(id);
    if (!run || !isAlive(run)) return undefined;
    return { pid: run.pid, startTicks: run.startTicks };
  }

  private async end(how: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(how);
    await exited;
  }

  private runs(): RunRecord[] {
    const ids = readIfThere(() => readdirSync(join(this.data, 'runtime/containers'))) ?? [];
    return ids.flatMap((id) => this.runOf(id) ?? []);
  }

  private runOf(containerId: string): RunRecord | undefined {
    const file = join(this.data, 'runtime/containers', containerId, 'run.json');
    const text = readIfThere(() => readFileSync(file, 'utf8'));
    return text === undefined ? undefined : (JSON.parse(text) as RunRecord);
  }

  /** The process that holds the containers' streams: the parent of their processes. */
  private supervisorPid(): number | undefined {
    const [pod] = this.runs().filter(isAlive);
    const parent = pod && readProcess(pod.pid)?.parent;
    return parent === undefined || parent <= 1 ? undefined : parent;
  }
}

function killTree(pid: number): void {
  for (const each of treeOf(pid, readProcesses())) signal(each.pid, 'SIGKILL');
}

function readIfThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
