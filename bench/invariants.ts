// What must hold at every moment, whatever is measured: judged by a watcher outside, from nothing but what it was told.
import type { Node, Pod, WatchItem } from '@portolan/client';
import { hasEnded } from '@portolan/core/kinds/pod/readiness.ts';
import { parseQuantity, quantityMilliValue } from '@portolan/core/resource/quantity.ts';

export interface Violations {
  /** Moments at which the pods of a node asked for more than it has. */
  readonly overCommitted: number;
  /** Pods that came while another of their name lived. */
  readonly duplicateNames: number;
  /** Frames, or versions of one object, that were not newer than those before. */
  readonly outOfOrder: number;
  /** Pods that changed their node. */
  readonly moved: number;
  /** Of a collection of pods whose size is bounded, how often there were more. */
  readonly tooMany: number;
  /** In words. */
  readonly first?: string;
}

/** In thousandths, as quantities are; pods by number. */
interface Load {
  readonly cpu: number;
  readonly memory: number;
  readonly pods: number;
}

interface Known {
  readonly name: string;
  readonly revision: number;
  /** Where it takes something: none once it has ended. */
  readonly node: string | undefined;
  readonly load: Load;
}

const nothing: Load = { cpu: 0, memory: 0, pods: 0 };

type Rule = Exclude<keyof Violations, 'first'>;

export class InvariantChecker {
  private readonly capacities = new Map<string, Load>();
  private readonly loads = new Map<string, Load>();
  private readonly pods = new Map<string, Known>();
  private readonly uidByName = new Map<string, string>();
  private readonly counts = { overCommitted: 0, duplicateNames: 0, outOfOrder: 0, moved: 0, tooMany: 0 };
  private readonly maxPods: number;
  private first: string | undefined;
  private revision = 0;

  /** `maxPods`: how many live pods there may be at any moment. */
  constructor(maxPods = Number.POSITIVE_INFINITY) {
    this.maxPods = maxPods;
  }

  get violations(): Violations {
    return { ...this.counts, ...(this.first !== undefined && { first: this.first }) };
  }

  addNode({ metadata, status }: Node): void {
    const { cpu, memory, pods } = status?.allocatable ?? {};
    this.capacities.set(metadata.name, { cpu: milli(cpu), memory: milli(memory), pods: milli(pods) / 1000 });
  }

  take(item: WatchItem<Pod>): void {
    const frame = Number(item.resourceVersion);
    if (item.type === 'SNAPSHOT') {
      if (frame < this.revision) this.violate('outOfOrder', `a snapshot of ${frame} after ${this.revision}`);
      this.replaceAll(item.objects);
    } else {
      if (frame <= this.revision) this.violate('outOfOrder', `a frame of ${frame} after ${this.revision}`);
      for (const { type, object } of item.events) this.change(object, type === 'DELETED');
    }
    this.revision = frame;
    if (this.pods.size > this.maxPods) this.violate('tooMany', `${this.pods.size} pods`);
  }

  private replaceAll(pods: readonly Pod[]): void {
    const present = new Set(pods.map(({ metadata }) => metadata.uid));
    for (const [uid, known] of this.pods) if (!present.has(uid)) this.forget(uid, known);
    for (const pod of pods) {
      const known = this.pods.get(pod.metadata.uid ?? '');
      if (Number(pod.metadata.resourceVersion) !== known?.revision) this.change(pod, false);
    }
  }

  private change(pod: Pod, isDeletion: boolean): void {
    const { uid = '', resourceVersion } = pod.metadata;
    const known = this.pods.get(uid);
    const next = knownOf(pod);
    this.checkOrder(next, known, Number(resourceVersion));
    if (known) this.forget(uid, known);
    if (isDeletion) return;
    if (known?.node !== undefined && next.node !== known.node) {
      this.violate('moved', `${next.name} went from ${known.node} to ${next.node}`);
    }
    const other = this.uidByName.get(next.name);
    if (other !== undefined) this.violate('duplicateNames', `${next.name} is ${other} and ${uid}`);
    this.pods.set(uid, next);
    this.uidByName.set(next.name, uid);
    if (next.node === undefined) return;
    const load = this.add(next.node, next.load, 1);
    if (next.node !== known?.node) this.checkLoad(next.node, load);
  }

  /** Within a frame there may be several revisions, in order; of one object no two have the same. */
  private checkOrder({ name }: Known, known: Known | undefined, revision: number): void {
    if (known && revision <= known.revision) this.violate('outOfOrder', `${name}: ${revision} after ${known.revision}`);
    else if (revision <= this.revision && !known)
      this.violate('outOfOrder', `${name} of ${revision} after a frame of ${this.revision}`);
  }

  private forget(uid: string, known: Known): void {
    this.pods.delete(uid);
    if (this.uidByName.get(known.name) === uid) this.uidByName.delete(known.name);
    if (known.node !== undefined) this.add(known.node, known.load, -1);
  }

  private add(node: string, { cpu, memory, pods }: Load, sign: 1 | -1): Load {
    const before = this.loads.get(node) ?? nothing;
    const load = {
      cpu: before.cpu + sign * cpu,
      memory: before.memory + sign * memory,
      pods: before.pods + sign * pods,
    };
    this.loads.set(node, load);
    return load;
  }

  private checkLoad(node: string, load: Load): void {
    const capacity = this.capacities.get(node) ?? nothing;
    if (load.cpu <= capacity.cpu && load.memory <= capacity.memory && load.pods <= capacity.pods) return;
    this.violate('overCommitted', `${node} has ${JSON.stringify(capacity)} and got ${JSON.stringify(load)}`);
  }

  private violate(rule: Rule, text: string): void {
    this.counts[rule] += 1;
    this.first ??= `${rule}: ${text}`;
  }
}

function knownOf(pod: Pod): Known {
  const { namespace = '', name, resourceVersion } = pod.metadata;
  const node = hasEnded(pod) ? undefined : pod.spec?.nodeName || undefined;
  const requests = (pod.spec?.containers ?? []).map(({ resources }) => resources?.requests ?? {});
  const sum = (resource: string) => requests.reduce((total, each) => total + milli(each[resource]), 0);
  return {
    name: `${namespace}/${name}`,
    revision: Number(resourceVersion),
    node,
    load: { cpu: sum('cpu'), memory: sum('memory'), pods: 1 },
  };
}

const quantities = new Map<string, number>();

/** Benchmarks have few different ones, and many pods. */
function milli(text = '0'): number {
  let value = quantities.get(text);
  if (value === undefined) {
    value = quantityMilliValue(parseQuantity(text));
    quantities.set(text, value);
  }
  return value;
}
