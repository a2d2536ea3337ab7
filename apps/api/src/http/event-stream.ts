// Results as server-sent events: the "distinct connections" mode of GraphQL over SSE, one stream per operation.
import type { ServerResponse } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import { Outbox, type OutboxOptions } from '../fan-out/outbox.ts';
import type { Sink } from '../fan-out/sink.ts';
import { encodeErrors } from '../operations/errors.ts';

const nextHead = Buffer.from('event: next\ndata: ');
const endOfEvent = Buffer.from('\n\n');
const complete = Buffer.from('event: complete\ndata:\n\n');

export interface EventStreamOptions extends OutboxOptions {
  readonly formatErrors: (error: unknown) => GraphQLFormattedError[];
}

export class EventStream implements Sink {
  private readonly response: ServerResponse;
  private readonly outbox: Outbox;
  private readonly formatErrors: EventStreamOptions['formatErrors'];

  constructor(response: ServerResponse, options: EventStreamOptions) {
    this.response = response;
    this.outbox = new Outbox(response, options);
    this.formatErrors = options.formatErrors;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
  }

  get isFull(): boolean {
    return this.outbox.isFull;
  }

  next(payload: Buffer): void {
    this.outbox.push([nextHead, payload, endOfEvent], this);
  }

  dropQueued(): void {
    this.outbox.drop(this);
  }

  ready(): Promise<void> {
    return this.outbox.ready();
  }

  complete(): void {
    this.outbox.push([complete]);
    this.outbox.finish();
    this.response.end();
  }

  /** An error is a result without data; the stream then ends like any other. */
  fail(error: unknown): void {
    this.next(encodeErrors(this.formatErrors(error)));
    this.complete();
  }
}
