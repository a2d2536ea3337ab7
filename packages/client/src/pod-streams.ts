// Streams of a pod: its logs, commands run in it, its standard streams and its ports, over Kubernetes' own paths and
// protocol (`v5.channel.k8s.io`: the first byte of a message names its channel).
import type { Clock } from './clock.ts';
import { ApiError, ConnectionError } from './errors.ts';
import type { ObjectName } from './operations.ts';
import type { OpenWebSocket, WebSocketLike } from './socket.ts';
import { authorizationOf, endpointOf, type Target } from './target.ts';
import { channels, type SessionPosition } from './tunnel/tunnel-request.ts';

export interface LogOptions {
  /** May be left out where the pod has one container, or a default. */
  readonly container?: string;
  /** Go on with what is written from now on. */
  readonly follow?: boolean;
  /** Of the container that ran before the last restart. */
  readonly previous?: boolean;
  /** Begin each line with the time it was written. */
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly limitBytes?: number;
  readonly signal?: AbortSignal;
}

export interface ExecOptions {
  readonly container?: string;
  readonly command: readonly string[];
  readonly stdin?: boolean;
  readonly tty?: boolean;
  /** For `execResumable`: the command outlives a connection that breaks off, and goes on in one that says `resume`. */
  readonly session?: string;
  /** Bytes of output that are here. */
  readonly received?: number;
  readonly resume?: boolean;
}

export interface AttachOptions {
  readonly container?: string;
  readonly stdin?: boolean;
}

export interface Output {
  readonly stream: 'stdout' | 'stderr';
  readonly data: Uint8Array;
}

export interface PodStreamParts {
  readonly target: Target;
  readonly open: OpenWebSocket;
  readonly clock: Clock;
}

const protocol = 'v5.channel.k8s.io';
const tokenProtocol = 'base64url.bearer.authorization.k8s.io.';
const closeChannel = 255;
/** The API closed the connection because its own to the node was lost. */
const nodeGone = 1011;
/** Closed by this side, by the API when all was said, and for a token that is good no more. */
const closedForGood: readonly number[] = [1000, 4400, 4401];
/** What may wait on either side of a session before its source is stopped. */
const waitingBytes = 1 << 20;
/** How often an overfull socket is looked at: browsers do not tell when one has sent what it had. */
const drainCheckMs = 5;

export class PodStreams {
  readonly #target: Target;
  private readonly openSocket: OpenWebSocket;
  readonly clock: Clock;

  constructor({ target, open, clock }: PodStreamParts) {
    this.#target = target;
    this.openSocket = open;
    this.clock = clock;
  }

  /** The log's bytes as they come; leaving the loop ends the reading. Throws ApiError and ConnectionError. */
  async *log(pod: ObjectName, { signal, ...options }: LogOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const url = this.url(pod, 'log', options);
    let response: Response;
    try {
      response = await fetch(url, {
        headers: authorizationOf(this.#target.token),
        ...(signal && { signal }),
      });
    } catch (error) {
      if (signal?.aborted) return;
      throw new ConnectionError(`no answer from ${url.origin}`, { mayHaveHappened: false, cause: error });
    }
    if (!response.ok) throw refusedBy(response.status, (await response.text()).trim());
    try {
      for await (const bytes of response.body ?? []) yield bytes as Uint8Array;
    } catch (error) {
      if (!signal?.aborted) throw new ConnectionError('the log broke off', { mayHaveHappened: true, cause: error });
    }
  }

  /** Runs a command in a container. Resolves when it runs; throws ApiError or ConnectionError. */
  exec(pod: ObjectName, options: ExecOptions): Promise<PodSession> {
    return this.session(this.url(pod, 'exec', { ...options, stdout: true, stderr: true }));
  }

  /** The standard streams of a container that runs already. */
  attach(pod: ObjectName, options: AttachOptions = {}): Promise<PodSession> {
    return this.session(this.url(pod, 'attach', { ...options, stdout: true, stderr: true }));
  }

  /** One connection to a port of the pod: what is written goes there, and its answer is the session's output. */
  portForward(pod: ObjectName, port: number): Promise<PodSession> {
    return this.session(this.url(pod, 'portforward', { ports: port }));
  }

  private url({ namespace = 'default', name }: ObjectName, stream: string, options: object): URL {
    const url = endpointOf(this.#target);
    url.pathname = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/${stream}`;
    for (const [key, value] of Object.entries(options)) {
      if (value === undefined || value === false) continue;
      for (const each of Array.isArray(value) ? value : [value]) url.searchParams.append(key, String(each));
    }
    return url;
  }

  private async session(url: URL): Promise<PodSession> {
    const { token } = this.#target;
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = this.openSocket(
      url.href,
      token === undefined ? protocol : [protocol, tokenProtocol + base64url(token)],
    );
    socket.binaryType = 'arraybuffer';
    const session = new PodSession(socket, this.clock);
    await session.opened;
    return session;
  }
}

/** A running command, an attached container or a forwarded connection. */
export class PodSession {
  private readonly socket: WebSocketLike;
  private readonly clock: Clock;
  private readonly received: Output[] = [];
  private unreadBytes = 0;
  private wake: (() => void) | undefined;
  private isOver = false;
  private failure: Error | undefined;
  private status: PodStatus | undefined;
  /** What broke off may go on in another connection. */
  private isCut = false;
  /** Where it goes on, of a resumable session; rejects as `ended` does. */
  readonly position: Promise<SessionPosition>;
  private tellPosition: (position: SessionPosition) => void = () => undefined;
  /** Resolves once the other side is there; rejects with ApiError or ConnectionError. */
  readonly opened: Promise<void>;
  /** Resolves with the exit code; rejects with ApiError when the node could not do it, ConnectionError when it was lost. */
  readonly ended: Promise<{ readonly exitCode: number }>;

  constructor(socket: WebSocketLike, clock: Clock) {
    this.socket = socket;
    this.clock = clock;
    let openedNow = () => {};
    let failed = (_error: Error) => {};
    this.opened = new Promise((resolve, reject) => {
      openedNow = resolve;
      failed = reject;
    });
    let noPosition = (_error: Error) => {};
    this.position = new Promise((resolve, reject) => {
      this.tellPosition = resolve;
      noPosition = reject;
    });
    this.ended = new Promise((resolve, reject) => {
      const finish = (result: Error | { exitCode: number }, isCut: boolean) => {
        if (this.isOver) return;
        this.isOver = true;
        this.isCut = isCut;
        if (result instanceof Error) {
          this.failure = result;
          failed(result);
          noPosition(result);
          reject(result);
        } else resolve(result);
        this.wake?.();
      };
      socket.onopen = openedNow;
      socket.onmessage = ({ data }) => this.receive(new Uint8Array(data as ArrayBuffer));
      socket.onclose = ({ code, reason }) => {
        const isUnsaid = this.status === undefined && !closedForGood.includes(code);
        finish(resultOf(this.status, reason || 'the connection was closed'), isUnsaid || code === nodeGone);
      };
      socket.onerror = ({ message = 'the connection failed', status }) => {
        if (status === undefined) finish(resultOf(this.status, message), this.status === undefined);
        else finish(refusedBy(status, message), false);
      };
    });
    // Who does not ask how it ended need not hear of it.
    this.ended.catch(() => undefined);
    this.position.catch(() => undefined); // Nor who does not resume it.
  }

  get wasCut(): boolean {
    return this.isCut;
  }

  /** Ends with the session; throws as `ended` does. */
  async *output(): AsyncGenerator<Output, void, undefined> {
    for (;;) {
      const next = this.received.shift();
      if (next) {
        yield next;
        this.wasRead(next.data.length);
      } else if (this.failure) throw this.failure;
      else if (this.isOver) return;
      else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }

  /** Resolves when more may be written without piling up here. */
  async write(data: Uint8Array): Promise<void> {
    this.send(channels.stdin, data);
    while (!this.isOver && this.socket.bufferedAmount > waitingBytes) {
      await new Promise<void>((resolve) => this.clock.setTimer(drainCheckMs, resolve));
    }
  }

  /** Of a resumable session: so many bytes of output are here, from its beginning. */
  confirm(received: number): void {
    this.send(channels.session, new TextEncoder().encode(String(received)));
  }

  /** Nothing more is written. */
  endInput(): void {
    this.send(closeChannel, Uint8Array.of(channels.stdin));
  }

  resize({ columns, rows }: { columns: number; rows: number }): void {
    this.send(channels.resize, new TextEncoder().encode(JSON.stringify({ Width: columns, Height: rows })));
  }

  close(): void {
    this.socket.close(1000);
  }

  private send(channel: number, data: Uint8Array): void {
    if (this.isOver) return;
    const message = new Uint8Array(data.length + 1);
    message[0] = channel;
    message.set(data, 1);
    this.socket.send(message);
  }

  private receive(message: Uint8Array): void {
    const channel = message[0];
    const data = message.subarray(1);
    if (channel === channels.error) this.status = parseStatus(data);
    else if (channel === channels.session)
      this.tellPosition(JSON.parse(new TextDecoder().decode(data)) as SessionPosition); // Of the API's own.
    else if (channel === channels.stdout) this.keep({ stream: 'stdout', data });
    else if (channel === channels.stderr) this.keep({ stream: 'stderr', data });
    this.wake?.();
  }

  private keep(output: Output): void {
    this.received.push(output);
    this.unreadBytes += output.data.length;
    if (this.unreadBytes > waitingBytes) this.socket.pause?.();
  }

  private wasRead(bytes: number): void {
    const wasFull = this.unreadBytes > waitingBytes;
    this.unreadBytes -= bytes;
    if (wasFull && this.unreadBytes <= waitingBytes) this.socket.resume?.();
  }
}

/** The part of Kubernetes' Status that ends a session. */
interface PodStatus {
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: ReadonlyArray<{ readonly reason?: string; readonly message?: string }> };
}

function parseStatus(data: Uint8Array): PodStatus | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(data)) as PodStatus;
  } catch {
    return undefined;
  }
}

function resultOf(status: PodStatus | undefined, why: string): { exitCode: number } | Error {
  if (!status) return new ConnectionError(why, { mayHaveHappened: true });
  if (status.status === 'Success') return { exitCode: 0 };
  const exitCode = status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message;
  if (exitCode !== undefined) return { exitCode: Number(exitCode) };
  return new ApiError(status.message ?? why, { code: codeOf(status.reason ?? '') });
}

const codesByStatus: ReadonlyMap<number, string> = new Map([
  [400, 'BAD_REQUEST'],
  [401, 'UNAUTHORIZED'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [429, 'TOO_MANY_REQUESTS'],
  [503, 'SERVICE_UNAVAILABLE'],
]);

function refusedBy(status: number, message: string): ApiError {
  return new ApiError(message, { code: codesByStatus.get(status) ?? 'INTERNAL_ERROR' });
}

/** `NotFound` → `NOT_FOUND` */
function codeOf(reason: string): string {
  return reason.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

export function base64url(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
