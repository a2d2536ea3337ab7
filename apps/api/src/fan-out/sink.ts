// Where a subscription's results go: one operation on a WebSocket, or one event stream.

export interface Sink {
  /** The socket's queue is at its bound: what is sent now would grow it further. */
  readonly isFull: boolean;
  /** Queues an encoded execution result. Callers look at `isFull` first, but for the last word of a subscription. */
  next(payload: Buffer): void;
  /** Takes back what of this subscription waits in the queue; a result already on the wire is sent whole. */
  dropQueued(): void;
  /** Resolves when the queue has drained far enough for more, or the socket is gone. */
  ready(): Promise<void>;
  complete(): void;
  /** Ends the subscription with an error instead of `complete`. */
  fail(error: unknown): void;
}
