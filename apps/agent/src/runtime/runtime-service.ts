// What the node agent asks of a container runtime, with CRI's names. Drivers: process-runtime/ (real processes of the
// host) and hollow/ (simulated). One conformance suite runs on every driver.
//
// A driver keeps its own records on disk: opened again after the agent was killed, it lists the same sandboxes and
// containers, and those that run still run, with the same pid.
import type { Duplex } from 'node:stream';

export interface PodSandboxConfig {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  /** Counts sandboxes of one pod. */
  readonly attempt: number;
  readonly hostname: string;
  readonly hostNetwork: boolean;
  /** Directory of the pod's container logs: `<logs>/<namespace>_<name>_<uid>`. */
  readonly logDirectory: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Resource limits of the whole pod. */
  readonly resources?: Resources;
}

export type SandboxState = 'SANDBOX_READY' | 'SANDBOX_NOTREADY';

export interface PodSandbox {
  readonly id: string;
  readonly config: PodSandboxConfig;
  readonly state: SandboxState;
  readonly createdAtMs: number;
  /** The pod's addresses; the node's own with host network. */
  readonly ips: readonly string[];
}

export interface Mount {
  /** Names the place in the environment where a driver cannot mount: `PORTOLAN_VOLUME_<NAME>`. */
  readonly volumeName?: string;
  readonly containerPath: string;
  readonly hostPath: string;
  readonly readOnly: boolean;
}

export interface Resources {
  readonly cpuMillis?: number;
  readonly memoryBytes?: number;
  /** Relative weight, from the CPU request. */
  readonly cpuShares?: number;
}

export interface ContainerConfig {
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly workingDir?: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly mounts: readonly Mount[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Below the sandbox's log directory: `web/0.log`. Lines in CRI's format. */
  readonly logPath: string;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly tty: boolean;
  readonly resources?: Resources;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  /** Where the container may leave its last words. */
  readonly terminationMessagePath?: string;
  /** A container that fails without last words has the end of its log instead. */
  readonly endOfLogAsMessage?: boolean;
  /** What asks the container to end: SIGTERM unless told. */
  readonly stopSignal?: string;
}

export type ContainerState = 'CONTAINER_CREATED' | 'CONTAINER_RUNNING' | 'CONTAINER_EXITED' | 'CONTAINER_UNKNOWN';

export interface ContainerStatus {
  readonly id: string;
  readonly sandboxId: string;
  readonly config: ContainerConfig;
  readonly state: ContainerState;
  readonly createdAtMs: number;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  /** Of a container that ended by a signal, 128 + the signal's number. */
  readonly exitCode?: number;
  readonly signal?: number;
  /** `Completed`, `Error`, `OOMKilled`, `StartError`, `ContainerStatusUnknown`. */
  readonly reason?: string;
  readonly message?: string;
  /** Of the running container's first process. */
  readonly pid?: number;
}

export interface ContainerStats {
  readonly id: string;
  readonly atMs: number;
  /** Since the container started. */
  readonly cpuNanos: number;
  readonly memoryWorkingSetBytes: number;
}

export interface ExecResult {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly exitCode: number;
}

/** A running command or an attached container. With a terminal, stderr is part of stdout. */
export interface Session {
  readonly stdin?: NodeJS.WritableStream;
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr?: NodeJS.ReadableStream;
  /** Columns and rows of the terminal. */
  resize?(columns: number, rows: number): void;
  /** Resolves when it ended; never rejects. */
  readonly ended: Promise<{ readonly exitCode: number }>;
  close(): void;
}

export interface ExecOptions {
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
}

export type RuntimeEvent = { readonly sandboxId: string; readonly containerId?: string; readonly podUid: string };

/** What a driver can honour; a pod that asks for more is refused with a reason, never run without it. */
export interface Capabilities {
  /** Whether it runs images; a driver that does not needs a command for each container. */
  readonly images: boolean;
  /** Whether volumes appear at their mountPath; where not, `PORTOLAN_VOLUME_<NAME>` in the environment says where. */
  readonly mounts: boolean;
  readonly limits: boolean;
  readonly podNetwork: 'namespace' | 'loopback' | 'none';
}

/** Errors are thrown as RuntimeError. Calls for what is gone already succeed, as in CRI. */
export interface RuntimeService {
  readonly name: string;
  readonly version: string;
  capabilities(): Capabilities;
  /** The node's range of pod addresses; until it is known only pods with host network can run. */
  updateRuntimeConfig(config: { readonly podCidr: string }): Promise<void>;
  runPodSandbox(config: PodSandboxConfig): Promise<string>;
  /** Ends the containers that still run, at once. */
  stopPodSandbox(id: string): Promise<void>;
  /** Forgets the sandbox and its containers; their logs stay for the agent to remove. */
  removePodSandbox(id: string): Promise<void>;
  listPodSandboxes(): Promise<readonly PodSandbox[]>;
  createContainer(sandboxId: string, config: ContainerConfig): Promise<string>;
  startContainer(id: string): Promise<void>;
  /** SIGTERM, then SIGKILL after the timeout; resolves when the container has ended. */
  stopContainer(id: string, timeoutSeconds: number): Promise<void>;
  removeContainer(id: string): Promise<void>;
  listContainers(): Promise<readonly ContainerStatus[]>;
  containerStatus(id: string): Promise<ContainerStatus | undefined>;
  listContainerStats(): Promise<readonly ContainerStats[]>;
  execSync(id: string, command: readonly string[], timeoutSeconds: number): Promise<ExecResult>;
  exec(id: string, options: ExecOptions): Promise<Session>;
  attach(id: string): Promise<Session>;
  portForward(sandboxId: string, port: number): Promise<Duplex>;
  /** Goes on in a new file at the container's log path, after the old one was renamed. */
  reopenContainerLog(id: string): Promise<void>;
  /** Told that something may have changed in a pod; a hint: `list…` is the truth. */
  onEvent(listener: (event: RuntimeEvent) => void): () => void;
  /** Lets go of the containers without ending them. */
  close(): Promise<void>;
}

export class RuntimeError extends Error {
  /**
   * Kubernetes' waiting reasons: `CreateContainerError`, `RunContainerError`, `ContainerRuntimeMissing`,
   * `NetworkNotReady`; of an exec `ExecError` or `DeadlineExceeded`.
   */
  readonly reason: string;

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RuntimeError';
    this.reason = reason;
  }
}
