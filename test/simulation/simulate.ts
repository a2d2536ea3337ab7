// One seed: a cluster comes to life, users and faults do their worst for a while, then nothing goes wrong any more and it has
// to settle.
import type { Operation } from '@portolan/core/registry/operation.ts';
import { controllerOf } from '@portolan/core/resource/object.ts';
import type { RevisionChanges } from '@portolan/core/store/store.ts';
import type { SeededRandom } from '../reliability/seeded-random.ts';
import type { Bug } from './bugs/bug.ts';
import { SimulatedCluster } from './cluster/simulated-cluster.ts';
import { type Violation, World } from './cluster/world.ts';
import { faults, foul } from './faults.ts';
import { makeInvariants } from './invariants/invariants.ts';
import { actions, create, healed, neverReady } from './workload.ts';

export interface Outcome {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
  readonly hash: string;
  readonly revisions: number;
  /** Simulated time. */
  readonly seconds: number;
  readonly figures: ReadonlyMap<string, number>;
}

const minSteps = 5;
const maxSteps = 15;
/** How long a cluster may take to settle, how long it has to be well to count as settled, and how long it is watched then. */
const settleMs = 450_000;
const stepMs = 2_000;
const quietMs = 6_000;
const lateMs = 15_000;

export async function simulate(seed: number, bug?: Bug): Promise<Outcome> {
  const world = new World(seed, makeInvariants);
  const random = world.random(0);
  const cluster = await SimulatedCluster.start({ world, bug });
  if (random.chance(0.4)) cluster.setWeather(foul(random));
  for (let number = 1 + random.integer(3); number > 0; number--) cluster.addNode();
  await world.pass(random.integer(12_000));
  await cluster.user('create a deployment', create(cluster, random));
  await trouble(cluster, random);
  await heal(cluster, random);
  if (world.violations.length === 0) await settle(world);
  // What agents did when they came back.
  await cluster.look();
  return outcomeOf(world);
}

async function trouble(cluster: SimulatedCluster, random: SeededRandom): Promise<void> {
  const { world } = cluster;
  const steps = minSteps + random.integer(maxSteps - minSteps);
  const faultShare = random.pick([0.2, 0.4, 0.6]);
  for (let step = 0; step < steps && world.violations.length === 0; step++) {
    if (step > 2 && random.chance(faultShare)) {
      const fault = weighted(faults, random);
      world.trace.add('fault', fault.name);
      if (await fault.strike(cluster, random)) world.count(fault.name);
    } else {
      const action = weighted(actions, random);
      const operations = action.plan(cluster, random);
      if (operations.length > 0) await cluster.user(action.name, operations);
    }
    await world.pass(pauseMs(random));
    await cluster.look();
  }
}

/** Mostly short, so that things happen at once; now and then long enough for a node to be given up. */
function pauseMs(random: SeededRandom): number {
  const longest = random.pick([10, 10, 500, 500, 3_000, 3_000, 10_000, 60_000]);
  return Math.floor(random.next() * longest);
}

/** Ends all faults, and whatever of the users' doing would keep workloads from getting well. */
async function heal(cluster: SimulatedCluster, random: SeededRandom): Promise<void> {
  const { world } = cluster;
  world.trace.add('fault', 'no more');
  cluster.makeWhole();
  while (cluster.nodes.size < 3) cluster.addNode();
  const nodes = world.model.list('Node').filter(({ key }) => cluster.nodes.has(key.name));
  for (const { key } of nodes) {
    const patch = { spec: { unschedulable: null, taints: null } };
    await cluster.user('heal a node', [{ verb: 'patch', ref: key, patchType: 'merge', patch }]);
  }
  for (const stored of [...world.model.list('Pod'), ...world.model.list('ReplicaSet.apps')]) {
    if (controllerOf(stored.object)) continue;
    await cluster.user('heal a stray', [{ verb: 'delete', ref: stored.key, preconditions: { uid: stored.uid } }]);
  }
  // Eight large pods need more than there may be.
  for (const stored of world.model.list('Deployment.apps')) {
    const replicas = Math.min(2, (stored.object.spec as { replicas?: number }).replicas ?? 1);
    const resume: Operation = {
      verb: 'patch',
      ref: stored.key,
      patchType: 'merge',
      patch: { spec: { paused: null, replicas } },
    };
    await cluster.user('heal a deployment', [resume]);
    await cluster.user('heal an image', healed(stored));
  }
  if (random.chance(0.2)) await cluster.user('create what never gets ready', neverReady());
}

/** Until all is as it should be in the end; then nothing may be written any more. */
async function settle(world: World): Promise<void> {
  const endMs = world.clock.now() + settleMs;
  for (let quiet = 0; quiet < quietMs; ) {
    const before = world.revisions.length;
    await world.pass(stepMs);
    if (world.violations.length > 0) return;
    if (world.clock.now() > endMs) break;
    const isQuiet = !world.revisions.slice(before).some(isWork) && world.lacks().length === 0;
    quiet = isQuiet ? quiet + stepMs : 0;
  }
  const before = world.revisions.length;
  await world.pass(lateMs);
  world.ended(world.revisions.slice(before));
}

/** Events are written behind and say nothing about what is left to do. */
function isWork({ changes }: RevisionChanges): boolean {
  return changes.some(({ key }) => key.kind !== 'Event.events.k8s.io');
}

function weighted<T extends { readonly weight: number }>(items: readonly T[], random: SeededRandom): T {
  let left = random.next() * items.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = items.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return chosen ?? random.pick(items);
}

function outcomeOf(world: World): Outcome {
  const { seed, violations, trace, figures, revisions, clock } = world;
  const seconds = (clock.now() - Date.UTC(2026, 0, 1)) / 1000;
  return { seed, violations, trace: trace.lines, hash: trace.hash, revisions: revisions.length, seconds, figures };
}
