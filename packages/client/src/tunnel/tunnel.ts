// Many streams over one connection that the far side opened: how the API reaches a node agent, which listens on nothing.
//
// Either side may open a stream. Each stream carries bytes on numbered channels both ways; a side that does not read stops
// the other after `windowBytes`, and only on that stream. A stream ends when both sides have closed it or the connection
// is lost.
import { ConnectionError } from '../errors.ts';
import { decodeFrame, decodeNumber, encodeFrame, encodeNumber, type FrameType, frameTypes } from './tunnel-frame.ts';
import { TunnelStream } from './tunnel-stream.ts';

/** Sends one binary message. */
export type SendFrame = (frame: Uint8Array) => void;
export type AcceptStream = (stream: TunnelStream, request: unknown) => void;

const maxStreams = 1_000;

export class Tunnel {
  private readonly sendFrame: SendFrame;
  private readonly accept: AcceptStream | undefined;
  private readonly streams = new Map<number, TunnelStream>();
  private lastId: number;
  private isLost = false;

  /** The two sides number their streams apart; `accept` is left out by a side that opens all of them. */
  constructor(side: 'opener' | 'acceptor', sendFrame: SendFrame, accept?: AcceptStream) {
    this.sendFrame = sendFrame;
    this.accept = accept;
    this.lastId = side === 'opener' ? 1 : 2;
  }

  get size(): number {
    return this.streams.size;
  }

  open(request: unknown): TunnelStream {
    if (this.isLost) throw lost();
    if (this.streams.size >= maxStreams) throw new Error(`more than ${maxStreams} streams on one connection`);
    this.lastId += 2;
    const stream = this.add(this.lastId);
    this.send(frameTypes.open, this.lastId, encodeJson(request));
    return stream;
  }

  /** One message of the connection. Returns false for what is no frame: the connection is of no use any more. */
  receive(message: Uint8Array): boolean {
    const frame = decodeFrame(message);
    if (!frame) return false;
    const { type, stream: id, payload } = frame;
    if (type === frameTypes.open) return this.receiveOpen(id, payload);
    const stream = this.streams.get(id);
    // What was under way when this side closed the stream.
    if (!stream) return true;
    switch (type) {
      case frameTypes.data:
        return stream.receiveData(payload[0] ?? 0, payload.subarray(1));
      case frameTypes.end:
        stream.receiveEnd(payload[0] ?? 0);
        return true;
      case frameTypes.credit:
        stream.receiveCredit(decodeNumber(payload));
        return true;
      case frameTypes.close:
        stream.receiveClose(decodeJson(payload));
        return true;
    }
  }

  /** The connection is gone: every stream fails. */
  lost(): void {
    this.isLost = true;
    for (const stream of [...this.streams.values()]) stream.fail(lost());
    this.streams.clear();
  }

  private receiveOpen(id: number, payload: Uint8Array): boolean {
    if (!this.accept || this.streams.has(id) || this.streams.size >= maxStreams) return false;
    this.accept(this.add(id), decodeJson(payload));
    return true;
  }

  private add(id: number): TunnelStream {
    const stream = new TunnelStream({
      data: (channel, bytes) => this.send(frameTypes.data, id, withChannel(channel, bytes)),
      end: (channel) => this.send(frameTypes.end, id, Uint8Array.of(channel)),
      credit: (bytes) => this.send(frameTypes.credit, id, encodeNumber(bytes)),
      close: (status) => {
        this.streams.delete(id);
        this.send(frameTypes.close, id, encodeJson(status));
      },
      forget: () => this.streams.delete(id),
    });
    this.streams.set(id, stream);
    return stream;
  }

  private send(type: FrameType, id: number, payload: Uint8Array): void {
    if (!this.isLost) this.sendFrame(encodeFrame(type, id, payload));
  }
}

function lost(): ConnectionError {
  return new ConnectionError('the connection to the node was lost', { mayHaveHappened: true });
}

function withChannel(channel: number, bytes: Uint8Array): Uint8Array {
  const payload = new Uint8Array(bytes.length + 1);
  payload[0] = channel;
  payload.set(bytes, 1);
  return payload;
}

function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value ?? null));
}

/** `undefined` for what is no JSON. */
function decodeJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
