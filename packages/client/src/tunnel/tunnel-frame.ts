// The frames of a tunnel: a type, the stream they belong to, and what the type needs.
//
//   byte 0        1..4         5..
//   type     stream (BE)   payload

/** `open`, `close`: a JSON value. `data`: a channel and bytes. `end`: a channel. `credit`: four bytes, big-endian. */
export const frameTypes = { open: 0, data: 1, end: 2, credit: 3, close: 4 } as const;
export type FrameType = (typeof frameTypes)[keyof typeof frameTypes];

const headerBytes = 5;

export function encodeFrame(type: FrameType, stream: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(headerBytes + payload.length);
  frame[0] = type;
  new DataView(frame.buffer).setUint32(1, stream);
  frame.set(payload, headerBytes);
  return frame;
}

/** `undefined` for what no tunnel sends. */
export function decodeFrame(frame: Uint8Array): { type: FrameType; stream: number; payload: Uint8Array } | undefined {
  const type = frame[0];
  if (frame.length < headerBytes || type === undefined || type > frameTypes.close) return undefined;
  const stream = new DataView(frame.buffer, frame.byteOffset).getUint32(1);
  return { type: type as FrameType, stream, payload: frame.subarray(headerBytes) };
}

export function encodeNumber(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function decodeNumber(bytes: Uint8Array): number {
  return bytes.length === 4 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) : 0;
}
