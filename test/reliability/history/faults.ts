// What goes wrong: the kinds of faults, and from a seed the plan of when each happens to whom.
import { delay, systemClock } from '@portolan/core/resource/clock.ts';
import type { ApiNode } from '../cluster/api-node.ts';
import type { DatabaseServer } from '../cluster/database-server.ts';
import { SeededRandom } from '../seeded-random.ts';

/** What a fault is done to. */
export interface Victim {
  readonly node: ApiNode;
  readonly server: DatabaseServer;
  /** For faults that last. */
  readonly durationMs: number;
  /** In [0, 1): where a fault needs a measure of another kind. */
  readonly measure: number;
  /** Raises the floor of history; false when there was nothing to drop. */
  compact(share: number): Promise<boolean>;
}

export interface FaultKind {
  readonly name: string;
  /** How often it occurs in a deck of faults. */
  readonly weight: number;
  /** What nothing else may happen to meanwhile. */
  readonly takes: ReadonlyArray<'process' | 'front' | 'back' | 'database' | 'history'>;
  /** Resolves when it is over; false when there was nothing to break. */
  fire(victim: Victim): Promise<boolean>;
}

async function during({ durationMs }: Victim, begin: () => void, end: () => void): Promise<true> {
  begin();
  await delay(systemClock, durationMs);
  end();
  return true;
}

export const faultKinds: readonly FaultKind[] = [
  {
    name: 'kill-api',
    weight: 2,
    takes: ['process'],
    async fire({ node }) {
      if (!node.isUp) return false;
      await node.kill();
      await node.start();
      return true;
    },
  },
  {
    name: 'pause-api',
    weight: 2,
    takes: ['process'],
    async fire(victim) {
      const { node } = victim;
      return (
        node.isUp &&
        during(
          victim,
          () => node.pause(),
          () => node.resume(),
        )
      );
    },
  },
  {
    name: 'kill-database',
    weight: 2,
    takes: ['database'],
    async fire({ server }) {
      server.kill();
      await server.untilUp();
      return true;
    },
  },
  { name: 'cut-clients', weight: 2, takes: ['front'], fire: async ({ node }) => node.front.cut() > 0 },
  { name: 'cut-database', weight: 2, takes: ['back'], fire: async ({ node }) => node.back.cut() > 0 },
  {
    name: 'silence-clients',
    weight: 1,
    takes: ['front'],
    fire: (victim) =>
      during(
        victim,
        () => victim.node.front.silence(),
        () => victim.node.front.heal(),
      ),
  },
  {
    name: 'silence-database',
    weight: 1,
    takes: ['back'],
    fire: (victim) =>
      during(
        victim,
        () => victim.node.back.silence(),
        () => victim.node.back.heal(),
      ),
  },
  {
    name: 'refuse-database',
    weight: 1,
    takes: ['back'],
    fire(victim) {
      const { back } = victim.node;
      const begin = () => {
        back.refuse();
        back.cut();
      };
      return during(victim, begin, () => back.heal());
    },
  },
  {
    name: 'slow-clients',
    weight: 1,
    takes: ['front'],
    fire: (victim) =>
      during(
        victim,
        () => victim.node.front.delay(slowness(victim)),
        () => victim.node.front.heal(),
      ),
  },
  {
    name: 'slow-database',
    weight: 1,
    takes: ['back'],
    fire: (victim) =>
      during(
        victim,
        () => victim.node.back.delay(slowness(victim)),
        () => victim.node.back.heal(),
      ),
  },
  { name: 'compact', weight: 2, takes: ['history'], fire: ({ compact, measure }) => compact(measure) },
];

/** Named by reliability.md's rig and not made by this one. */
export const missingFaults: readonly string[] = ['clock jumps', 'slow fsync', 'full disk'];

function slowness({ measure }: Victim): number {
  return 10 + Math.floor(measure * 140);
}

export interface PlannedFault {
  readonly atMs: number;
  readonly kind: FaultKind;
  readonly node: number;
  readonly durationMs: number;
  readonly measure: number;
}

export interface FaultOptions {
  readonly seed: number;
  readonly untilMs: number;
  /** Between two faults, on average. */
  readonly everyMs: number;
  readonly shortestMs: number;
  readonly longestMs: number;
  readonly nodes: number;
  readonly kinds: readonly FaultKind[];
}

const stream = 1;

/** Kinds are dealt from a shuffled deck, so that each has its turn in every round. */
export function planFaults(options: FaultOptions): PlannedFault[] {
  const { seed, untilMs, everyMs, shortestMs, longestMs, nodes, kinds } = options;
  const random = new SeededRandom(seed, stream);
  const deck = kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
  const plan: PlannedFault[] = [];
  let dealt: FaultKind[] = [];
  if (deck.length === 0) return plan;
  for (let atMs = everyMs * random.next(); atMs < untilMs; atMs += everyMs * 2 * random.next()) {
    if (dealt.length === 0) dealt = random.sample(deck, deck.length);
    const kind = dealt.pop();
    if (!kind) break;
    const durationMs = random.spread(shortestMs, longestMs);
    plan.push({ atMs, kind, node: random.integer(nodes), durationMs, measure: random.next() });
  }
  return plan;
}
