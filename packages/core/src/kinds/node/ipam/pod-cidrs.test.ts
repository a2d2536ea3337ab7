import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PodCidrs, planPodCidrs } from './pod-cidrs.ts';

describe('blocks of a range', () => {
  it.each([
    ['127.128.0.0/10', 24, 0, '127.128.0.0/24'],
    ['127.128.0.0/10', 24, 16_383, '127.191.255.0/24'],
    ['10.244.0.0/16', 24, 255, '10.244.255.0/24'],
    ['10.244.7.9/16', 26, 1, '10.244.0.64/26'],
    ['255.255.255.0/24', 32, 255, '255.255.255.255/32'],
    ['0.0.0.0/0', 8, 255, '255.0.0.0/8'],
  ])('%s cut into /%i: number %i is %s', (range, prefix, block, expected) => {
    const cidrs = new PodCidrs(range, prefix);
    expect(cidrs.text(block)).toBe(expected);
    expect(cidrs.blocksOf(expected)).toEqual([block]);
  });

  it('knows how many there are', () => {
    expect(new PodCidrs('127.128.0.0/10', 24).count).toBe(16_384);
  });

  it.each([
    ['10.244.0.0/23', [0, 1]],
    ['10.244.3.128/25', [3]],
    ['10.245.0.0/24', []],
    ['10.0.0.0/8', Array.from({ length: 256 }, (_, block) => block)],
    ['fd00::/64', []],
  ])('sees that %s touches them', (cidr, expected) => {
    expect(new PodCidrs('10.244.0.0/16', 24).blocksOf(cidr)).toEqual(expected);
  });

  it.each([
    ['fd00::/64', 80],
    ['10.0.0.0', 24],
    ['10.0.0.0/33', 33],
    ['10.0.0.0/16', 8],
  ])('cannot be made of %s with /%i', (range, prefix) => {
    expect(() => new PodCidrs(range, prefix)).toThrow();
  });
});

describe('handing out', () => {
  it.each([
    ['starts where it left off', 4, 2, [], 2, { blocks: [2, 3], next: 0 }],
    ['comes round to what is free again', 4, 2, [3], 3, { blocks: [0, 1], next: 2 }],
    ['gives as many as there are', 4, 9, [1], 0, { blocks: [0, 2, 3], next: 0 }],
  ] as const)('%s', (_, count, wanted, taken, from, expected) => {
    expect(planPodCidrs(count, wanted, new Set(taken), from)).toEqual(expected);
  });

  it('never gives a block twice and never leaves one over', () => {
    const plan = fc.record({
      count: fc.integer({ min: 1, max: 64 }),
      wanted: fc.nat(80),
      taken: fc.uniqueArray(fc.nat(63)),
      from: fc.nat(63),
    });
    fc.assert(
      fc.property(plan, ({ count, wanted, taken, from }) => {
        const used = new Set(taken.filter((block) => block < count));
        const { blocks, next } = planPodCidrs(count, wanted, used, from % count);
        expect(new Set([...blocks, ...used]).size).toBe(blocks.length + used.size);
        expect(blocks).toHaveLength(Math.min(wanted, count - used.size));
        expect(next).toBeLessThan(count);
      }),
    );
  });
});
