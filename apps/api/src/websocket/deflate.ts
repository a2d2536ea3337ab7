// Compression of messages (RFC 7692) that leaves what is shared shared: a payload is deflated once, as blocks that refer to
// nothing outside of themselves, and stands in each subscriber's message between blocks that are only stored. So no context
// may be taken over from one message to the next.
import { constants, deflateRawSync } from 'node:zlib';
import type { PerMessageDeflateOptions } from 'ws';

/** What is agreed with clients that offer compression. */
export const deflateOptions: PerMessageDeflateOptions = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: 15,
};

/** Below, it saves less than it costs. */
const leastBytes = 2 << 10;
/** The level above which a snapshot becomes little smaller and takes twice the time; a chunk takes about a millisecond. */
const level = 6;
const maxStoredBytes = 65_535;

const deflated = new WeakMap<Buffer, Buffer>();

/** `undefined` where it is not worth it. */
export function deflateShared(payload: Buffer): Buffer | undefined {
  if (payload.length < leastBytes) return undefined;
  const known = deflated.get(payload);
  if (known) return known;
  const blocks = deflateRawSync(payload, { level, finishFlush: constants.Z_SYNC_FLUSH });
  deflated.set(payload, blocks);
  return blocks;
}

/** A block that holds its bytes as they are: RFC 1951, section 3.2.4. */
export function storedBlock(bytes: Buffer): Buffer {
  if (bytes.length > maxStoredBytes) throw new Error(`a stored block holds no ${bytes.length} bytes`);
  const header = Buffer.alloc(5);
  header.writeUInt16LE(bytes.length, 1);
  header.writeUInt16LE(~bytes.length & 0xffff, 3);
  return Buffer.concat([header, bytes]);
}

/** An empty stored block without the four bytes that the receiver puts back: RFC 7692, section 7.2.1. */
export const messageEnd = Buffer.from([0]);
