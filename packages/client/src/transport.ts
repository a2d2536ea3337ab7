// Single operations over HTTP.

import type { Target } from './config.ts';
import { ApiError, apiErrorOf, ConnectionError } from './errors.ts';

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** Given up after this long; 30 s unless told. */
  readonly timeoutMs?: number;
}

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

function codeOf(error: unknown): unknown {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('code' in each) return each.code;
  }
  return undefined;
}

export class Transport {
  readonly target: Target;

  constructor(target: Target) {
    this.target = target;
  }

  /**
   * Runs one query or mutation and returns its `data`.
   *
   * Throws ApiError when the API refuses, ConnectionError when no answer comes, and the signal's reason when aborted.
   * Nothing is retried here: whether a write may be repeated is for its caller to know.
   */
  async request<T>(document: string, variables: Variables = {}, options: RequestOptions = {}): Promise<T> {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(new URL('/graphql', this.target.server), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json',
          authorization: `Bearer ${this.target.token}`,
        },
        body: JSON.stringify({ query: document, variables }),
        signal,
      });
      body = await response.json();
    } catch (cause) {
      if (options.signal?.aborted) throw options.signal.reason;
      const mayHaveHappened = !neverSent.has(codeOf(cause));
      throw new ConnectionError(`no answer from ${this.target.server}`, { mayHaveHappened, cause });
    }
    return dataOf<T>(response.status, body);
  }
}

function dataOf<T>(status: number, body: unknown): T {
  const { data, errors } = (body ?? {}) as { data?: unknown; errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) throw apiErrorOf(errors);
  if (data === undefined || data === null) throw new ApiError(`the API answered ${status} without data`);
  return data as T;
}
