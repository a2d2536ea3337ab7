// What every transport needs of the server.
import type { Clock } from '@portolan/core/resource/clock.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { TokenIndex } from './access/token-index.ts';
import type { WriteWindow } from './fan-out/write-window.ts';
import type { Metrics } from './metrics.ts';
import type { Operations } from './operations/operations.ts';
import type { ServerLimits } from './options.ts';
import type { OpenCounts, RequestLimits } from './request-limits.ts';

export interface Services {
  readonly clock: Clock;
  readonly limits: ServerLimits;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly operations: Operations;
  readonly tokens: TokenIndex;
  readonly requestLimits: RequestLimits;
  /** Sockets and event streams of each identity. */
  readonly openStreams: OpenCounts;
  readonly writeWindow: WriteWindow;
  /** Errors as clients see them; faults of ours are logged. */
  readonly formatErrors: (error: unknown) => GraphQLFormattedError[];
}
