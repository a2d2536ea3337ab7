// Whatever fails or happens beside it, the scheduler gives no node more than it has, binds no pod twice, and in the end has
// bound all that fit.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aLease, aNode, aPod } from '../../../../test/support/manifests.ts';
import { admin } from '../../../../test/support/registry.ts';
import { until } from '../../../../test/support/until.ts';
import { kinds } from '../kinds/kinds.ts';
import type { Operation } from '../registry/operation.ts';
import { Registry } from '../registry/registry.ts';
import { type Fence, mastersGroup, type Request } from '../registry/request.ts';
import { ApiError, isReason } from '../resource/api-error.ts';
import type { ApiObject } from '../resource/object.ts';
import { VirtualClock } from '../resource/virtual-clock.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { ChangeSet, CommitResult, Store } from '../store/store.ts';
import { WatchCache } from '../store/watch-cache.ts';
import { podOf } from './cluster-feed.ts';
import { startScheduler } from './scheduler.ts';

const user = 'system:kube-scheduler';

/** What becomes of one write of the scheduler. */
type Fate = 'written' | 'lost' | 'written, but not told';

/** The same store, but for the writes of the scheduler: each meets the next fate, and all are written once none is left. */
function withFates(store: Store, fates: Fate[]): Store {
  const failing: Store = Object.create(store);
  failing.commit = async (set: ChangeSet): Promise<CommitResult> => {
    const fate = set.origin.actor === user ? (fates.shift() ?? 'written') : 'written';
    if (fate === 'lost') throw new ApiError('ServiceUnavailable', 'the database is away');
    const result = await store.commit(set);
    if (fate === 'written, but not told') throw new ApiError('Timeout', 'it is not known what became of it');
    return result;
  };
  return failing;
}

const create = (object: ApiObject): Operation => ({ verb: 'create', manifest: { ...object } });
const podRef = (at: number) => ({ kind: 'Pod', namespace: 'default', name: `p${at}` });
const cpusPerNode = 3;

async function startRig(fates: Fate[]) {
  const clock = new VirtualClock();
  const store = withFates(createMemoryStore(clock), fates);
  const cache = await WatchCache.start(store, { clock });
  const registry = new Registry({ store, cache, kinds, clock });
  await registry.execute(admin, [
    create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }),
    create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } }),
  ]);
  const start = (fence?: Fence) => {
    const identity = { user, groups: [mastersGroup] };
    const request: Request = { identity, fieldManager: 'kube-scheduler', ...(fence && { fence }) };
    return startScheduler({ registry, clock, request, recordEvent: () => undefined });
  };
  const addNodes = async (count: number) => {
    const names = Array.from({ length: count }, (_, at) => `n${at}`);
    const allocatable = { cpu: String(cpusPerNode), memory: '64Gi', pods: '110' };
    const nodes = names.map((name) =>
      create(aNode({ metadata: { name }, status: { capacity: allocatable, allocatable } })),
    );
    // New nodes are taken for not ready.
    const patch = { spec: { taints: null } };
    await registry.execute(admin, nodes);
    await registry.execute(
      admin,
      names.map((name) => ({ verb: 'patch', ref: { kind: 'Node', name }, patchType: 'merge', patch })),
    );
  };
  const addPods = (count: number) => {
    const requests = { cpu: '1', memory: '64Mi' };
    const containers = [{ name: 'main', image: 'web', resources: { requests } }];
    const pods = Array.from({ length: count }, (_, at) =>
      create(aPod({ metadata: { name: `p${at}` }, spec: { containers } })),
    );
    return registry.execute(admin, pods);
  };
  return { clock, store, cache, registry, start, addNodes, addPods };
}

type Rig = Awaited<ReturnType<typeof startRig>>;

/** Pods by node, as the store has them. */
async function placements({ store }: Rig): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const stored of (await store.list({ kind: 'Pod' })).items) {
    const nodeName = podOf(stored).spec?.nodeName;
    if (nodeName) counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1);
  }
  return counts;
}

/** Each pod that was ever bound was bound once. */
async function bindingsOf({ store }: Rig): Promise<Map<string, Set<string>>> {
  const nodesOf = new Map<string, Set<string>>();
  for (const { changes } of await store.history(0, 100_000)) {
    for (const change of changes) {
      const nodeName = change.key.kind === 'Pod' ? podOf(change).spec?.nodeName : undefined;
      if (nodeName) nodesOf.set(change.uid, new Set([...(nodesOf.get(change.uid) ?? []), nodeName]));
    }
  }
  return nodesOf;
}

/** Others change pods while the scheduler works; that a pod is no longer as they thought is their bad luck. */
async function disturb({ registry }: Rig, { what, pod }: Disturbance): Promise<void> {
  const ref = podRef(pod);
  const patch = { metadata: { annotations: { disturbed: 'yes' } } };
  const operation: Operation =
    what === 'delete'
      ? { verb: 'delete', ref, gracePeriodSeconds: 0 }
      : what === 'annotate'
        ? { verb: 'patch', ref, patchType: 'merge', patch }
        : { verb: 'bind', ref, node: 'elsewhere' };
  try {
    await registry.execute(admin, [operation]);
  } catch (error) {
    if (!isReason(error, 'NotFound', 'Conflict')) throw error;
  }
}

interface Disturbance {
  readonly what: 'delete' | 'annotate' | 'bind elsewhere' | 'restart';
  readonly pod: number;
}

it('never gives away too much, and binds all that fit in the end, whatever fails or is changed by others', async () => {
  const fates = fc.array(fc.constantFrom<Fate>('written', 'lost', 'written, but not told'), { maxLength: 6 });
  const disturbances = fc.array(
    fc.record({
      what: fc.constantFrom<Disturbance['what']>('delete', 'annotate', 'bind elsewhere', 'restart'),
      pod: fc.integer({ min: 0, max: 14 }),
    }),
    { maxLength: 8 },
  );
  const sizes = fc.record({ nodes: fc.integer({ min: 1, max: 4 }), pods: fc.integer({ min: 1, max: 15 }) });
  await fc.assert(
    fc.asyncProperty(sizes, fates, disturbances, async ({ nodes, pods }, fate, steps) => {
      const rig = await startRig([...fate]);
      await rig.addNodes(nodes);
      let scheduler = await rig.start();
      const adding = rig.addPods(pods);
      for (const step of steps) {
        if (step.what !== 'restart') await disturb(rig, step);
        else {
          await scheduler.stop();
          scheduler = await rig.start();
        }
        rig.clock.advance(500);
      }
      await adding;
      const here = async () => {
        const counts = await placements(rig);
        const elsewhere = counts.get('elsewhere') ?? 0;
        counts.delete('elsewhere');
        const left = (await rig.store.list({ kind: 'Pod' })).items.length - elsewhere;
        return { counts, bound: [...counts.values()].reduce((sum, count) => sum + count, 0), left };
      };
      await until('all that fit are bound', async () => {
        rig.clock.advance(11_000);
        const { bound, left } = await here();
        return bound === Math.min(left, nodes * cpusPerNode);
      });
      await scheduler.stop();
      expect(Math.max(0, ...(await here()).counts.values())).toBeLessThanOrEqual(cpusPerNode);
      for (const nodesOfPod of (await bindingsOf(rig)).values()) expect(nodesOfPod.size).toBe(1);
      rig.cache.stop();
    }),
    { numRuns: 40 },
  );
});

it('leaves the cluster to its successor once another leads, and both together give away no more than there is', async () => {
  const rig = await startRig([]);
  await rig.addNodes(4);
  const { results } = await rig.registry.execute(admin, [create(aLease())]);
  const key = { kind: 'Lease.coordination.k8s.io', namespace: 'kube-system', name: 'leader' };
  const fenceOf = (object = results[0]?.object): Fence => {
    return { key, uid: object?.metadata.uid ?? '', revision: Number(object?.metadata.resourceVersion) };
  };
  const former = await rig.start(fenceOf());
  const patch = { spec: { holderIdentity: 'n2' } };
  const taken = await rig.registry.execute(admin, [{ verb: 'patch', ref: key, patchType: 'merge', patch }]);
  const successor = await rig.start(fenceOf(taken.results[0]?.object));
  await rig.addPods(20);
  await until('the successor has bound all that fit', () => successor.stats().bound === 4 * cpusPerNode);
  expect([...(await placements(rig)).values()]).toEqual([3, 3, 3, 3]);
  expect(former.stats().bound).toBe(0);
  await Promise.all([former.stop(), successor.stop()]);
  rig.cache.stop();
});
