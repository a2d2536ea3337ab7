// Single operations over HTTP.
import type { Clock } from './clock.ts';
import { ApiError, apiErrorOf, ConnectionError } from './errors.ts';
import { authorizationOf, endpointOf, type Target } from './target.ts';

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** Given up after this long; 30 s unless told. */
  readonly timeoutMs?: number;
}

/** What is needed of `fetch`; programs that must start at once have a lighter one. */
export type Fetch = (
  url: URL,
  request: {
    readonly method: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly signal: AbortSignal;
  },
) => Promise<{ readonly status: number; json(): Promise<unknown> }>;

export type Variables = Readonly<Record<string, unknown>>;

const defaultTimeoutMs = 30_000;

/** Connection failures that happen before a byte of the request leaves. */
const neverSent: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

export class Transport {
  private readonly endpoint: URL;
  private readonly clock: Clock;
  private readonly fetch: Fetch;
  /** Private to the language, so that a client that is logged does not show it. */
  readonly #token: string | undefined;

  constructor(target: Target, clock: Clock, fetch: Fetch = globalThis.fetch) {
    this.endpoint = endpointOf(target);
    this.clock = clock;
    this.fetch = fetch;
    this.#token = target.token;
  }

  /**
   * Runs one query or mutation and returns its `data`.
   *
   * Throws ApiError when the API refuses, ConnectionError when no answer comes, and the signal's reason when aborted.
   * Nothing is retried here: whether a write may be repeated is for its caller to know.
   */
  async request<T>(document: string, variables: Variables = {}, options: RequestOptions = {}): Promise<T> {
    const { signal, timeoutMs = defaultTimeoutMs } = options;
    signal?.throwIfAborted();
    const giveUp = new AbortController();
    const abort = () => giveUp.abort();
    const timer = this.clock.setTimer(timeoutMs, () => giveUp.abort(new Error(`nothing came within ${timeoutMs} ms`)));
    signal?.addEventListener('abort', abort);
    try {
      const { status, body } = await this.post(JSON.stringify({ query: document, variables }), giveUp.signal);
      return dataOf<T>(status, body);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      if (signal?.aborted) throw signal.reason;
      const { code, text } = describe(error);
      const mayHaveHappened = !neverSent.has(code);
      throw new ConnectionError(`no answer from ${this.endpoint.origin}: ${text}`, { mayHaveHappened, cause: error });
    } finally {
      timer.cancel();
      signal?.removeEventListener('abort', abort);
    }
  }

  private async post(body: string, signal: AbortSignal): Promise<{ status: number; body: unknown }> {
    // A member, but not a method: the platform's own must not be called on an object.
    const { fetch } = this;
    const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...authorizationOf(this.#token),
      },
      body,
      signal,
    });
    return { status: response.status, body: await response.json() };
  }
}

function dataOf<T>(status: number, body: unknown): T {
  const { data, errors } = (body ?? {}) as { data?: unknown; errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) throw apiErrorOf(errors);
  if (data === undefined || data === null) throw new ApiError(`the API answered ${status} without data`);
  return data as T;
}

/** What `fetch` throws says "fetch failed"; what failed is in the causes. */
function describe(error: unknown): { code: unknown; text: string } {
  let last = error;
  while (last instanceof Error && last.cause !== undefined) last = last.cause;
  if (!(last instanceof Error)) return { code: undefined, text: String(last) };
  const code = 'code' in last ? last.code : undefined;
  return { code, text: last.message || String(code) };
}
