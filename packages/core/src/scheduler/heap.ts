/** A binary heap: the least first. */
export class Heap<T> {
  private readonly items: T[] = [];
  private readonly isBefore: (a: T, b: T) => boolean;

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.isBefore = isBefore;
  }

  get size(): number {
    return this.items.length;
  }

  peek(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    let at = this.items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.swapIfBefore(at, above)) return;
      at = above;
    }
  }

  pop(): T | undefined {
    const first = this.items[0];
    const last = this.items.pop();
    if (last === undefined || this.items.length === 0) return first;
    this.items[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const least = this.isLess(left + 1, left) ? left + 1 : left;
      if (!this.swapIfBefore(least, at)) return first;
      at = least;
    }
  }

  private isLess(a: number, b: number): boolean {
    const [left, right] = [this.items[a], this.items[b]];
    return left !== undefined && right !== undefined && this.isBefore(left, right);
  }

  private swapIfBefore(lower: number, upper: number): boolean {
    const [below, above] = [this.items[lower], this.items[upper]];
    if (below === undefined || above === undefined || !this.isBefore(below, above)) return false;
    this.items[lower] = above;
    this.items[upper] = below;
    return true;
  }
}
