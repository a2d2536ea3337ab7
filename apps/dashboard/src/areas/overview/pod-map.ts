// The pods of each node in the order of their cells, kept by what changes.
import type { Change, Collection } from '../../live/collection.ts';
import type { PodRow } from '../pods/pod-kind.ts';

export interface PodMapListener {
  /** Some nodes have more or fewer pods than before. */
  onCounts(): void;
  /** Cells of these nodes look different. */
  onPods(nodes: ReadonlySet<string>): void;
}

const none: readonly PodRow[] = [];

export function isOnMap({ node, group }: PodRow): boolean {
  return node !== '' && group !== 'succeeded';
}

export class PodMap {
  private readonly pods: Collection<PodRow>;
  private readonly byNode = new Map<string, PodRow[]>();

  constructor(pods: Collection<PodRow>) {
    this.pods = pods;
    this.groupAll();
  }

  of(node: string): readonly PodRow[] {
    return this.byNode.get(node) ?? none;
  }

  follow(listener: PodMapListener): () => void {
    this.groupAll();
    listener.onCounts();
    return this.pods.listen({ onRows: (change) => this.update(change, listener), onStatus: () => undefined });
  }

  private groupAll(): void {
    this.byNode.clear();
    for (const pod of [...this.pods.rows.values()].filter(isOnMap).sort(compare)) this.groupOf(pod.node).push(pod);
  }

  private groupOf(node: string): PodRow[] {
    const known = this.byNode.get(node);
    if (known) return known;
    const group: PodRow[] = [];
    this.byNode.set(node, group);
    return group;
  }

  private update(change: Change<PodRow>, { onCounts, onPods }: PodMapListener): void {
    if (!change) {
      const nodes = new Set(this.byNode.keys());
      this.groupAll();
      onCounts();
      return onPods(new Set([...nodes, ...this.byNode.keys()]));
    }
    const touched = new Set<string>();
    let isCountChanged = false;
    for (const key of [...change.changed.keys(), ...change.removed]) {
      const before = onMap(change.previous.get(key));
      const after = onMap(change.changed.get(key));
      if (before && after && before.node === after.node) {
        this.replace(before, after);
        if (before.group !== after.group) touched.add(after.node);
        continue;
      }
      if (before) this.take(before);
      if (after) this.put(after);
      for (const pod of [before, after]) if (pod) touched.add(pod.node);
      isCountChanged ||= before !== after;
    }
    if (isCountChanged) onCounts();
    if (touched.size > 0) onPods(touched);
  }

  private replace(before: PodRow, after: PodRow): void {
    const group = this.groupOf(before.node);
    const place = group.findIndex(({ key }) => key === before.key);
    if (place >= 0) group[place] = after;
  }

  private take({ node, key }: PodRow): void {
    const group = this.groupOf(node);
    const place = group.findIndex((pod) => pod.key === key);
    if (place >= 0) group.splice(place, 1);
  }

  private put(pod: PodRow): void {
    const group = this.groupOf(pod.node);
    const place = group.findIndex((other) => compare(other, pod) > 0);
    group.splice(place < 0 ? group.length : place, 0, pod);
  }
}

function onMap(pod: PodRow | undefined): PodRow | undefined {
  return pod && isOnMap(pod) ? pod : undefined;
}

function compare(a: PodRow, b: PodRow): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
