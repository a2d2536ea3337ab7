// One operation's results on a WebSocket.
import type { GraphQLFormattedError } from 'graphql';
import type { Outbox } from '../fan-out/outbox.ts';
import type { Sink } from '../fan-out/sink.ts';
import { deflateShared, storedBlock } from './deflate.ts';
import { deflatedMessage, payloadMessage, textMessage } from './frame.ts';

export interface OperationSinkOptions {
  readonly id: string;
  readonly outbox: Outbox;
  /** Whether the client takes compressed messages. */
  readonly isDeflated: boolean;
  readonly formatErrors: (error: unknown) => readonly GraphQLFormattedError[];
  /** Called once, when the operation has said its last word. */
  readonly ended: () => void;
}

export class OperationSink implements Sink {
  private readonly options: OperationSinkOptions;
  private readonly head: Buffer;
  private readonly headBlock: Buffer;

  constructor(options: OperationSinkOptions) {
    this.options = options;
    this.head = Buffer.from(`{"id":${JSON.stringify(options.id)},"type":"next","payload":`);
    this.headBlock = storedBlock(this.head);
  }

  get isFull(): boolean {
    return this.options.outbox.isFull;
  }

  next(payload: Buffer): void {
    const blocks = this.options.isDeflated ? deflateShared(payload) : undefined;
    const message = blocks ? deflatedMessage(this.headBlock, blocks) : payloadMessage(this.head, payload);
    this.options.outbox.push(message, this);
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
