'use client';
// Which rows are marked. Ranges run in the order that is shown.
import { useCallback, useMemo, useState } from 'react';
import type { LiveRow } from '../../live/live-kind.ts';

export interface Selection {
  readonly uids: ReadonlySet<string>;
  toggle(uid: string): void;
  /** Everything from the last row that was marked to this one. */
  extendTo(uid: string, order: readonly string[]): void;
  setAll(uids: readonly string[]): void;
  clear(): void;
}

interface Marked {
  readonly uids: ReadonlySet<string>;
  readonly anchor: string | undefined;
}

const nothing: Marked = { uids: new Set(), anchor: undefined };

export function useSelection(): Selection {
  const [marked, setMarked] = useState(nothing);
  const toggle = useCallback((uid: string) => setMarked((before) => toggled(before, uid)), []);
  const extendTo = useCallback(
    (uid: string, order: readonly string[]) => setMarked((before) => extended(before, uid, order)),
    [],
  );
  const setAll = useCallback((uids: readonly string[]) => setMarked({ uids: new Set(uids), anchor: uids[0] }), []);
  const clear = useCallback(() => setMarked(nothing), []);
  return useMemo(
    () => ({ uids: marked.uids, toggle, extendTo, setAll, clear }),
    [marked, toggle, extendTo, setAll, clear],
  );
}

export function toggled({ uids }: Marked, uid: string): Marked {
  const next = new Set(uids);
  if (!next.delete(uid)) next.add(uid);
  return { uids: next, anchor: uid };
}

export function extended(before: Marked, uid: string, order: readonly string[]): Marked {
  const [from, to] = [order.indexOf(before.anchor ?? uid), order.indexOf(uid)];
  if (from < 0 || to < 0) return toggled(before, uid);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { uids: new Set([...before.uids, ...range]), anchor: before.anchor ?? uid };
}

const noRows: readonly never[] = [];

/** In the order that is shown. */
export function markedRows<Row extends LiveRow>(
  rows: readonly Row[],
  selection: Selection | undefined,
): readonly Row[] {
  return selection && selection.uids.size > 0 ? rows.filter(({ uid }) => selection.uids.has(uid)) : noRows;
}
