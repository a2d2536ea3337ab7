// One statement for the change sets of many callers: which of them fit together, its text, and what its answer means.
import { keyText } from '../../resource/object.ts';
import type { ChangeSet, CommitResult, Refusal, Revision, Write } from '../store.ts';

/** A change set on its way, with the one who waits for it. */
export interface PendingSet {
  readonly set: ChangeSet;
  readonly writes: readonly string[];
  /** By the monotonic clock. */
  readonly deadlineMs: number;
  resolve(result: CommitResult): void;
  reject(error: Error): void;
}

/** A larger set goes alone. */
const maxBatchWrites = 500;

/** JSON objects, but for their beginnings, which depend on the set's place in the batch. */
export function writeTexts({ writes, origin }: ChangeSet): string[] {
  return writes.map((write, position) => {
    const from = position === 0 ? `,${JSON.stringify(origin).slice(1, -1)}` : '';
    const { kind, namespace, name } = write.key;
    const key = `"kind":${JSON.stringify(kind)},"namespace":${JSON.stringify(namespace)},"name":${JSON.stringify(name)}`;
    const object = write.op === 'create' || write.op === 'update' ? `,"body":${JSON.stringify(write.object)}` : '';
    return `"position":${position},"op":"${write.op}",${key}${guardText(write)}${object}${from}}`;
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

export function batchText(batch: readonly PendingSet[]): string {
  const writes = batch.flatMap((pending, place) => pending.writes.map((text) => `{"set":${place},${text}`));
  return `[${writes.join(',')}]`;
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

/** The answer of `commit_change_sets`. */
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
