'use client';
// Live rows in components. A component is painted again when its rows changed, at most once a frame.
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useUrlState } from '../url-state.ts';
import { useApi } from './api.tsx';
import type { Collection, CollectionStatus } from './collection.ts';
import type { LiveKind, LiveRow } from './live-kind.ts';
import type { Selection } from './row-source.ts';
import { View, type ViewOptions } from './view.ts';

export interface LiveList<Row extends LiveRow> {
  /** What matches, in order. */
  readonly rows: readonly Row[];
  /** All rows of the selection, filtered or not. */
  readonly all: ReadonlyMap<string, Row>;
  /** Changes when `all` does. */
  readonly version: number;
  readonly status: CollectionStatus;
  readonly isPaused: boolean;
  readonly waiting: number;
  readonly collection: Collection<Row>;
  /** See `View.hold`. */
  hold(isHeld: boolean): void;
}

/** Namespace and moment are those of the address unless told; `view` must keep its identity while it means the same. */
export function useLiveList<Row extends LiveRow>(
  kind: LiveKind<Row>,
  view: ViewOptions<Row>,
  selection: Selection = {},
): LiveList<Row> {
  const collection = useCollection(kind, selection);
  const store = useMemo(() => new ListStore(collection, view), [collection, view]);
  return useSyncExternalStore(store.subscribe, store.read, store.read);
}

export function useCollection<Row extends LiveRow>(kind: LiveKind<Row>, selection: Selection): Collection<Row> {
  const { collections } = useApi();
  const [url] = useUrlState();
  const { labelSelector, fieldSelector } = selection;
  const namespace = (kind.isNamespaced && (selection.namespace ?? url.ns)) || undefined;
  const at = (selection.at ?? url.at) || undefined;
  return useMemo(
    () => collections.get(kind, { namespace, at, labelSelector, fieldSelector }),
    [collections, kind, namespace, at, labelSelector, fieldSelector],
  );
}

const inAnyOrder = { matches: () => true, compare: () => 0 };

/** One object, as long as it is there. */
export function useLiveRow<Row extends LiveRow>(
  kind: LiveKind<Row>,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): { readonly row: Row | undefined; readonly status: CollectionStatus } {
  const { rows, status } = useLiveList<Row>(kind, inAnyOrder, { namespace, fieldSelector: `metadata.name=${name}` });
  return { row: rows[0], status };
}

/** Keeps a collection current without painting anything: what a search looks through. */
export function useKeptLive<Row extends LiveRow>(kind: LiveKind<Row>): void {
  const collection = useCollection(kind, {});
  useEffect(() => collection.listen({ onRows: () => undefined, onStatus: () => undefined }), [collection]);
}

class ListStore<Row extends LiveRow> {
  private readonly collection: Collection<Row>;
  private readonly view: View<Row>;
  private seen: number;
  private snapshot: LiveList<Row>;
  private tell: () => void = () => undefined;

  constructor(collection: Collection<Row>, options: ViewOptions<Row>) {
    this.collection = collection;
    this.view = new View(collection, options);
    this.seen = collection.version;
    this.snapshot = this.take();
  }

  readonly subscribe = (tell: () => void): (() => void) => {
    this.tell = tell;
    const leave = this.collection.listen({
      onRows: (change) => {
        this.view.update(change);
        this.refresh();
      },
      onStatus: () => this.refresh(),
    });
    if (this.seen !== this.collection.version) this.view.update(undefined);
    this.refresh();
    return leave;
  };

  readonly read = (): LiveList<Row> => this.snapshot;

  private refresh(): void {
    this.seen = this.collection.version;
    this.snapshot = this.take();
    this.tell();
  }

  private take(): LiveList<Row> {
    const { rows: all, version, status, isPaused, waiting } = this.collection;
    const { collection } = this;
    return { rows: this.view.rows, all, version, status, isPaused, waiting, collection, hold: this.hold };
  }

  private readonly hold = (isHeld: boolean): void => {
    const before = this.view.rows;
    this.view.hold(isHeld);
    if (this.view.rows !== before) this.refresh();
  };
}
