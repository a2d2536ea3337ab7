import { constants, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deflateShared, storedBlock } from './deflate.ts';
import { deflatedMessage } from './frame.ts';

/** As the receiver of RFC 7692 does; the frame's header is as long as its length needs. */
function textOf(message: readonly Buffer[]): string {
  const [header, ...pieces] = message;
  expect(header?.[0]).toBe(0xc1);
  const data = Buffer.concat([...pieces, Buffer.from([0, 0, 0xff, 0xff])]);
  return inflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
}

it('puts one deflated payload into the messages of many', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }),
      fc.string(),
      (heads, word) => {
        const payload = Buffer.from(`"${word}"`.repeat(2_000));
        for (const head of heads) {
          const message = deflatedMessage(storedBlock(Buffer.from(head)), deflateShared(payload) ?? Buffer.alloc(0));
          expect(textOf(message)).toBe(`${head}${payload}}`);
        }
        expect(deflateShared(payload)).toBe(deflateShared(payload));
      },
    ),
  );
});

it('leaves short payloads as they are', () => {
  expect(deflateShared(Buffer.alloc(100))).toBeUndefined();
});
