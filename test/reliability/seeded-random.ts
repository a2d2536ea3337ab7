// Chance from a seed: the same seed makes the same choices.
import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';

export class SeededRandom {
  private readonly clock: VirtualClock;

  /** `stream` tells apart those who choose by themselves under one seed. */
  constructor(seed: number, stream = 0) {
    this.clock = new VirtualClock({ seed: Math.imul(seed, 0x9e3779b1) + stream });
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.clock.random();
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** From 0, below `limit`. */
  integer(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }

  /** `count` different ones. */
  sample<T>(items: readonly T[], count: number): T[] {
    const left = [...items];
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(this.integer(left.length), 1)).flat();
  }

  /** Small ones are as likely in each decade as large ones. */
  spread(least: number, most: number): number {
    return least * (most / least) ** this.next();
  }
}
