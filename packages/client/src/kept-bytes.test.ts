import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeptBytes } from './kept-bytes.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function readAll(kept: KeptBytes, position: number): string {
  let text = '';
  for (let piece = kept.from(position); piece; piece = kept.from(position + text.length))
    text += new TextDecoder().decode(piece.data);
  return text;
}

describe('bytes that are kept', () => {
  it('are read from any position, also in the middle of a piece that has grown since', () => {
    const kept = new KeptBytes(10_000);
    for (const text of ['ab', 'cd', 'ef']) kept.add(1, bytes(text));
    expect(readAll(kept, 3)).toBe('def');
    kept.add(1, bytes('gh'));
    expect(readAll(kept, 6)).toBe('gh');
    expect(kept.from(8)).toBeUndefined();
  });

  it('stay in order across channels', () => {
    const kept = new KeptBytes(10_000);
    kept.add(1, bytes('out'));
    kept.add(2, bytes('err'));
    kept.add(1, bytes('out'));
    expect(kept.from(2)).toEqual({ channel: 1, data: bytes('t') });
    expect(kept.from(4)).toEqual({ channel: 2, data: bytes('rr') });
    expect(readAll(kept, 0)).toBe('outerrout');
  });

  it('lose the oldest when there is no room, and only then', () => {
    const kept = new KeptBytes(20_000);
    for (const letter of 'abcd') kept.add(1, bytes(letter.repeat(5_000)));
    expect(kept.isFull).toBe(true);
    kept.dropOldest();
    expect(kept.first).toBe(5_000);
    kept.dropOldest();
    expect(kept.first).toBe(5_000);
    expect(readAll(kept, 14_999)).toBe(`c${'d'.repeat(5_000)}`);
  });

  it('are few even where each piece is one byte', () => {
    const kept = new KeptBytes(10_000);
    for (let at = 0; at < 1_000; at++) kept.add(1 + (at % 2), bytes('x'));
    kept.dropOldest();
    expect(readAll(kept, kept.first).length).toBeLessThan(100);
  });

  it('are what was added after what was confirmed, whatever the pieces', () => {
    const pieces = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.stringMatching(/^[a-z]{0,5}$/), fc.nat(30)));
    fc.assert(
      fc.property(pieces, (added) => {
        const kept = new KeptBytes(1_000_000);
        let [all, confirmed] = ['', 0];
        for (const [channel, text, confirm] of added) {
          kept.add(channel, bytes(text));
          all += text;
          confirmed = Math.max(confirmed, Math.min(confirm, all.length));
          kept.confirm(confirmed);
        }
        expect(readAll(kept, confirmed)).toBe(all.slice(confirmed));
        expect(kept.first).toBe(confirmed);
      }),
    );
  });
});
