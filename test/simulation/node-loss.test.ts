// A node that stops, on a clock that the test moves: with Kubernetes' own patience, its pods are elsewhere minutes later.
import { deploymentController } from '@portolan/core/kinds/deployment/reconcile.ts';
import { nodeLifecycleController } from '@portolan/core/kinds/node/lifecycle/reconcile.ts';
import { taintEvictionController } from '@portolan/core/kinds/node/taint-eviction/reconcile.ts';
import { replicaSetController } from '@portolan/core/kinds/replica-set/reconcile.ts';
import { timeText } from '@portolan/core/resource/clock.ts';
import type { Pod } from '@portolan/core/resource/generated/kubernetes.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startRig } from '../support/controllers.ts';
import { aDeployment, aNode } from '../support/manifests.ts';
import { simulatedNodes } from '../support/simulated-nodes.ts';

type Rig = Awaited<ReturnType<typeof startRig>>;
let rig: Rig;
/** Nodes that are alive; the test takes those away that stop. */
let alive: string[];

beforeEach(async () => {
  rig = await startRig();
  alive = ['n1', 'n2', 'n3'];
  await rig.create(...alive.map(readyNode), ...alive.map(lease), aDeployment({ spec: { replicas: 6 } }));
  await rig.start(
    deploymentController,
    replicaSetController,
    nodeLifecycleController(),
    taintEvictionController(),
    // What a dead node is asked to end stays as it is.
    simulatedNodes({ nodes: alive, endAfterMs: 24 * 3_600_000 }),
  );
  await live(10);
});

afterEach(() => rig.stop());

function readyNode(name: string) {
  return aNode({ metadata: { name }, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
}

function lease(name: string) {
  const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: '2026-01-01T00:00:00.000000Z' };
  const metadata = { name, namespace: 'kube-node-lease' };
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
}

let beats = 0;

/** Lets time pass while the nodes that are alive renew their leases. */
async function live(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 5) {
    const renewTime = new Date(Date.UTC(2026, 5, 1) + ++beats * 1000).toISOString().replace('.000Z', '.000000Z');
    const beat = alive.map((name) => {
      const key = { kind: 'Lease.coordination.k8s.io', namespace: 'kube-node-lease', name };
      return { key, uid: rig.cache.get(key)?.uid ?? '', renewTime };
    });
    await rig.store.renew(beat);
    await rig.advance(5, 5);
  }
}

const pods = () => rig.cache.list('Pod').map(({ object }) => object as Pod);
const isReady = ({ status }: Pod) =>
  status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True');
const serving = () => pods().filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined);
const namesOf = (some: readonly Pod[]) => some.map(({ metadata }) => metadata.name).sort();

it('a node that stops loses its pods to the others five minutes after it counts as lost, and nothing else moves', async () => {
  const before = serving();
  expect(before).toHaveLength(6);
  const lost = before.filter(({ spec }) => spec?.nodeName === 'n1');
  expect(lost).toHaveLength(2);
  alive.splice(alive.indexOf('n1'), 1);

  await live(60);
  expect(namesOf(serving())).toEqual(namesOf(before.filter((pod) => !lost.includes(pod))));
  await live(280);
  expect(pods()).toHaveLength(6);
  await live(30);
  const after = serving();
  expect(after).toHaveLength(6);
  expect(after.filter(({ spec }) => spec?.nodeName === 'n1')).toEqual([]);
  expect(namesOf(after)).toEqual(expect.arrayContaining(namesOf(before.filter((pod) => !lost.includes(pod)))));
  expect(namesOf(pods().filter(({ metadata }) => metadata.deletionTimestamp !== undefined))).toEqual(namesOf(lost));
});

it('a node that is back before its pods have run out of patience keeps them', async () => {
  const before = namesOf(pods());
  alive.splice(alive.indexOf('n1'), 1);
  await live(300);
  alive.push('n1');
  const conditions = [{ type: 'Ready', status: 'True', lastHeartbeatTime: timeText(rig.clock.now()) }];
  const ref = { kind: 'Node', name: 'n1' };
  await rig.execute({
    verb: 'patch',
    ref,
    patchType: 'strategic',
    patch: { status: { conditions } },
    subresource: 'status',
  });
  await live(600);
  expect(namesOf(pods())).toEqual(before);
  expect(pods().filter(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([]);
});
