// Text frames from the server: one unfragmented, unmasked frame per message (RFC 6455, section 5.2).
import { messageEnd, storedBlock } from './deflate.ts';

const finalText = 0x81;
/** The first reserved bit: the message is compressed. */
const finalDeflatedText = finalText | 0x40;
/** `}`: ends a message whose last field is a payload. */
const end = Buffer.from('}');
const deflatedEnd = Buffer.concat([storedBlock(end), messageEnd]);

/** `head`, `payload` and `}` as one message; the payload is shared, not copied. */
export function payloadMessage(head: Buffer, payload: Buffer): readonly Buffer[] {
  return [frameHeader(head.length + payload.length + end.length), head, payload, end];
}

/** The same of a payload that is deflated, with a head that is a stored block. */
export function deflatedMessage(headBlock: Buffer, payloadBlocks: Buffer): readonly Buffer[] {
  const length = headBlock.length + payloadBlocks.length + deflatedEnd.length;
  return [frameHeader(length, finalDeflatedText), headBlock, payloadBlocks, deflatedEnd];
}

export function textMessage(text: string): readonly Buffer[] {
  const payload = Buffer.from(text);
  return [frameHeader(payload.length), payload];
}

function frameHeader(length: number, first = finalText): Buffer {
  if (length < 126) return Buffer.from([first, length]);
  if (length < 65_536) {
    const header = Buffer.allocUnsafe(4);
    header.writeUInt8(first, 0);
    header.writeUInt8(126, 1);
    header.writeUInt16BE(length, 2);
    return header;
  }
  const header = Buffer.allocUnsafe(10);
  header.writeUInt8(first, 0);
  header.writeUInt8(127, 1);
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
