// One operation's results on a WebSocket.
import type { GraphQLFormattedError } from 'graphql';
import type { Outbox } from '../fan-out/outbox.ts';
import type { Sink } from '../fan-out/sink.ts';

import { payloadMessage, textMessage } from './frame.ts';

export interface OperationSinkOptions {
  readonly id: string;
  readonly outbox: Outbox;
  readonly formatErrors: (error: unknown) => readonly GraphQLFormattedError[];
  /** Called once, when the operation has said its last word. */
  readonly ended: () => void;
}

export class OperationSink implements Sink {
  private readonly options: OperationSinkOptions;
  private readonly head: Buffer;

  constructor(options: OperationSinkOptions) {
    this.options = options;
    this.head = Buffer.from(`{"id":${JSON.stringify(options.id)},"type":"next","payload":`);
  }

  get isFull(): boolean {
    return this.options.outbox.isFull;
  }

  next(payload: Buffer): void {
    this.options.outbox.push(payloadMessage(this.head, payload), this);
  }

  dropQueued(): void {
    this.options.outbox.drop(this);
  }

  ready(): Promise<void> {
    return this.options.outbox.ready();
  }

  complete(): void {
    this.say({ id: this.options.id, type: 'complete' });
  }

  fail(error: unknown): void {
    this.say({ id: this.options.id, type: 'error', payload: this.options.formatErrors(error) });
  }

  private say(message: Record<string, unknown>): void {
    this.options.outbox.push(textMessage(JSON.stringify(message)));
    this.options.ended();
  }
}
