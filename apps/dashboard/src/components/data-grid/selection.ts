'use client';
// Which rows are marked. Ranges run in the order that is shown.
import { useCallback, useMemo, useState } from 'react';
import type { LiveRow } from '../../live/live-kind.ts';

export interface Selection {
  readonly keys: ReadonlySet<string>;
  toggle(key: string): void;
  /** Everything from the last row that was marked to this one. */
  extendTo(key: string, order: readonly string[]): void;
  setAll(keys: readonly string[]): void;
  clear(): void;
}

interface Marked {
  readonly keys: ReadonlySet<string>;
  readonly anchor: string | undefined;
}

const nothing: Marked = { keys: new Set(), anchor: undefined };

export function useSelection(): Selection {
  const [marked, setMarked] = useState(nothing);
  const toggle = useCallback((key: string) => setMarked((before) => toggled(before, key)), []);
  const extendTo = useCallback(
    (key: string, order: readonly string[]) => setMarked((before) => extended(before, key, order)),
    [],
  );
  const setAll = useCallback((keys: readonly string[]) => setMarked({ keys: new Set(keys), anchor: keys[0] }), []);
  const clear = useCallback(() => setMarked(nothing), []);
  return useMemo(
    () => ({ keys: marked.keys, toggle, extendTo, setAll, clear }),
    [marked, toggle, extendTo, setAll, clear],
  );
}

export function toggled({ keys }: Marked, key: string): Marked {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return { keys: next, anchor: key };
}

export function extended(before: Marked, key: string, order: readonly string[]): Marked {
  const [from, to] = [order.indexOf(before.anchor ?? key), order.indexOf(key)];
  if (from < 0 || to < 0) return toggled(before, key);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { keys: new Set([...before.keys, ...range]), anchor: before.anchor ?? key };
}

const noRows: readonly never[] = [];

/** In the order that is shown. */
export function markedRows<Row extends LiveRow>(
  rows: readonly Row[],
  selection: Selection | undefined,
): readonly Row[] {
  return selection && selection.keys.size > 0 ? rows.filter(({ key }) => selection.keys.has(key)) : noRows;
}
