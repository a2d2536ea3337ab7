// Gives each pod of a fleet an address out of its node's range, so that endpoints look as they would.
import type { Pod } from '@portolan/client';
import { uidOf } from '../pod-spec.ts';

interface NodeRanges {
  podCidrOf(name: string): string | undefined;
  positionOf(name: string): number;
}

interface Slot {
  readonly node: string;
  readonly number: number;
}

/** The network's own address and the gateway's are left out. */
const firstSlot = 2;

export class PodAddressBook {
  private readonly nodes: NodeRanges;
  private readonly slots = new Map<string, Slot>();
  private readonly taken = new Map<string, Set<number>>();

  constructor(nodes: NodeRanges) {
    this.nodes = nodes;
  }

  /** The address that the pod already has. */
  keep(pod: Pod): void {
    const last = Number(pod.status?.podIP?.split('.')[3]);
    const node = pod.spec?.nodeName;
    if (node === undefined || !Number.isInteger(last)) return;
    this.hold(uidOf(pod), { node, number: last });
  }

  take(pod: Pod): string {
    const uid = uidOf(pod);
    const node = pod.spec?.nodeName ?? '';
    const slot = this.slots.get(uid) ?? { node, number: this.free(node) };
    this.hold(uid, slot);
    return this.addressOf(slot);
  }

  release(uid: string): void {
    const slot = this.slots.get(uid);
    if (!slot) return;
    this.slots.delete(uid);
    this.taken.get(slot.node)?.delete(slot.number);
  }

  private hold(uid: string, slot: Slot): void {
    this.slots.set(uid, slot);
    const taken = this.taken.get(slot.node) ?? new Set<number>();
    this.taken.set(slot.node, taken.add(slot.number));
  }

  private free(node: string): number {
    const taken = this.taken.get(node);
    let number = firstSlot;
    while (taken?.has(number)) number += 1;
    return number;
  }

  /** A node without a range yet takes one that no node of the fleet shares. */
  private addressOf({ node, number }: Slot): string {
    const cidr = this.nodes.podCidrOf(node);
    const position = this.nodes.positionOf(node);
    const network = cidr?.split('/')[0] ?? `10.${128 + ((position >> 8) & 127)}.${position & 255}.0`;
    const [a, b, c, d] = network.split('.').map(Number);
    const last = (d ?? 0) + number;
    return `${a}.${b}.${(c ?? 0) + (last >> 8)}.${last & 255}`;
  }
}
