// The order of a list that a strategic merge patch has merged: the order of the patch goes before the order of the live
// list, and items that only the live list has keep their place among those it knew.

export type List = readonly unknown[];

/** Which order holds for what: `order` for the items it names, `liveOrder` between those and all others. */
export interface Ordering {
  readonly order: List;
  readonly liveOrder: List;
  readonly identity: (item: unknown) => unknown;
}

/**
 * Items that `order` names follow it. Every other item comes before the first of them that it preceded in the live list;
 * an item of the patch that the live list did not have goes before the live items that are left.
 */
export function interleaved(items: List, { order, liveOrder, identity }: Ordering): List {
  const wanted = firstPositions(order, identity);
  const lived = firstPositions(liveOrder, identity);
  const place = (positions: Map<unknown, number>, item: unknown) => positions.get(identity(item)) ?? -1;
  const named = items.filter((item) => place(wanted, item) >= 0).sort((a, b) => place(wanted, a) - place(wanted, b));
  const others = items.filter((item) => place(wanted, item) < 0);
  const result: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const limit = place(lived, item);
    while (next < others.length && place(lived, others[next]) < limit) result.push(others[next++]);
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}

export function firstPositions(list: List, identity: (item: unknown) => unknown): Map<unknown, number> {
  const positions = new Map<unknown, number>();
  for (const [position, item] of list.entries()) {
    if (!positions.has(identity(item))) positions.set(identity(item), position);
  }
  return positions;
}

/** The original when the result holds the very same items, so that a patch without effect changes nothing. */
export function settled(original: List, result: List): List {
  const same = original.length === result.length && original.every((item, index) => item === result[index]);
  return same ? original : result;
}
