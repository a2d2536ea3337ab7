// A snapshot on its way to one or many newcomers: encoded chunk by chunk as the first of them asks, then shared.
import type { WatchFrame } from '@portolan/core/registry/watch.ts';
import { type Snapshot, snapshotFrame } from '@portolan/core/registry/watch-frames.ts';
import type { Revision } from '@portolan/core/store/store.ts';

/** An execution result as JSON; a promise only where a resolver waits for something. */
export type Encoded = Buffer | Promise<Buffer>;

/** Executes the subscription's document for one frame and encodes the result. */
export type EncodeFrame = (frame: WatchFrame) => Encoded;

export function isReady(payload: Encoded): payload is Buffer {
  return payload instanceof Buffer;
}

/** Chunks of about this size keep both the event loop and a slow socket's queue responsive. */
const chunkBytes = 256 << 10;
const firstChunkObjects = 64;
const maxChunkObjects = 2_000;

interface Chunk {
  readonly payload: Encoded;
  readonly isLast: boolean;
}

export class SharedSnapshot {
  private readonly snapshot: Snapshot;
  private readonly encode: EncodeFrame;
  private readonly chunks: Chunk[] = [];
  private encodedObjects = 0;
  private chunkObjects = firstChunkObjects;

  constructor(snapshot: Snapshot, encode: EncodeFrame) {
    this.snapshot = snapshot;
    this.encode = encode;
  }

  get revision(): Revision {
    return this.snapshot.revision;
  }

  /** Chunks are asked for in order, from 0 until one is the last. */
  chunk(position: number): Chunk {
    const known = this.chunks[position];
    if (known) return known;
    const frame = snapshotFrame(this.snapshot, this.encodedObjects, this.chunkObjects);
    const payload = this.encode(frame);
    const chunk = { payload, isLast: !frame.more };
    this.chunks.push(chunk);
    this.encodedObjects += frame.events.length;
    if (isReady(payload)) this.resize(frame.events.length, payload.length);
    return chunk;
  }

  private resize(objects: number, bytes: number): void {
    const wanted = Math.floor((Math.max(objects, 1) * chunkBytes) / Math.max(bytes, 1));
    this.chunkObjects = Math.min(Math.max(wanted, 1), maxChunkObjects);
  }
}
