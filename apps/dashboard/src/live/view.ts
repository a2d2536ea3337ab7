// A sorted, filtered view of a collection. A frame touches few of the rows: they are taken out and merged back in order,
// which costs one pass instead of a sort.
import type { Change, Collection } from './collection.ts';
import type { LiveRow } from './live-kind.ts';

export interface ViewOptions<Row> {
  matches(row: Row): boolean;
  compare(a: Row, b: Row): number;
}

export class View<Row extends LiveRow> {
  private readonly collection: Collection<Row>;
  private readonly options: ViewOptions<Row>;
  private sorted: readonly Row[];
  private isHeldNow = false;
  private isStale = false;

  constructor(collection: Collection<Row>, options: ViewOptions<Row>) {
    this.collection = collection;
    this.options = options;
    this.sorted = this.sortAll();
  }

  get rows(): readonly Row[] {
    return this.sorted;
  }

  /** While held, rows change in place, but none moves, comes or goes: nothing jumps away under the pointer. */
  hold(isHeld: boolean): void {
    this.isHeldNow = isHeld;
    if (isHeld || !this.isStale) return;
    this.isStale = false;
    this.sorted = this.sortAll();
  }

  update(change: Change<Row>): void {
    if (!change) {
      this.sorted = this.sortAll();
    } else if (this.isHeldNow) {
      this.sorted = this.sorted.map((row) => change.changed.get(row.uid) ?? row);
      this.isStale = true;
    } else {
      this.sorted = this.merge(change);
    }
  }

  private sortAll(): readonly Row[] {
    const { matches, compare } = this.options;
    return [...this.collection.rows.values()].filter(matches).sort(compare);
  }

  private merge({ changed, removed }: NonNullable<Change<Row>>): readonly Row[] {
    const { matches, compare } = this.options;
    const coming = [...changed.values()].filter(matches).sort(compare);
    const staying = this.sorted.filter(({ uid }) => !changed.has(uid) && !removed.has(uid));
    if (coming.length === 0) return staying;
    const merged: Row[] = [];
    let next = 0;
    for (const row of staying) {
      for (let one = coming[next]; one && compare(one, row) < 0; one = coming[++next]) merged.push(one);
      merged.push(row);
    }
    for (; next < coming.length; next++) merged.push(coming[next] as Row);
    return merged;
  }
}
