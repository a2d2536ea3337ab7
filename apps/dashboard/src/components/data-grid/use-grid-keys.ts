'use client';
// The keys of a grid, beside those of the whole page: the row that has the focus moves, opens and is marked.
import { type KeyboardEvent, useCallback } from 'react';
import type { LiveRow } from '../../live/live-kind.ts';
import type { Selection } from './selection.ts';

export interface GridKeysOptions<Row> {
  readonly rows: readonly Row[];
  readonly active: number;
  readonly pageSize: number;
  readonly selection: Selection | undefined;
  setActive(index: number): void;
  onOpen(row: Row): void;
  /** What else a key does with the rows that are marked, or the one that has the focus. */
  onKey?: ((key: string, row: Row) => boolean) | undefined;
}

const steps: Readonly<Record<string, (active: number, pageSize: number, last: number) => number>> = {
  ArrowDown: (active) => active + 1,
  j: (active) => active + 1,
  ArrowUp: (active) => active - 1,
  k: (active) => active - 1,
  PageDown: (active, pageSize) => active + pageSize,
  PageUp: (active, pageSize) => active - pageSize,
  Home: () => 0,
  End: (_, __, last) => last,
};

export function useGridKeys<Row extends LiveRow>(options: GridKeysOptions<Row>): (event: KeyboardEvent) => void {
  return useCallback((event: KeyboardEvent) => handle(event, options), [options]);
}

function handle<Row extends LiveRow>(event: KeyboardEvent, options: GridKeysOptions<Row>): void {
  if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') return;
  if (take(event, options)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

function take<Row extends LiveRow>(event: KeyboardEvent, options: GridKeysOptions<Row>): boolean {
  const { rows, active, pageSize, selection, setActive, onOpen, onKey } = options;
  const { key, shiftKey } = event;
  const last = rows.length - 1;
  const row = rows[active];
  if ((event.metaKey || event.ctrlKey) && key === 'a' && selection) {
    selection.setAll(rows.map((each) => each.key));
    return true;
  }
  if (event.metaKey || event.ctrlKey || event.altKey) return false;
  const step = steps[key];
  if (step) {
    const next = Math.max(0, Math.min(last, step(active, pageSize, last)));
    setActive(next);
    const target = rows[next];
    if (shiftKey && target)
      selection?.extendTo(
        target.key,
        rows.map((each) => each.key),
      );
    return true;
  }
  if (!row) return false;
  if (key === 'Enter') {
    onOpen(row);
    return true;
  }
  if ((key === ' ' || key.toLowerCase() === 'x') && selection) {
    if (shiftKey)
      selection.extendTo(
        row.key,
        rows.map((each) => each.key),
      );
    else selection.toggle(row.key);
    return true;
  }
  if (key === 'Escape' && selection && selection.keys.size > 0) {
    selection.clear();
    return true;
  }
  return onKey?.(key, row) ?? false;
}
