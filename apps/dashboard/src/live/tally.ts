'use client';
// How many rows of a collection are in each group: counted once, then only what changes.
import { useMemo, useSyncExternalStore } from 'react';
import type { Change, Collection, CollectionStatus } from './collection.ts';
import type { LiveKind, LiveRow } from './live-kind.ts';
import type { Selection } from './row-source.ts';
import { useCollection } from './use-live.ts';

export interface Counts {
  readonly groups: ReadonlyMap<string, number>;
  readonly total: number;
  readonly status: CollectionStatus;
}

/** `groupOf` must keep its identity while it means the same. */
export function useTally<Row extends LiveRow>(
  kind: LiveKind<Row>,
  groupOf: (row: Row) => string,
  selection: Selection = {},
): Counts {
  return useCounts(useCollection(kind, selection), groupOf);
}

/** Painted again only when a count changes. */
export function useCounts<Row extends LiveRow>(collection: Collection<Row>, groupOf: (row: Row) => string): Counts {
  const tally = useMemo(() => new Tally(collection, groupOf), [collection, groupOf]);
  return useSyncExternalStore(tally.subscribe, tally.read, tally.read);
}

export class Tally<Row extends LiveRow> {
  private readonly collection: Collection<Row>;
  private readonly groupOf: (row: Row) => string;
  private counts: Counts;
  private seen: number;

  constructor(collection: Collection<Row>, groupOf: (row: Row) => string) {
    this.collection = collection;
    this.groupOf = groupOf;
    this.seen = collection.version;
    this.counts = this.countAll();
  }

  readonly read = (): Counts => this.counts;

  readonly subscribe = (tell: () => void): (() => void) => {
    const leave = this.collection.listen({
      onRows: (change) => {
        this.update(change);
        tell();
      },
      onStatus: () => {
        const { status } = this.collection;
        if (status !== this.counts.status) this.counts = { ...this.counts, status };
        tell();
      },
    });
    if (this.seen !== this.collection.version || this.counts.status !== this.collection.status) this.update(undefined);
    tell();
    return leave;
  };

  private update(change: Change<Row>): void {
    this.seen = this.collection.version;
    this.counts = change ? this.counted(change) : this.countAll();
  }

  private countAll(): Counts {
    const groups = new Map<string, number>();
    for (const row of this.collection.rows.values()) add(groups, this.groupOf(row), 1);
    return { groups, total: this.collection.rows.size, status: this.collection.status };
  }

  private counted({ changed, previous }: NonNullable<Change<Row>>): Counts {
    const differences = new Map<string, number>();
    for (const row of previous.values()) add(differences, this.groupOf(row), -1);
    for (const row of changed.values()) add(differences, this.groupOf(row), 1);
    const total = this.collection.rows.size;
    if (total === this.counts.total && [...differences.values()].every((each) => each === 0)) return this.counts;
    const groups = new Map(this.counts.groups);
    for (const [group, difference] of differences) add(groups, group, difference);
    return { ...this.counts, groups, total };
  }
}

function add(counts: Map<string, number>, group: string, difference: number): void {
  const count = (counts.get(group) ?? 0) + difference;
  if (count === 0) counts.delete(group);
  else counts.set(group, count);
}
