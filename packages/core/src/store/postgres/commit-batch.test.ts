import { describe, expect, it } from 'vitest';
import type { ChangeSet, Write } from '../store.ts';
import { check, create, keyOf, setOf, update } from '../store-suite-objects.ts';
import { batchTexts, type ClaimedKeys, type PendingSet, resultsOf, takeBatch, writeTexts } from './commit-batch.ts';

const [a, b, c] = [keyOf('a'), keyOf('b'), keyOf('c')];

function pending(...writes: Write[]): PendingSet {
  const set: ChangeSet = setOf(...writes);
  return { set, writes: writeTexts(set), deadlineMs: 0, resolve: () => undefined, reject: () => undefined };
}

function take(queue: readonly PendingSet[], onTheirWay: readonly ClaimedKeys[] = []) {
  const { batch, rest } = takeBatch(queue, onTheirWay);
  const places = (sets: readonly PendingSet[]) => sets.map((set) => queue.indexOf(set));
  return { batch: places(batch.sets), rest: places(rest), keys: batch.keys };
}

describe('a batch', () => {
  it('leaves a set that touches a taken key waiting, and lets none overtake it', () => {
    const queue = [pending(create(a)), pending(update(a, 2), create(b)), pending(update(b, 3)), pending(create(c))];
    expect(take(queue)).toMatchObject({ batch: [0, 3], rest: [1, 2] });
  });

  it('holds any number of checks of one key, or one write of it', () => {
    const queue = [
      pending(check(a), create(b)),
      pending(check(a), create(c)),
      pending(update(a, 1)),
      pending(check(a), create(keyOf('d'))),
    ];
    expect(take(queue)).toMatchObject({ batch: [0, 1], rest: [2, 3] });
  });

  it('keeps clear of the keys that are on their way', () => {
    const first = take([pending(update(a, 1), check(b))]);
    const queue = [
      pending(check(a), create(c)),
      pending(check(b), create(keyOf('d'))),
      pending(update(b, 1)),
      pending(create(keyOf('e'))),
    ];
    expect(take(queue, [first.keys])).toMatchObject({ batch: [1, 3], rest: [0, 2] });
  });

  it('has a limit, beyond which a set goes alone', () => {
    const many = (from: number, count: number) =>
      pending(...Array.from({ length: count }, (_, index) => create(keyOf(`n${from + index}`))));
    expect(take([many(0, 300), many(300, 300), many(600, 100)])).toMatchObject({ batch: [0], rest: [1, 2] });
    expect(take([many(0, 2_000), many(2_000, 1)])).toMatchObject({ batch: [0], rest: [1] });
    expect(take([many(0, 499), many(499, 1), many(500, 1)])).toMatchObject({ batch: [0, 1], rest: [2] });
  });

  it('says of each write where it belongs and which of the joined bodies is its own, and once per set who wrote it', () => {
    const sets = [pending(check(c), create(a, '"')), pending(check(c), update(b, 2, { uid: 'u', revision: 7 }))];
    const { writes, bodies } = batchTexts(sets);
    const origin = { actor: 'alice', verb: 'test' };
    expect(JSON.parse(writes)).toEqual([
      { set: 0, position: 0, op: 'check', ...c, ...origin },
      { set: 0, position: 1, op: 'create', ...a, new_uid: expect.any(String), body: 1 },
      { set: 1, position: 0, op: 'check', ...c, ...origin },
      { set: 1, position: 1, op: 'update', ...b, uid: 'u', revision: 7, new_uid: expect.any(String), body: 2 },
    ]);
    expect(bodies.split('\u001e').map((body) => JSON.parse(body))).toMatchObject([
      { metadata: { name: a.name } },
      { metadata: { name: b.name } },
    ]);
  });

  it('keeps bodies apart whatever stands in them', () => {
    const write = create(a, '\u001e"\\');
    const { bodies } = batchTexts([pending(write), pending(create(b))]);
    const [text, ...more] = bodies.split('\u001e');
    expect(more).toHaveLength(1);
    expect(JSON.parse(text ?? '')).toEqual('object' in write && write.object);
  });

  it('numbers the sets that were not refused', () => {
    const refused = JSON.stringify([
      [1, 0, 'exists'],
      [1, 2, 'not-found'],
      [3, 0, 'uid-mismatch'],
    ]);
    expect(resultsOf({ base: 10, refused }, 5)).toEqual([
      { ok: true, revision: 11 },
      {
        ok: false,
        refused: [
          { position: 0, why: 'exists' },
          { position: 2, why: 'not-found' },
        ],
      },
      { ok: true, revision: 12 },
      { ok: false, refused: [{ position: 0, why: 'uid-mismatch' }] },
      { ok: true, revision: 13 },
    ]);
  });
});
