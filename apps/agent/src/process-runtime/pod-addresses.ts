// Gives each pod a loopback address out of the node's range. What is taken is read from the sandboxes' records, so
// nothing else has to be remembered; addresses are used anew as late as possible, since clients remember them.
import { RuntimeError } from '../runtime/runtime-service.ts';

interface Range {
  readonly first: number;
  readonly size: number;
}

export class PodAddresses {
  private readonly taken = new Set<string>();
  private range: Range | undefined;
  private next = 0;

  /** Pods keep the addresses they have, within the new range or not. */
  use(podCidr: string): void {
    const range = parseRange(podCidr);
    if (this.range?.first === range.first && this.range.size === range.size) return;
    this.range = range;
    this.next = 0;
  }

  hold(address: string): void {
    this.taken.add(address);
    const offset = this.range ? toNumber(address) - this.range.first : -1;
    if (this.range && offset >= this.next && offset < this.range.size) this.next = offset + 1;
  }

  take(): string {
    const { range } = this;
    if (!range) throw new RuntimeError('NetworkNotReady', 'the node has no range of pod addresses yet');
    for (let tried = 0; tried < range.size; tried++) {
      const offset = (this.next + tried) % range.size;
      // As every CNI plug-in, leave out the network's, the gateway's and the broadcast address.
      if (offset < 2 || offset === range.size - 1) continue;
      const address = toText(range.first + offset);
      if (this.taken.has(address)) continue;
      this.taken.add(address);
      this.next = (offset + 1) % range.size;
      return address;
    }
    throw new RuntimeError('NetworkNotReady', "no address is left in the node's range of pod addresses");
  }

  release(address: string): void {
    this.taken.delete(address);
  }
}

function parseRange(podCidr: string): Range {
  const match = /^(127\.\d+\.\d+\.\d+)\/(\d+)$/.exec(podCidr);
  const bits = Number(match?.[2]);
  if (!match?.[1] || bits < 8 || bits > 30) {
    throw new RuntimeError(
      'NetworkNotReady',
      `pods of this runtime have loopback addresses, and ${podCidr} is not a range within 127.0.0.0/8`,
    );
  }
  const size = 2 ** (32 - bits);
  const address = toNumber(match[1]);
  return { first: address - (address % size), size };
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
