// A sorted, filtered view of a collection. A frame touches few of the rows: each is found by its order and replaced where it
// stands; only what comes, goes or moves costs a pass over the rest, and that pass compares nothing.
import type { Change, Collection } from './collection.ts';
import type { LiveRow } from './live-kind.ts';

export interface ViewOptions<Row> {
  matches(row: Row): boolean;
  compare(a: Row, b: Row): number;
  /** The same order, where whole lists can be sorted faster than by comparing rows. */
  sort?(rows: Row[]): Row[];
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
      this.sorted = this.sorted.map((row) => change.changed.get(row.key) ?? row);
      this.isStale = true;
    } else {
      this.sorted = new Merge(this.sorted, this.options).apply(change);
    }
  }

  private sortAll(): readonly Row[] {
    const { matches, compare, sort } = this.options;
    const rows = [...this.collection.rows.values()].filter(matches);
    return sort ? sort(rows) : rows.sort(compare);
  }
}

/** One frame's changes of a sorted list. `rows` stays in order at every step; what has to leave does so at the end. */
class Merge<Row extends LiveRow> {
  private readonly rows: Row[];
  private readonly options: ViewOptions<Row>;
  private readonly leaving: number[] = [];
  private readonly coming: Row[] = [];

  constructor(sorted: readonly Row[], options: ViewOptions<Row>) {
    this.rows = [...sorted];
    this.options = options;
  }

  apply({ changed, removed, previous }: NonNullable<Change<Row>>): readonly Row[] {
    const { matches } = this.options;
    for (const [key, row] of changed) {
      const before = previous.get(key);
      const place = before && matches(before) ? this.placeOf(before) : undefined;
      if (!matches(row)) this.leave(place);
      else if (place === undefined) this.coming.push(row);
      else if (this.fits(row, place)) this.rows[place] = row;
      else {
        this.leave(place);
        this.coming.push(row);
      }
    }
    for (const key of removed) {
      const before = previous.get(key);
      if (before && matches(before)) this.leave(this.placeOf(before));
    }
    return this.leaving.length + this.coming.length > 0 ? this.moved() : this.rows;
  }

  private leave(place: number | undefined): void {
    if (place !== undefined) this.leaving.push(place);
  }

  private placeOf(row: Row): number | undefined {
    const found = this.boundOf(row);
    if (this.rows[found]?.key === row.key) return found;
    // Where the order does not tell all rows apart, others that are equal may stand before.
    const place = this.rows.findIndex(({ key }) => key === row.key);
    return place < 0 ? undefined : place;
  }

  /** The first place that the row may have. */
  private boundOf(row: Row): number {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.options.compare(this.rows[middle] as Row, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private fits(row: Row, place: number): boolean {
    const { compare } = this.options;
    const [before, after] = [this.rows[place - 1], this.rows[place + 1]];
    return (!before || compare(before, row) <= 0) && (!after || compare(row, after) <= 0);
  }

  private moved(): readonly Row[] {
    const leaving = this.leaving.sort((a, b) => a - b);
    const coming = this.coming.sort(this.options.compare);
    const places = coming.map((row) => this.boundOf(row));
    const merged: Row[] = [];
    let [left, come] = [0, 0];
    for (let place = 0; place <= this.rows.length; place++) {
      for (; places[come] === place; come++) merged.push(coming[come] as Row);
      const row = this.rows[place];
      if (leaving[left] === place) left++;
      else if (row) merged.push(row);
    }
    return merged;
  }
}
