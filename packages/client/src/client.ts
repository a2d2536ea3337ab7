// The entry of the SDK: connect, then read, write, watch and reconcile.
import { type Clock, systemClock } from './clock.ts';
import { resolveTarget, type Target, type TargetOptions } from './config.ts';
import { KindClient } from './kind-client.ts';
import { type ClientKinds, clientKinds } from './kinds.ts';
import type { ApiObject } from './objects.ts';
import { Socket } from './socket.ts';
import { type RequestOptions, Transport, type Variables } from './transport.ts';
import { type WatchItem, type WatchStreamOptions, watchStream } from './watch-stream.ts';

export type { Target, TargetOptions } from './config.ts';
export { Controller, type ControllerOptions, type ReconcileInput, TerminalError } from './controller.ts';
export { ApiError, type Cause, ConfigurationError, ConnectionError, isCode } from './errors.ts';
export { Informer, type InformerHandlers, type InformerOptions } from './informer.ts';
export { KindClient } from './kind-client.ts';
export type { ApiObject } from './objects.ts';
export type { WatchItem } from './watch-stream.ts';

export interface ClientOptions {
  readonly clock?: Clock;
}

type KindClients = { readonly [K in keyof ClientKinds]: KindClient<ClientKinds[K]> };

class ClientCore {
  readonly target: Target;
  private readonly transport: Transport;
  private readonly socket: Socket;
  private readonly clock: Clock;

  constructor(target: Target, { clock = systemClock }: ClientOptions = {}) {
    this.target = target;
    this.clock = clock;
    this.transport = new Transport(target);
    this.socket = new Socket(target, clock);
  }

  /** Any query or mutation; returns its `data`. Throws ApiError, or ConnectionError when no answer came. */
  request<T>(document: string, variables?: Variables, options?: RequestOptions): Promise<T> {
    return this.transport.request<T>(document, variables, options);
  }

  /** The verbs of any kind: `Pod`, `Deployment.apps`. */
  of<T extends ApiObject>(kind: string): KindClient<T> {
    return new KindClient<T>(kind, this.transport, this.watchParts());
  }

  /** Objects of several kinds in one stream: changes of one revision arrive together, whatever their kinds. */
  watch<T extends ApiObject>(options: WatchStreamOptions): AsyncGenerator<WatchItem<T>> {
    return watchStream<T>(this.watchParts(), options);
  }

  /** Ends all watches, informers and controllers; requests under way are not touched. */
  close(): void {
    this.socket.close();
  }

  private watchParts() {
    return { socket: this.socket, clock: this.clock };
  }
}

export type Client = ClientCore & KindClients;

/** A client of a known API. */
export function createClient(target: Target, options?: ClientOptions): Client {
  const core = new ClientCore(target, options);
  const kinds = Object.fromEntries(Object.entries(clientKinds).map(([member, kind]) => [member, core.of(kind)]));
  return Object.assign(core, kinds as unknown as KindClients); // One member per entry of the list the type is made from.
}

/** A client of the API that options, environment or configuration file name. Throws ConfigurationError. */
export async function connect(options: TargetOptions & ClientOptions = {}): Promise<Client> {
  const { clock, ...target } = options;
  return createClient(await resolveTarget(target), clock && { clock });
}
