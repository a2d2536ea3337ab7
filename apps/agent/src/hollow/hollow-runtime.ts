// A container runtime in memory: sandboxes and containers are records, and time and chance decide what becomes of them. For
// tests of the agent, and for nodes that only look like nodes.
import { type Duplex, PassThrough } from 'node:stream';
import type { Timer } from '@portolan/client/clock.ts';
import { type AgentClock, sleep } from '../clock.ts';
import { PodAddresses } from '../process-runtime/pod-addresses.ts';
import {
  type Capabilities,
  type ContainerConfig,
  type ContainerStats,
  type ContainerStatus,
  type ExecOptions,
  type ExecResult,
  type PodSandbox,
  type PodSandboxConfig,
  RuntimeError,
  type RuntimeEvent,
  type RuntimeService,
  type Session,
} from '../runtime/runtime-service.ts';

/** What a container does once it is started. */
export interface Behaviour {
  /** It runs until it is stopped when absent. */
  readonly exitsAfterMs?: number;
  readonly exitCode?: number;
  /** It takes no notice of SIGTERM. */
  readonly isDeaf?: boolean;
  /** It does not start. */
  readonly startError?: string;
}

export interface HollowRuntimeOptions {
  readonly clock: AgentClock;
  /** Uniform in [0, 1); the clock's unless told. */
  readonly random?: () => number;
  /** How long a sandbox and a container take to start: up to so long. */
  readonly startDelayMs?: number;
  /** The share of starts that fail. */
  readonly failureRate?: number;
  behaviourOf?(config: ContainerConfig): Behaviour;
  exec?(config: ContainerConfig, command: readonly string[]): { readonly exitCode: number; readonly output?: string };
}

interface Sandbox extends PodSandbox {
  state: PodSandbox['state'];
}

type Container = { -readonly [K in keyof ContainerStatus]: ContainerStatus[K] } & { timer?: Timer | undefined };

const sigterm = 15;
const sigkill = 9;

export class HollowRuntime implements RuntimeService {
  readonly name = 'hollow';
  readonly version = '1.0.0';
  private readonly options: HollowRuntimeOptions;
  private readonly random: () => number;
  private readonly sandboxes = new Map<string, Sandbox>();
  private readonly containers = new Map<string, Container>();
  private readonly listeners = new Set<(event: RuntimeEvent) => void>();
  /** Of the node's block, once it has one. */
  private addresses: PodAddresses | undefined;
  private counter = 0;

  constructor(options: HollowRuntimeOptions) {
    this.options = options;
    this.random = options.random ?? (() => options.clock.random());
  }

  capabilities(): Capabilities {
    return { images: true, mounts: true, limits: true, podNetwork: 'none' };
  }

  async updateRuntimeConfig({ podCidr }: { readonly podCidr: string }): Promise<void> {
    this.addresses ??= new PodAddresses();
    this.addresses.use(podCidr);
  }

  async runPodSandbox(config: PodSandboxConfig): Promise<string> {
    await this.delay();
    this.mayFail('FailedCreatePodSandBox', `no sandbox for ${config.namespace}/${config.name}`);
    const id = this.newId('sandbox');
    const ips = config.hostNetwork ? [] : [this.addresses?.take() ?? this.madeUpAddress()];
    this.sandboxes.set(id, { id, config, state: 'SANDBOX_READY', createdAtMs: this.options.clock.now(), ips });
    this.tell(id);
    return id;
  }

  async stopPodSandbox(id: string): Promise<void> {
    const sandbox = this.sandboxes.get(id);
    if (!sandbox) return;
    for (const each of this.containers.values()) if (each.sandboxId === id) this.kill(each);
    sandbox.state = 'SANDBOX_NOTREADY';
    this.tell(id);
  }

  async removePodSandbox(id: string): Promise<void> {
    for (const each of [...this.containers.values()]) if (each.sandboxId === id) await this.removeContainer(each.id);
    this.tell(id);
    for (const address of this.sandboxes.get(id)?.ips ?? []) this.addresses?.release(address);
    this.sandboxes.delete(id);
  }

  async listPodSandboxes(): Promise<readonly PodSandbox[]> {
    return [...this.sandboxes.values()].map((each) => ({ ...each }));
  }

  async createContainer(sandboxId: string, config: ContainerConfig): Promise<string> {
    if (this.sandboxes.get(sandboxId)?.state !== 'SANDBOX_READY') {
      throw new RuntimeError('CreateContainerError', `sandbox ${sandboxId} is not ready`);
    }
    const id = this.newId('container');
    const createdAtMs = this.options.clock.now();
    this.containers.set(id, { id, sandboxId, config, state: 'CONTAINER_CREATED', createdAtMs });
    return id;
  }

  async startContainer(id: string): Promise<void> {
    await this.delay();
    const container = this.found(id);
    if (container.state !== 'CONTAINER_CREATED')
      throw new RuntimeError('RunContainerError', `container ${id} was started before`);
    const behaviour = this.behaviour(container);
    const startError = behaviour.startError ?? this.failure(`${container.config.name} does not start`);
    if (startError !== undefined) {
      this.ended(container, { exitCode: 128, reason: 'StartError', message: startError });
      throw new RuntimeError('RunContainerError', startError);
    }
    container.state = 'CONTAINER_RUNNING';
    container.startedAtMs = this.options.clock.now();
    container.pid = ++this.counter;
    const { exitsAfterMs, exitCode = 0 } = behaviour;
    if (exitsAfterMs !== undefined) {
      container.timer = this.options.clock.setTimer(exitsAfterMs, () => this.ended(container, { exitCode }));
    }
    this.tell(container.sandboxId, id);
  }

  async stopContainer(id: string, timeoutSeconds: number): Promise<void> {
    const container = this.containers.get(id);
    if (container?.state !== 'CONTAINER_RUNNING') return;
    if (!this.behaviour(container).isDeaf) return this.ended(container, { exitCode: 128 + sigterm, signal: sigterm });
    if (timeoutSeconds > 0) await sleep(this.options.clock, timeoutSeconds * 1000);
    this.kill(container);
  }

  async removeContainer(id: string): Promise<void> {
    const container = this.containers.get(id);
    if (!container) return;
    this.kill(container);
    this.containers.delete(id);
    this.tell(container.sandboxId, id);
  }

  async listContainers(): Promise<readonly ContainerStatus[]> {
    return [...this.containers.values()].map(({ timer: _, ...status }) => status);
  }

  async containerStatus(id: string): Promise<ContainerStatus | undefined> {
    return (await this.listContainers()).find((each) => each.id === id);
  }

  async listContainerStats(): Promise<readonly ContainerStats[]> {
    const atMs = this.options.clock.now();
    return [...this.containers.values()].flatMap(({ id, state, startedAtMs = atMs }) =>
      state === 'CONTAINER_RUNNING'
        ? [{ id, atMs, cpuNanos: (atMs - startedAtMs) * 1000, memoryWorkingSetBytes: 1 << 20 }]
        : [],
    );
  }

  async execSync(id: string, command: readonly string[]): Promise<ExecResult> {
    const { config } = this.running(id);
    const { exitCode, output = '' } = this.options.exec?.(config, command) ?? { exitCode: 0 };
    return { exitCode, stdout: Buffer.from(output), stderr: Buffer.alloc(0) };
  }

  async exec(id: string, { command }: ExecOptions): Promise<Session> {
    const { exitCode, stdout } = await this.execSync(id, command);
    const out = new PassThrough();
    out.end(stdout);
    return { stdout: out, ended: Promise.resolve({ exitCode }), close: () => undefined };
  }

  async attach(id: string): Promise<Session> {
    this.running(id);
    const stdout = new PassThrough();
    let end: (result: { exitCode: number }) => void = () => undefined;
    const ended = new Promise<{ exitCode: number }>((resolve) => {
      end = resolve;
    });
    const close = () => {
      stdout.end();
      end({ exitCode: 0 });
    };
    return { stdout, ended, close };
  }

  /** Whatever is sent comes back. */
  async portForward(sandboxId: string): Promise<Duplex> {
    if (this.sandboxes.get(sandboxId)?.state !== 'SANDBOX_READY')
      throw new RuntimeError('NotFound', `sandbox ${sandboxId} is not ready`);
    return new PassThrough();
  }

  async reopenContainerLog(): Promise<void> {}

  onEvent(listener: (event: RuntimeEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.listeners.clear();
  }

  /** Behind the agent's back. */
  crash(id: string, exitCode: number): void {
    this.ended(this.running(id), { exitCode });
  }

  private madeUpAddress(): string {
    return `127.${200 + ((this.counter >> 16) & 31)}.${(this.counter >> 8) & 255}.${this.counter & 255}`;
  }

  private delay(): Promise<void> {
    const { startDelayMs = 0, clock } = this.options;
    return startDelayMs > 0 ? sleep(clock, this.random() * startDelayMs) : Promise.resolve();
  }

  private failure(message: string): string | undefined {
    const { failureRate = 0 } = this.options;
    return failureRate > 0 && this.random() < failureRate ? message : undefined;
  }

  private mayFail(reason: string, message: string): void {
    const failure = this.failure(message);
    if (failure !== undefined) throw new RuntimeError(reason, failure);
  }

  private behaviour({ config }: Container): Behaviour {
    return this.options.behaviourOf?.(config) ?? {};
  }

  private found(id: string): Container {
    const container = this.containers.get(id);
    if (!container) throw new RuntimeError('NotFound', `container ${id} does not exist`);
    return container;
  }

  private running(id: string): Container {
    const container = this.found(id);
    if (container.state !== 'CONTAINER_RUNNING') throw new RuntimeError('NotFound', `container ${id} is not running`);
    return container;
  }

  private kill(container: Container): void {
    if (container.state === 'CONTAINER_RUNNING') this.ended(container, { exitCode: 128 + sigkill, signal: sigkill });
  }

  private ended(
    container: Container,
    how: { exitCode: number; signal?: number; reason?: string; message?: string },
  ): void {
    if (container.state === 'CONTAINER_EXITED') return;
    container.timer?.cancel();
    const reason = how.exitCode === 0 ? 'Completed' : 'Error';
    Object.assign(container, { reason, ...how, state: 'CONTAINER_EXITED', finishedAtMs: this.options.clock.now() });
    delete container.pid;
    this.tell(container.sandboxId, container.id);
  }

  private newId(what: string): string {
    this.counter += 1;
    return `${what}-${this.counter.toString(16).padStart(8, '0')}`;
  }

  private tell(sandboxId: string, containerId?: string): void {
    const podUid = this.sandboxes.get(sandboxId)?.config.uid;
    if (podUid === undefined) return;
    const event: RuntimeEvent = { sandboxId, podUid, ...(containerId !== undefined && { containerId }) };
    for (const listener of this.listeners) listener(event);
  }
}
