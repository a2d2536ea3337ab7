// The server's limits, each with the value it has unless a test or an operator says otherwise.

import type { TextLimits } from './operations/documents.ts';
import type { RequestLimitOptions } from './request-limits.ts';
import type { AttemptLimitOptions } from './sign-in/attempt-limits.ts';

export interface ServerLimits {
  /** As kube-apiserver. */
  readonly bodyBytes: number;
  readonly messageBytes: number;
  readonly text: TextLimits;
  readonly requests: RequestLimitOptions;
  /** Attempts to sign in that fail, from one address. */
  readonly signIn: AttemptLimitOptions;
  /** What may wait for one slow socket. */
  readonly queueBytes: number;
  readonly operationsPerSocket: number;
  readonly socketsPerIdentity: number;
  /** How long a WebSocket may take to say who it is. */
  readonly initTimeoutMs: number;
  readonly pingMs: number;
  readonly bookmarkMs: number;
  /** Writes to sockets are gathered for this long. */
  readonly writeWindowMs: number;
}

export const defaultLimits: ServerLimits = {
  bodyBytes: 3 << 20,
  messageBytes: 3 << 20,
  text: { tokens: 20_000, nesting: 64 },
  requests: { requestsPerSecond: 1_000, burst: 2_000, inFlight: 200 },
  signIn: { burst: 20, perMinute: 10 },
  queueBytes: 4 << 20,
  operationsPerSocket: 1_000,
  socketsPerIdentity: 5_000,
  initTimeoutMs: 5_000,
  pingMs: 15_000,
  bookmarkMs: 8_000,
  writeWindowMs: 5,
};
