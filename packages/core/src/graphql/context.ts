// What resolvers are given beside their arguments. The server makes one context per request.
import type { Registry } from '../registry/registry.ts';
import type { Request } from '../registry/request.ts';
import type { Manifest } from '../resource/manifest.ts';
import type { ComponentReport } from '../runtime/component.ts';
import type { ControllerReport } from '../runtime/controller-manager.ts';
import type { SchedulerReport } from '../scheduler/scheduler.ts';
import type { RequestReads } from './request-reads.ts';

export interface GraphqlContext {
  readonly registry: Registry;
  readonly request: Request;
  readonly access: Access;
  readonly health: Health;
  /** The controllers of this process. */
  readonly controllers: () => readonly ControllerReport[];
  /** The scheduler of this process; none where it does not compete to run it. */
  readonly scheduler: () => SchedulerReport | undefined;
  /** What this process competes to run. */
  readonly components: () => readonly ComponentReport[];
  /** What this request has read so far, for relations. */
  readonly reads: RequestReads;
  /** The bytes of a container's log, until it ends or the signal aborts. */
  podLogs(options: PodLogsOptions, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** What the node and its pods use at the moment; undefined where nobody can say. */
  nodeStats(node: string): Promise<NodeStats | undefined>;
  /** Throws ServiceUnavailable for a node whose agent cannot be asked. */
  proxyRules(node: string): Promise<readonly ProxyRule[]>;
  /** As `parseManifests`, large ones without keeping others waiting. */
  readManifests(text: string): readonly Manifest[] | Promise<readonly Manifest[]>;
}

/** As Kubernetes' PodLogOptions. */
export interface PodLogsOptions {
  readonly namespace: string;
  readonly name: string;
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  /** Begins each line with the time it was written and a space. */
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly limitBytes?: number;
}

export interface Usage {
  readonly cpuNanoCores: number;
  readonly memoryWorkingSetBytes: number;
}

/** Rates are averages over the window. */
export interface NodeStats extends Usage {
  /** The end of the window, RFC 3339. */
  readonly time: string;
  readonly windowMs: number;
  readonly pods: ReadonlyArray<{
    readonly uid: string;
    readonly namespace: string;
    readonly name: string;
    readonly containers: ReadonlyArray<Usage & { readonly name: string }>;
  }>;
}

/** One address of a service port, as the service proxy of a node serves it. */
export interface ProxyRule {
  readonly namespace: string;
  readonly service: string;
  readonly portName: string;
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly bound: boolean;
  readonly affinityMs?: number;
  readonly targets: ReadonlyArray<{
    readonly address: string;
    readonly port: number;
    readonly nodeName?: string;
    readonly ready: boolean;
  }>;
}

export interface JoinToken {
  readonly token: string;
  /** RFC 3339. */
  readonly expiration: string;
}

export interface NodeCredential {
  readonly token: string;
  /** `system:node:<name>` */
  readonly user: string;
}

export interface SignInCode {
  readonly code: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/** Credentials: made and checked outside GraphQL. Each call authorises the request itself. */
export interface Access {
  createJoinToken(request: Request, options: { ttlSeconds?: number; description?: string }): Promise<JoinToken>;
  joinNode(request: Request, name: string): Promise<NodeCredential>;
  /** For the identity of the request. */
  createSignInCode(request: Request): Promise<SignInCode>;
}

export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  /** Why not, for an identity that may know. */
  readonly message?: string;
}

export interface Health {
  ready(): Promise<readonly HealthCheck[]>;
  live(): Promise<readonly HealthCheck[]>;
}
