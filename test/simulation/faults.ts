// What goes wrong: one entry a fault, chosen by lot with these weights. All of it ends when the faults do.
import type { SeededRandom } from '../reliability/seeded-random.ts';
import { fairWeather, type Weather } from './cluster/link.ts';
import type { SimulatedCluster } from './cluster/simulated-cluster.ts';
import type { SimulatedNode } from './cluster/simulated-node.ts';

export interface Fault {
  readonly name: string;
  readonly weight: number;
  /** False when there was nothing to strike. */
  strike(cluster: SimulatedCluster, random: SeededRandom): boolean | Promise<boolean>;
}

/** Longer than a leader may go without a renewal, now and then. */
const pausesMs = [500, 5_000, 20_000];

export function foul(random: SeededRandom): Weather {
  const some = (share: number) => (random.chance(0.5) ? random.next() * share : 0);
  return {
    latencyMs: random.chance(0.5) ? random.next() * 200 : 0,
    lostAnswers: some(0.2),
    lostWrites: some(0.1),
    refusals: some(0.1),
    lateNotices: some(0.6),
    lostNotices: some(0.3),
    doubledNotices: some(0.3),
  };
}

const onProcess =
  (strike: (process: SimulatedCluster['runningProcesses'][number], random: SeededRandom) => void): Fault['strike'] =>
  (cluster, random) => {
    const running = cluster.runningProcesses;
    if (running.length === 0) return false;
    strike(random.pick(running), random);
    return true;
  };

const onNode =
  (strike: (node: SimulatedNode, random: SeededRandom, cluster: SimulatedCluster) => boolean | Promise<boolean>) =>
  (cluster: SimulatedCluster, random: SeededRandom) => {
    const nodes = [...cluster.nodes.values()];
    return nodes.length === 0 ? false : strike(random.pick(nodes), random, cluster);
  };

/** Those that run as things are, and those that begin again. */
const restarting = (strike: (node: SimulatedNode) => void) =>
  onNode((node) => {
    if (node.isUp) strike(node);
    else node.startAgent();
    return true;
  });

export const faults: readonly Fault[] = [
  {
    name: 'foul weather',
    weight: 4,
    strike: onProcess((process, random) => {
      process.link.weather = foul(random);
    }),
  },
  {
    name: 'fair weather',
    weight: 2,
    strike: onProcess((process) => {
      process.link.weather = fairWeather;
    }),
  },
  {
    name: 'crash at a write',
    weight: 4,
    strike: onProcess((process, random) => {
      process.link.crashPoint = { writes: random.integer(12), when: random.pick(['before', 'after']) };
    }),
  },
  { name: 'crash', weight: 1, strike: onProcess((process) => process.kill()) },
  {
    name: 'start processes',
    weight: 4,
    strike(cluster) {
      cluster.startAllProcesses();
      return true;
    },
  },
  {
    name: 'pause',
    weight: 3,
    strike: onProcess((process, random) => {
      const { clock } = process;
      if (clock.isPaused) return;
      clock.pause();
      clock.resumeIn(random.pick(pausesMs));
    }),
  },
  {
    name: 'pause at a write',
    weight: 3,
    strike(cluster, random) {
      // Somebody else has to be there to take over.
      cluster.startAllProcesses();
      for (const { link } of cluster.runningProcesses) {
        link.pausePoint = { writes: random.integer(6), durationMs: random.pick([5_000, 20_000]) };
      }
      return true;
    },
  },
  { name: 'expired feed', weight: 1, strike: onProcess(({ link }) => link.expire()) },
  { name: 'agent killed or started', weight: 2, strike: restarting((node) => node.killAgent()) },
  { name: 'power lost or restored', weight: 2, strike: restarting((node) => node.losePower()) },
  {
    name: 'watch lost',
    weight: 1,
    strike: onNode((node) => {
      node.loseWatch();
      return true;
    }),
  },
  {
    name: 'bad connection of a node',
    weight: 2,
    strike: onNode((node, random) => {
      node.weather = {
        latencyMs: random.pick([0, 100, 1_000]),
        lostAnswers: random.pick([0, 0.1, 0.3]),
        isCutOff: random.chance(0.2),
      };
      return true;
    }),
  },
  { name: 'container crash', weight: 3, strike: onNode((node, random) => node.crashContainer(random)) },
  {
    name: 'failing readiness',
    weight: 1,
    strike: onNode((node, random) => {
      node.isReadinessBroken = random.chance(0.6);
      return true;
    }),
  },
  {
    name: 'quota',
    weight: 1,
    strike(cluster, random) {
      cluster.quota = random.chance(0.6) ? cluster.world.model.list('Pod').length + random.integer(3) : undefined;
      return true;
    },
  },
  {
    name: 'node added',
    weight: 1,
    strike(cluster) {
      if (cluster.nodes.size >= 4) return false;
      cluster.addNode();
      return true;
    },
  },
  {
    name: 'node removed',
    weight: 1.5,
    strike: onNode(async (node, _random, cluster) => {
      if (cluster.nodes.size < 2) return false;
      cluster.removeNode(node);
      return cluster.user('remove a node', [{ verb: 'delete', ref: { kind: 'Node', name: node.name } }]);
    }),
  },
];
