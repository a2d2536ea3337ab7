// Runs containers as processes of the host, as they are, without an image: the driver for a machine that has no
// container runtime. It keeps records and decides; a supervisor process (supervisor/) holds the containers, so that they
// outlive the agent.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import {
  type Capabilities,
  type ContainerConfig,
  type ContainerStats,
  type ContainerStatus,
  type ExecOptions,
  type ExecResult,
  type Mount,
  type PodSandbox,
  type PodSandboxConfig,
  RuntimeError,
  type RuntimeEvent,
  type RuntimeService,
  type Session,
} from '../runtime/runtime-service.ts';
import {
  type Cgroup,
  type CgroupHierarchy,
  createCgroup,
  detectCgroups,
  removeCgroup,
  removeCgroupTree,
} from './cgroups.ts';
import { collectOutput, openSession, type SupervisedSession } from './client-session.ts';
import { type ContainerRecord, ContainerRecords, type SandboxRecord, statusOf } from './container-records.ts';
import { readStats } from './container-stats.ts';
import { writeJsonDurably } from './durable-file.ts';
import { detectHostTools, type HostTools } from './host-tools.ts';
import { planMounts } from './mount-plan.ts';
import { PodAddresses } from './pod-addresses.ts';
import { connectToPod } from './port-forward.ts';
import { type ContainerSetting, containerProcess, execProcess } from './process-spec.ts';
import type { ExitRecord, RunRecord, StartParams } from './protocol.ts';
import { endUnsupervised } from './recovery.ts';
import { signalNumber } from './signal-number.ts';
import { SupervisorClient } from './supervisor-client.ts';

export interface ProcessRuntimeOptions {
  /** The driver's own; made if absent. Its supervisor and records live here. */
  readonly directory: string;
  /** The address of pods with host network. */
  readonly nodeIp: string;
  readonly podCidr?: string;
  /** Powers that the driver must not use though the machine would allow them. */
  readonly without?: { readonly mounts?: boolean; readonly cgroups?: boolean };
}

const retryMs = 1000;

export class ProcessRuntime implements RuntimeService {
  readonly name = 'process';
  readonly version = '1';
  private readonly options: ProcessRuntimeOptions;
  private readonly records: ContainerRecords;
  private readonly tools: HostTools;
  private readonly cgroups: CgroupHierarchy | undefined;
  private readonly cgroupParent: string;
  private readonly addresses = new PodAddresses();
  private readonly listeners = new Set<(event: RuntimeEvent) => void>();
  private supervisor: Promise<SupervisorClient>;
  private isClosed = false;

  private constructor(given: ProcessRuntimeOptions) {
    // The supervisor works in another directory.
    const options = { ...given, directory: resolve(given.directory) };
    this.options = options;
    mkdirSync(options.directory, { recursive: true, mode: 0o711 });
    this.records = new ContainerRecords(options.directory);
    this.tools = detectHostTools(options.directory, options.without);
    const detected = options.without?.cgroups ? undefined : detectCgroups();
    this.cgroups = detected && 'root' in detected ? detected : undefined;
    this.cgroupParent = `portolan-${createHash('sha256').update(options.directory).digest('hex').slice(0, 12)}`;
    if (options.podCidr) this.addresses.use(options.podCidr);
    for (const { ip, state, config } of this.records.sandboxes.values()) {
      if (state === 'SANDBOX_READY' && !config.hostNetwork) this.addresses.hold(ip);
    }
    this.supervisor = this.openSupervisor();
  }

  static async open(options: ProcessRuntimeOptions): Promise<ProcessRuntime> {
    const runtime = new ProcessRuntime(options);
    await runtime.supervisor;
    return runtime;
  }

  capabilities(): Capabilities {
    return {
      images: false,
      mounts: this.tools.mounts !== 'none',
      limits: this.cgroups !== undefined,
      podNetwork: 'loopback',
    };
  }

  async updateRuntimeConfig({ podCidr }: { readonly podCidr: string }): Promise<void> {
    this.addresses.use(podCidr);
    for (const { ip, state } of this.records.sandboxes.values()) if (state === 'SANDBOX_READY') this.addresses.hold(ip);
  }

  async runPodSandbox(config: PodSandboxConfig): Promise<string> {
    const id = newId();
    const ip = config.hostNetwork ? this.options.nodeIp : this.addresses.take();
    if (this.cgroups) createCgroup(this.cgroups, join(this.cgroupParent, id), config.resources ?? {});
    this.records.putSandbox({ id, config, state: 'SANDBOX_READY', createdAtMs: Date.now(), ip });
    this.announce(this.sandbox(id));
    return id;
  }

  async stopPodSandbox(id: string): Promise<void> {
    const sandbox = this.records.sandboxes.get(id);
    if (!sandbox) return;
    await Promise.all(this.records.containersOf(id).map((container) => this.stopContainer(container.id, 0)));
    if (sandbox.state === 'SANDBOX_NOTREADY') return;
    this.records.putSandbox({ ...sandbox, state: 'SANDBOX_NOTREADY' });
    if (!sandbox.config.hostNetwork) this.addresses.release(sandbox.ip);
    this.announce(sandbox);
  }

  async removePodSandbox(id: string): Promise<void> {
    const sandbox = this.records.sandboxes.get(id);
    if (!sandbox) return;
    await this.stopPodSandbox(id);
    for (const container of this.records.containersOf(id)) await this.removeContainer(container.id);
    if (this.cgroups) removeCgroupTree(this.cgroups, join(this.cgroupParent, id));
    this.records.removeSandbox(id);
    this.announce(sandbox);
  }

  async listPodSandboxes(): Promise<readonly PodSandbox[]> {
    return [...this.records.sandboxes.values()].map(({ ip, ...sandbox }) => ({ ...sandbox, ips: [ip] }));
  }

  async createContainer(sandboxId: string, config: ContainerConfig): Promise<string> {
    const sandbox = this.sandbox(sandboxId);
    if (sandbox.state !== 'SANDBOX_READY') {
      throw new RuntimeError('CreateContainerError', `sandbox container "${sandboxId}" is not running`);
    }
    if (config.command.length + config.args.length === 0) {
      throw new RuntimeError(
        'ContainerRuntimeMissing',
        `container "${config.name}" names no command, and this node runs no images: it has no container runtime and ` +
          `runs a container's command as a process of the host. Set the container's command, or use a node that has one`,
      );
    }
    const id = newId();
    this.records.addContainer({ id, sandboxId, config, createdAtMs: Date.now() });
    this.announce(sandbox, id);
    return id;
  }

  async startContainer(id: string): Promise<void> {
    const container = this.container(id);
    if (container.run || container.exit)
      throw new RuntimeError('RunContainerError', `container "${id}" was started before`);
    const sandbox = this.sandbox(container.sandboxId);
    let cgroup: Cgroup | undefined;
    try {
      const supervisor = await this.supervisor;
      if (this.cgroups) cgroup = this.makeCgroup(this.cgroups, container);
      container.run = await supervisor.call('start', this.startParams(sandbox, container, cgroup));
      this.announce(sandbox, id);
    } catch (error) {
      await this.startFailed(container, cgroup, error as Error);
      this.announce(sandbox, id);
      throw new RuntimeError('RunContainerError', (error as Error).message, { cause: error });
    }
  }

  async stopContainer(id: string, timeoutSeconds: number): Promise<void> {
    const container = this.records.containers.get(id);
    if (!container?.run || container.exit) return;
    const graceMs = Math.max(0, timeoutSeconds * 1000);
    try {
      await (await this.supervisor).call('stop', { containerId: id, graceMs });
    } catch (error) {
      // The supervisor died: whoever deals with that ends the container, too.
      await this.supervisor;
      if (!container.exit) throw error;
    }
  }

  async removeContainer(id: string): Promise<void> {
    const container = this.records.containers.get(id);
    if (!container) return;
    await this.stopContainer(id, 0);
    this.records.removeContainer(id);
    this.announce(this.sandbox(container.sandboxId), id);
  }

  async listContainers(): Promise<readonly ContainerStatus[]> {
    return [...this.records.containers.values()].map(statusOf);
  }

  async containerStatus(id: string): Promise<ContainerStatus | undefined> {
    const container = this.records.containers.get(id);
    return container && statusOf(container);
  }

  async listContainerStats(): Promise<readonly ContainerStats[]> {
    return readStats([...this.records.containers.values()], Date.now());
  }

  async execSync(id: string, command: readonly string[], timeoutSeconds: number): Promise<ExecResult> {
    const session = await this.openExec(id, { command, stdin: false, tty: false });
    return collectOutput(session, command, timeoutSeconds);
  }

  exec(id: string, options: ExecOptions): Promise<Session> {
    return this.openExec(id, options);
  }

  async attach(id: string): Promise<Session> {
    const { config } = this.running(id);
    const socket = await (await this.supervisor).session({ kind: 'attach', containerId: id });
    return openSession(socket, config);
  }

  async portForward(sandboxId: string, port: number): Promise<Duplex> {
    const { ip, state } = this.sandbox(sandboxId);
    if (state !== 'SANDBOX_READY') throw new RuntimeError('PortForwardError', `sandbox "${sandboxId}" is not running`);
    return connectToPod(ip, port);
  }

  async reopenContainerLog(id: string): Promise<void> {
    await (await this.supervisor).call('reopenLog', { containerId: this.running(id).id });
  }

  onEvent(listener: (event: RuntimeEvent) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await (await this.supervisor).close();
    if (this.cgroups && this.records.sandboxes.size === 0) removeCgroupTree(this.cgroups, this.cgroupParent);
  }

  private async openSupervisor(): Promise<SupervisorClient> {
    for (;;) {
      let isTaken = false;
      const client = await SupervisorClient.open(this.options.directory, {
        onEnded: ({ ended, exit }) => this.containerEnded(ended, exit),
        onLost: () => {
          if (isTaken) this.replaceSupervisor();
        },
      });
      try {
        await this.adopt(client);
      } catch (error) {
        if (!client.isGone) throw error;
      }
      isTaken = true;
      // One that is just being killed may have taken the connection: it is no supervisor any more.
      if (!client.isGone) return client;
    }
  }

  private replaceSupervisor(): void {
    if (this.isClosed) return;
    this.supervisor = this.openSupervisor();
    // Until it succeeds each call fails with what is in the way.
    this.supervisor.catch(() => setTimeout(() => this.replaceSupervisor(), retryMs).unref());
  }

  /** Takes up what runs; what should and is not in the supervisor's hands has come to its end. */
  private async adopt(client: SupervisorClient): Promise<void> {
    const supervised = new Set(await client.call('list', {}));
    for (const container of this.records.containers.values()) this.records.refresh(container);
    for (const lost of await endUnsupervised(this.records, supervised)) {
      this.announce(this.sandbox(lost.sandboxId), lost.id);
    }
  }

  private containerEnded(id: string, exit: ExitRecord): void {
    const container = this.records.containers.get(id);
    if (!container) return;
    this.records.ended(container, exit);
    const sandbox = this.records.sandboxes.get(container.sandboxId);
    if (sandbox) this.announce(sandbox, id);
  }

  private makeCgroup(hierarchy: CgroupHierarchy, { id, sandboxId, config }: ContainerRecord): Cgroup {
    return createCgroup(hierarchy, join(this.cgroupParent, sandboxId, id), config.resources ?? {});
  }

  private startParams(sandbox: SandboxRecord, container: ContainerRecord, cgroup: Cgroup | undefined): StartParams {
    const { id, config } = container;
    const directory = this.records.directoryOf(id);
    const mounts = this.mountsOf(container);
    if (mounts.length > 0) {
      const { table } = planMounts(mounts, directory, this.tools);
      writeFileSync(join(directory, 'mounts'), table, { mode: 0o600 });
    }
    return {
      containerId: id,
      process: containerProcess(this.setting(sandbox, container, cgroup)),
      stdinOnce: config.stdinOnce,
      tty: config.tty,
      logPath: resolve(sandbox.config.logDirectory, config.logPath),
      directory,
      ...(cgroup ? { cgroup } : {}),
      ...(config.stopSignal ? { stopSignal: signalNumber(config.stopSignal) } : {}),
    };
  }

  private setting(sandbox: SandboxRecord, container: ContainerRecord, cgroup: Cgroup | undefined): ContainerSetting {
    const { id, config } = container;
    const directory = this.records.directoryOf(id);
    const mounts = this.mountsOf(container);
    const newRoot = join(directory, 'root');
    const mountTable = { file: join(directory, 'mounts'), ...(existsSync(newRoot) ? { newRoot } : {}) };
    return {
      id,
      config,
      hostname: sandbox.config.hostname,
      podIp: sandbox.ip,
      defaultWorkingDir: join(directory, 'work'),
      tools: this.tools,
      ...(cgroup ? { cgroup } : {}),
      mounts,
      ...(mounts.length > 0 ? { mountTable } : {}),
      terminationLog: this.records.terminationLog(id),
    };
  }

  /** What is mounted for the container: none where the machine does not allow it. */
  private mountsOf({ id, config }: ContainerRecord): readonly Mount[] {
    if (this.tools.mounts === 'none') return [];
    const path = config.terminationMessagePath;
    if (path === undefined || !mentions(config, path)) return config.mounts;
    return [...config.mounts, { containerPath: path, hostPath: this.records.terminationLog(id), readOnly: false }];
  }

  private async startFailed(container: ContainerRecord, cgroup: Cgroup | undefined, error: Error): Promise<void> {
    this.records.refresh(container);
    // The supervisor has told how it ended, if it had come so far; if it is gone, recovery does.
    if (container.run || container.exit) return;
    if (cgroup) removeCgroup(cgroup);
    container.exit = { exitCode: 128, reason: 'StartError', message: error.message, finishedAtMs: Date.now() };
    await writeJsonDurably(join(this.records.directoryOf(container.id), 'exit.json'), container.exit);
  }

  private async openExec(id: string, options: ExecOptions): Promise<SupervisedSession> {
    const container = this.running(id);
    const { cgroup, pid } = container.run;
    const process = execProcess(this.setting(this.sandbox(container.sandboxId), container, cgroup), pid, options);
    const socket = await (await this.supervisor).session({ kind: 'exec', containerId: id, process, tty: options.tty });
    return openSession(socket, options);
  }

  private sandbox(id: string): SandboxRecord {
    const sandbox = this.records.sandboxes.get(id);
    if (!sandbox) throw new RuntimeError('NotFound', `sandbox "${id}" not found`);
    return sandbox;
  }

  private container(id: string): ContainerRecord {
    const container = this.records.containers.get(id);
    if (!container) throw new RuntimeError('NotFound', `container "${id}" not found`);
    return container;
  }

  private running(id: string): ContainerRecord & { readonly run: RunRecord } {
    const container = this.container(id);
    const { run } = container;
    if (!run || container.exit) throw new RuntimeError('NotRunning', `container not running (${id})`);
    return { ...container, run };
  }

  private announce({ id, config }: SandboxRecord, containerId?: string): void {
    const event = { sandboxId: id, podUid: config.uid, ...(containerId ? { containerId } : {}) };
    for (const listener of this.listeners) listener(event);
  }
}

/**
 * The path for a container's last words is set for every container and used by few, and a private root is what makes a
 * start slow: it is mounted for those that name it. All have it in PORTOLAN_TERMINATION_LOG.
 */
function mentions({ command, args, env, mounts }: ContainerConfig, path: string): boolean {
  return (
    [...command, ...args, ...env.map(({ value }) => value)].some((text) => text.includes(path)) &&
    !mounts.some(({ containerPath }) => containerPath === path)
  );
}

function newId(): string {
  return randomBytes(32).toString('hex');
}
