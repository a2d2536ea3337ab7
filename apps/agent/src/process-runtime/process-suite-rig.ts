// A process runtime in a directory of its own, which leaves nothing behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../../../test/support/until.ts';
import type { ContainerConfig, ContainerStatus } from '../runtime/runtime-service.ts';
import type { RuntimeRig } from '../runtime/runtime-suite.ts';
import { containerConfig, podConfig } from '../runtime/runtime-suite-configs.ts';
import { ProcessRuntime, type ProcessRuntimeOptions } from './process-runtime.ts';
import { containerMark } from './process-spec.ts';
import { findMarked, isAlive } from './process-table.ts';

export class ProcessRig implements RuntimeRig {
  readonly directory: string;
  logDirectory: string;
  private logCount = 0;
  private readonly options: ProcessRuntimeOptions;
  runtime: ProcessRuntime;
  private readonly ids = new Set<string>();

  private constructor(directory: string, options: ProcessRuntimeOptions, runtime: ProcessRuntime) {
    this.directory = directory;
    this.logDirectory = join(directory, 'logs');
    this.options = options;
    this.runtime = runtime;
  }

  static async open(more: Partial<ProcessRuntimeOptions> = {}): Promise<ProcessRig> {
    const directory = mkdtempSync(join(tmpdir(), 'portolan-runtime-'));
    const options = { directory: join(directory, 'runtime'), nodeIp: '127.0.0.1', podCidr: '127.128.7.0/24', ...more };
    return new ProcessRig(directory, options, await ProcessRuntime.open(options));
  }

  /** As after a restart of the agent. */
  async reopen(): Promise<void> {
    await this.runtime.close();
    this.runtime = await ProcessRuntime.open(this.options);
  }

  /** Sandboxes from here on log elsewhere. */
  nextLogs(): void {
    this.logDirectory = join(this.directory, `logs-${++this.logCount}`);
  }

  sandbox(): Promise<string> {
    return this.runtime.runPodSandbox(podConfig(this.logDirectory));
  }

  async start(sandbox: string, command: readonly string[], more: Partial<ContainerConfig> = {}): Promise<string> {
    const id = await this.runtime.createContainer(sandbox, containerConfig(command, more));
    this.ids.add(id);
    await this.runtime.startContainer(id);
    return id;
  }

  async status(id: string): Promise<ContainerStatus> {
    const status = await this.runtime.containerStatus(id);
    if (!status) throw new Error(`no container ${id}`);
    return status;
  }

  ended(id: string): Promise<ContainerStatus> {
    return until(`container ${id} has ended`, async () => {
      const status = await this.status(id);
      return status.state === 'CONTAINER_EXITED' ? status : undefined;
    });
  }

  /** Runs the command to its end. @returns what it wrote, without the times */
  async output(sandbox: string, command: readonly string[], more: Partial<ContainerConfig> = {}): Promise<string[]> {
    await this.ended(await this.start(sandbox, command, more));
    return this.log(`${more.name ?? 'main'}/${more.attempt ?? 0}.log`);
  }

  log(path = 'main/0.log'): string[] {
    const text = readFileSync(join(this.logDirectory, path), 'utf8');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => line.slice(line.indexOf(' ') + 1));
  }

  async spoken(logPath = join(this.logDirectory, 'main/0.log')): Promise<void> {
    await until('the container has said something', () => (existsSync(logPath) ? statSync(logPath).size > 0 : false));
  }

  supervisorPid(): number {
    return (JSON.parse(readFileSync(join(this.options.directory, 'supervisor.lock'), 'utf8')) as { pid: number }).pid;
  }

  /** Processes of containers that were ever started here. */
  processes(): number[] {
    return findMarked(containerMark, this.ids).map(({ pid }) => pid);
  }

  async close(): Promise<void> {
    for (const { id } of await this.runtime.listPodSandboxes()) await this.runtime.removePodSandbox(id);
    const record = JSON.parse(readFileSync(join(this.options.directory, 'supervisor.lock'), 'utf8'));
    await this.runtime.close();
    await until('the supervisor has gone', () => !isAlive(record));
    const left = this.processes();
    if (left.length > 0) throw new Error(`processes are left: ${left.join(', ')}`);
    const containers = readdirSync(join(this.options.directory, 'containers'));
    if (containers.length > 0) throw new Error(`containers are left on disk: ${containers.join(', ')}`);
    rmSync(this.directory, { recursive: true });
  }
}

/** Runs a program that lies beside this file. */
export function runProgram(
  name: string,
  args: readonly string[],
  how: { uid?: number; gid?: number; cwd?: string } = {},
): ChildProcess {
  const program = fileURLToPath(new URL(name, import.meta.url));
  return spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, ...args], {
    ...how,
    detached: true,
    env: { PATH: process.env.PATH, HOME: '/' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** What a program says first. */
export async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  if (!child.stdout) throw new Error('no stdout');
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.includes('\n')) return text.split('\n')[0] ?? '';
  }
  throw new Error(`ended without a word: ${text}`);
}
