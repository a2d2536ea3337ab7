// Holds every revision of a history to what must be true of pods on nodes at any time: no node promised away twice, no pod
// moved, no owner with more pods than it asks for, no address given to two.
import type { Node, Pod, ReplicaSet } from '@portolan/core/resource/generated/kubernetes.ts';
import { parseQuantity, quantityMilliValue, quantityValue } from '@portolan/core/resource/quantity.ts';
import type { Change, RevisionChanges } from '@portolan/core/store/store.ts';

interface Capacity {
  readonly milliCpu: number;
  readonly memory: number;
  readonly pods: number;
}

interface Placed extends Capacity {
  readonly node: string;
  readonly owner: string | undefined;
  readonly address: string | undefined;
  readonly isActive: boolean;
}

const nothing: Capacity = { milliCpu: 0, memory: 0, pods: 0 };

export class PlacementAudit {
  readonly violations: string[] = [];
  /** Pods that were given a node, and pods that came to run: what shows that there was something to audit. */
  bound = 0;
  ran = 0;
  private readonly nodes = new Map<string, Capacity>();
  private readonly wanted = new Map<string, number>();
  private readonly used = new Map<string, Capacity>();
  private readonly active = new Map<string, number>();
  private readonly pods = new Map<string, Placed>();
  private readonly running = new Set<string>();
  private readonly addresses = new Map<string, string>();

  /** In the order of their revisions, from the first one on. */
  take({ revision, changes }: RevisionChanges): void {
    const nodes = new Set<string>();
    const owners = new Set<string>();
    for (const change of changes) {
      const { kind } = change.key;
      if (kind === 'Node') this.takeNode(change);
      if (kind === 'ReplicaSet.apps') this.takeReplicaSet(change);
      if (kind !== 'Pod') continue;
      const before = this.pods.get(change.uid);
      const now = change.type === 'DELETED' ? undefined : placedOf(change.object as Pod);
      this.replace(revision, change, before, now);
      if (now?.node) nodes.add(now.node);
      if (now?.owner) owners.add(now.owner);
    }
    for (const name of nodes) this.checkNode(revision, name);
    for (const uid of owners) this.checkOwner(revision, uid);
  }

  private takeNode({ type, key, object }: Change): void {
    const { allocatable = {} } = (object as Node).status ?? {};
    if (type === 'DELETED') this.nodes.delete(key.name);
    else this.nodes.set(key.name, { ...resources(allocatable), pods: Number(allocatable.pods ?? 0) });
  }

  private takeReplicaSet({ type, uid, object }: Change): void {
    if (type === 'DELETED') this.wanted.delete(uid);
    // One that shrinks has too many pods for a moment: what counts is what it ever asked for.
    else this.wanted.set(uid, Math.max(this.wanted.get(uid) ?? 0, (object as ReplicaSet).spec?.replicas ?? 1));
  }

  private replace(revision: number, change: Change, before: Placed | undefined, now: Placed | undefined): void {
    const { uid, key } = change;
    const say = (what: string) => this.violations.push(`revision ${revision}: ${key.namespace}/${key.name} ${what}`);
    if (before?.node && now && now.node !== before.node) say(`moved from ${before.node} to ${now.node || 'no node'}`);
    if (now?.node && !before?.node) this.bound++;
    if (now?.isActive && (change.object as Pod).status?.phase === 'Running' && !this.running.has(uid)) {
      this.running.add(uid);
      this.ran++;
    }
    if (before?.address !== undefined) this.addresses.delete(before.address);
    if (now?.address !== undefined) {
      const holder = this.addresses.get(now.address);
      if (holder !== undefined && holder !== uid) say(`has the address ${now.address} of another pod`);
      this.addresses.set(now.address, uid);
    }
    if (before) this.count(before, -1);
    if (now) this.count(now, 1);
    if (now) this.pods.set(uid, now);
    else this.pods.delete(uid);
  }

  private count(placed: Placed, sign: 1 | -1): void {
    const { node, owner, milliCpu, memory, pods, isActive } = placed;
    if (node) {
      const used = this.used.get(node) ?? nothing;
      this.used.set(node, {
        milliCpu: used.milliCpu + sign * milliCpu,
        memory: used.memory + sign * memory,
        pods: used.pods + sign * pods,
      });
    }
    if (owner && isActive) this.active.set(owner, (this.active.get(owner) ?? 0) + sign);
  }

  private checkNode(revision: number, name: string): void {
    const used = this.used.get(name) ?? nothing;
    const has = this.nodes.get(name);
    if (!has) {
      this.violations.push(`revision ${revision}: pods are bound to ${name}, which does not exist`);
      return;
    }
    for (const what of ['milliCpu', 'memory', 'pods'] as const) {
      if (used[what] <= has[what]) continue;
      this.violations.push(`revision ${revision}: node ${name} has ${has[what]} ${what} and gives ${used[what]}`);
    }
  }

  private checkOwner(revision: number, uid: string): void {
    const [active = 0, wanted = 0] = [this.active.get(uid), this.wanted.get(uid)];
    if (active > wanted) this.violations.push(`revision ${revision}: ${active} pods of an owner of ${wanted} (${uid})`);
  }
}

function placedOf({ metadata, spec, status }: Pod): Placed {
  const hasEnded = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  const requests = (spec?.containers ?? []).map((each) => resources(each.resources?.requests ?? {}));
  const sum = (what: 'milliCpu' | 'memory') => requests.reduce((total, each) => total + each[what], 0);
  return {
    // What has ended gives back what it had.
    ...(hasEnded ? nothing : { milliCpu: sum('milliCpu'), memory: sum('memory'), pods: 1 }),
    node: spec?.nodeName ?? '',
    owner: metadata.ownerReferences?.find(({ controller }) => controller)?.uid,
    address: hasEnded ? undefined : status?.podIP,
    isActive: !hasEnded && metadata.deletionTimestamp === undefined,
  };
}

function resources({ cpu = '0', memory = '0' }: Readonly<Record<string, string>>) {
  return { milliCpu: quantityMilliValue(parseQuantity(cpu)), memory: quantityValue(parseQuantity(memory)) };
}
