// The event streams that are open, looked after like WebSockets.
import type { ServerResponse } from 'node:http';
import type { OperationParams, RunningOperation } from '../operations/operations.ts';
import { tooManyRequestsError } from '../request-limits.ts';
import type { Services } from '../services.ts';
import type { Session } from '../session.ts';
import { EventStream } from './event-stream.ts';
import { refusalOf } from './refusal.ts';

interface OpenStream {
  readonly session: Session;
  readonly stream: EventStream;
  readonly operation: RunningOperation;
}

export class EventStreams {
  private readonly services: Services;
  private readonly open = new Set<OpenStream>();

  constructor(services: Services) {
    this.services = services;
  }

  get size(): number {
    return this.open.size;
  }

  /** Throws a Refusal when the identity has too many streams open. */
  start(params: OperationParams, session: Session, response: ServerResponse): void {
    const { openStreams, operations, writeWindow, limits, formatErrors } = this.services;
    const { user } = session.request.identity;
    if (!openStreams.enter(user)) throw refusalOf(tooManyRequestsError('too many open streams'));
    const stream = new EventStream(response, { window: writeWindow, maxBytes: limits.queueBytes, formatErrors });
    const entry = { session, stream, operation: operations.start(params, session, stream) };
    this.open.add(entry);
    response.once('close', () => {
      this.open.delete(entry);
      openStreams.leave(user);
      entry.operation.stop();
    });
  }

  /** Ends streams whose token has expired or been revoked. To be called about once a second. */
  check(): void {
    for (const { session, stream, operation } of [...this.open]) {
      if (session.isValid()) continue;
      operation.stop();
      stream.complete();
    }
  }

  stop(): void {
    for (const { stream, operation } of [...this.open]) {
      operation.stop();
      stream.complete();
    }
  }
}
