// One statement for the change sets of many callers: which of them fit together, its text, and what its answer means.
import { keyText } from '../../resource/object.ts';
import type { ChangeSet, CommitResult, Refusal, Revision, Write } from '../store.ts';
import { uidOf } from '../stored-object.ts';

/** A change set on its way, with the one who waits for it. */
export interface PendingSet {
  readonly set: ChangeSet;
  readonly writes: readonly WriteText[];
  /** By the monotonic clock. */
  readonly deadlineMs: number;
  resolve(result: CommitResult): void;
  reject(error: Error): void;
}

/** A larger set goes alone. */
const maxBatchWrites = 500;

/** What a write says of its object, and the object's new state where there is one. */
export interface WriteText {
  /** A JSON object, but for its beginning, which depends on the set's place in the batch. */
  readonly claim: string;
  readonly body?: string;
}

export function writeTexts({ writes, origin }: ChangeSet): WriteText[] {
  return writes.map((write, position) => {
    const from = position === 0 ? `,${JSON.stringify(origin).slice(1, -1)}` : '';
    const { kind, namespace, name } = write.key;
    const key = `"kind":${JSON.stringify(kind)},"namespace":${JSON.stringify(namespace)},"name":${JSON.stringify(name)}`;
    const claim = `"position":${position},"op":"${write.op}",${key}${guardText(write)}`;
    if (write.op === 'delete' || write.op === 'check') return { claim: `${claim}${from}}` };
    const uid = JSON.stringify(uidOf(write.object));
    return { claim: `${claim},"new_uid":${uid}${from}}`, body: JSON.stringify(write.object) };
  });
}

function guardText(write: Write): string {
  if (write.op === 'create') return '';
  const { uid, revision } = write.guard;
  return (
    (uid === undefined ? '' : `,"uid":${JSON.stringify(uid)}`) +
    (revision === undefined ? '' : `,"revision":${revision}`)
  );
}

/** No JSON text holds this character: in texts it is escaped. */
const bodySeparator = '\u001e';

/** The arguments of `write_change_sets`: the writes as JSON, which number their bodies from 1, and these, joined. */
export function batchTexts(batch: readonly PendingSet[]): { writes: string; bodies: string } {
  const bodies: string[] = [];
  const writes = batch.flatMap((pending, place) =>
    pending.writes.map(({ claim, body }) => {
      if (body === undefined) return `{"set":${place},${claim}`;
      return `{"set":${place},"body":${bodies.push(body)},${claim}`;
    }),
  );
  return { writes: `[${writes.join(',')}]`, bodies: bodies.join(bodySeparator) };
}

/** What a batch does with each key it touches. */
export type ClaimedKeys = Map<string, 'check' | 'write'>;

export interface Batch {
  readonly sets: readonly PendingSet[];
  readonly keys: ClaimedKeys;
}

/**
 * Takes from the front what one statement can hold: no two sets touch the same key, in this batch or in those on their way,
 * unless both only check it. A set that has to wait keeps its keys, so no later one overtakes it. Returns what is left, in
 * order.
 */
export function takeBatch(
  queue: readonly PendingSet[],
  onTheirWay: readonly ClaimedKeys[],
): { batch: Batch; rest: PendingSet[] } {
  const sets: PendingSet[] = [];
  const waiting: PendingSet[] = [];
  const keys: ClaimedKeys = new Map();
  let size = 0;
  let next = 0;
  for (; next < queue.length && size < maxBatchWrites; next++) {
    const pending = queue[next];
    if (!pending) break;
    const { writes } = pending.set;
    if (sets.length > 0 && size + writes.length > maxBatchWrites) break;
    const fits = claim(writes, keys, onTheirWay);
    (fits ? sets : waiting).push(pending);
    if (fits) size += writes.length;
  }
  return { batch: { sets, keys }, rest: [...waiting, ...queue.slice(next)] };
}

/** Claims all keys, also when one of them is taken already: then the answer is false. */
function claim(writes: readonly Write[], keys: ClaimedKeys, onTheirWay: readonly ClaimedKeys[]): boolean {
  let isFree = true;
  for (const { key, op } of writes) {
    const text = keyText(key);
    const use = op === 'check' ? 'check' : 'write';
    const before = keys.get(text);
    if (collides(before, use) || onTheirWay.some((batch) => collides(batch.get(text), use))) isFree = false;
    if (before !== 'write') keys.set(text, use);
  }
  return isFree;
}

function collides(one: 'check' | 'write' | undefined, other: 'check' | 'write'): boolean {
  return one === 'write' || (one === 'check' && other === 'write');
}

/** The answer of `write_change_sets`. */
export interface BatchAnswer {
  readonly base: Revision;
  readonly committed_at_ms: number;
  /** JSON: [set, position, why] of each refused write. */
  readonly refused: string | null;
}

/** One result per set: those that are not refused have the revisions after `base`, in order. */
export function resultsOf({ base, refused }: Pick<BatchAnswer, 'base' | 'refused'>, sets: number): CommitResult[] {
  const refusals: readonly [number, number, Refusal][] = refused === null ? [] : JSON.parse(refused);
  const bySet = new Map<number, Array<{ position: number; why: Refusal }>>();
  for (const [set, position, why] of refusals) {
    const ofSet = bySet.get(set) ?? [];
    ofSet.push({ position, why });
    bySet.set(set, ofSet);
  }
  let revision = base;
  return Array.from({ length: sets }, (_, set) => {
    const ofSet = bySet.get(set);
    return ofSet ? { ok: false, refused: ofSet } : { ok: true, revision: ++revision };
  });
}
