// A client of one API: read, write, watch and reconcile. Runs in browsers and in Node; what only Node can do is in
// connect.ts.
import { type Clock, systemClock } from './clock.ts';
import { ConfigurationError, type ReportError } from './errors.ts';
import { Informer, type InformerOptions } from './informer.ts';
import { KindClient, type KindParts } from './kind-client.ts';
import { type ClientKinds, clientKinds } from './kinds.ts';
import type { ApiObject } from './objects.ts';
import type { Operation } from './operations.ts';
import { PodStreams } from './pod-streams.ts';
import {
  type ConnectionStatus,
  type OpenWebSocket,
  type Sink,
  Socket,
  type Subscription,
  type WebSocketLike,
} from './socket.ts';
import type { Target } from './target.ts';
import { type Fetch, type RequestOptions, Transport, type Variables } from './transport.ts';
import { Watch, type WatchDocument, type WatchListener, type WatchSelection } from './watch.ts';
import { WatchStream, type WatchStreamOptions } from './watch-stream.ts';
import {
  type ApplyAllOptions,
  type ChangeSet,
  type CommitOptions,
  type Refusal,
  type ResultsOf,
  type WriteResult,
  Writer,
} from './writes.ts';

export interface ClientOptions {
  readonly clock?: Clock;
  /** The owner of the fields that this client writes; the API goes by the user agent where there is none. */
  readonly fieldManager?: string;
  /** Hears how the connection for watches fares. */
  onConnection?(status: ConnectionStatus): void;
  /** Errors of handlers and reconciles, which no call can throw; printed unless told. */
  readonly onError?: ReportError;
  /** The platform's own unless told. */
  readonly webSocket?: OpenWebSocket;
  /** For single operations; the platform's own unless told. */
  readonly fetch?: Fetch;
}

export interface Identity {
  /** `admin`, `system:node:n1`. */
  readonly user: string;
  readonly groups: readonly string[];
}

export interface AccessQuestion {
  readonly verb: 'create' | 'get' | 'list' | 'watch' | 'update' | 'patch' | 'delete' | 'deletecollection';
  readonly kind: string;
  /** All namespaces when absent. */
  readonly namespace?: string;
  /** Any object when absent. */
  readonly name?: string;
}

export interface Access {
  readonly allowed: boolean;
  /** Why not, where there is more to say than that no rule allows it. */
  readonly reason: string | null;
}

export const serverDocuments = {
  whoAmI: 'query WhoAmI { whoAmI { user groups } }',
  canI: `query CanI($verb: String!, $kind: String!, $namespace: String, $name: String) {
  canI(verb: $verb, kind: $kind, namespace: $namespace, name: $name) { allowed reason }
}`,
  revision: 'query Revision { revision }',
};

type KindClients = { readonly [K in keyof ClientKinds]: KindClient<ClientKinds[K]> };

class ClientCore {
  /** `http://127.0.0.1:4000` */
  readonly server: string;
  /** Logs, commands, standard streams and ports of pods. */
  readonly podStreams: PodStreams;
  private readonly parts: KindParts;
  private readonly closing = new AbortController();
  private status: ConnectionStatus = { state: 'idle' };

  constructor(target: Target, options: ClientOptions) {
    const {
      clock = systemClock,
      fieldManager,
      onConnection,
      onError = print,
      webSocket = openPlatformSocket,
      fetch,
    } = options;
    const transport = new Transport(target, clock, fetch);
    const onStatus = (status: ConnectionStatus) => {
      this.status = status;
      onConnection?.(status);
    };
    const socket = new Socket(target, { clock, open: webSocket, onStatus });
    this.server = target.server;
    this.podStreams = new PodStreams({ target, open: webSocket, clock });
    this.parts = {
      transport,
      writer: new Writer(transport, fieldManager === undefined ? {} : { fieldManager }),
      watch: { socket, clock, closed: this.closing.signal, report: onError },
    };
    this.closing.signal.addEventListener('abort', () => socket.close());
  }

  /** How the connection for watches fares. */
  get connection(): ConnectionStatus {
    return this.status;
  }

  /** Any query or mutation; returns its `data`. Throws ApiError, or ConnectionError when no answer came. */
  request<T>(document: string, variables?: Variables, options?: RequestOptions): Promise<T> {
    return this.parts.transport.request<T>(document, variables, options);
  }

  /** The verbs of any kind: `Pod`, `Deployment.apps`. */
  of<T extends ApiObject>(kind: string): KindClient<T> {
    return new KindClient<T>(kind, this.parts);
  }

  /** Any verbs over any kinds as one change set: all or nothing, under one revision. */
  commit<const O extends readonly Operation[]>(
    operations: O,
    options: CommitOptions = {},
    request?: RequestOptions,
  ): Promise<ChangeSet<ResultsOf<O>>> {
    return this.parts.writer.commit(operations, options, request);
  }

  /** Server-side apply of many: manifests as text (YAML or JSON, any number of documents) or as objects. All or nothing. */
  async apply(
    manifests: string | readonly object[],
    options: ApplyAllOptions = {},
    request?: RequestOptions,
  ): Promise<ChangeSet<readonly WriteResult<ApiObject>[]>> {
    const written = await this.parts.writer.apply(manifests, { ...options, atomic: true }, request);
    return written as ChangeSet<readonly WriteResult<ApiObject>[]>; // All or nothing: a refusal is thrown.
  }

  /** As `apply`, each object in a change set of its own: what is refused does not keep the others from being applied. */
  applyEach(
    manifests: string | readonly object[],
    options: ApplyAllOptions = {},
    request?: RequestOptions,
  ): Promise<ChangeSet<ReadonlyArray<WriteResult<ApiObject> | Refusal>>> {
    return this.parts.writer.apply(manifests, { ...options, atomic: false }, request);
  }

  /** Objects of several kinds in one stream: changes of one revision arrive together, whatever their kinds. */
  watch<T extends ApiObject>(options: WatchStreamOptions): WatchStream<T> {
    return new WatchStream<T>(this.parts.watch, options);
  }

  /** A copy of objects of several kinds, which shows all of a change set or nothing of it. */
  informer<T extends ApiObject, I extends string = never>(options: InformerOptions<T, I>): Informer<T, I> {
    return new Informer<T, I>(this.parts.watch, options);
  }

  /**
   * A watch by a subscription of one's own, such as `podChanges` with the fields that a view shows. Resumes and lists again
   * by itself, as all watches here do.
   */
  follow<T>(document: WatchDocument<T>, selection: WatchSelection, listener: WatchListener<T>): { stop(): void } {
    return new Watch<T>(this.parts.watch, { ...selection, document }, listener);
  }

  /** Any other subscription. It is not resumed: the sink hears once that it is over, and why. */
  subscribe(document: string, variables: Variables, sink: Sink): Subscription {
    return this.parts.watch.socket.subscribe(document, variables, sink);
  }

  async whoAmI(options?: RequestOptions): Promise<Identity> {
    return (await this.request<{ whoAmI: Identity }>(serverDocuments.whoAmI, {}, options)).whoAmI;
  }

  async canI(question: AccessQuestion, options?: RequestOptions): Promise<Access> {
    return (await this.request<{ canI: Access }>(serverDocuments.canI, { ...question }, options)).canI;
  }

  /** The revision of the last change set: what a read that begins after this shows at the least. */
  async revision(options?: RequestOptions): Promise<string> {
    return (await this.request<{ revision: string }>(serverDocuments.revision, {}, options)).revision;
  }

  /** Ends all watches, informers and controllers; requests under way are not touched. */
  close(): void {
    this.closing.abort();
  }
}

export type Client = ClientCore & KindClients;

/** A client of a known API. Throws ConfigurationError. */
export function createClient(target: Target, options: ClientOptions = {}): Client {
  const core = new ClientCore(target, options);
  const kinds = Object.fromEntries(Object.entries(clientKinds).map(([member, kind]) => [member, core.of(kind)]));
  return Object.assign(core, kinds as unknown as KindClients); // One member per entry of the list the type is made from.
}

function openPlatformSocket(url: string, protocols: string | string[]): WebSocketLike {
  if (typeof WebSocket === 'function') return new WebSocket(url, protocols) as unknown as WebSocketLike; // Its handlers take more.
  throw new ConfigurationError('this platform has no WebSocket: use `connect`, or say how to open one');
}

function print(error: unknown, where: string): void {
  console.error(`portolan: ${where}:`, error);
}
