// Deployments and replica sets at work on simulated nodes.
import { deploymentController } from '@portolan/core/kinds/deployment/reconcile.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { replicaSetController } from '@portolan/core/kinds/replica-set/reconcile.ts';
import type { Deployment, Pod, ReplicaSet } from '@portolan/core/resource/generated/kubernetes.ts';
import { expect, it } from 'vitest';
import { ControllerProcess, pass } from '../support/controller-rig.ts';
import { aDeployment } from '../support/manifests.ts';
import { admin, startRegistry } from '../support/registry.ts';
import { type SimulatedNodes, simulatedNodes } from '../support/simulated-nodes.ts';

async function cluster(nodes: SimulatedNodes = {}) {
  const { clock, store, cache, registry } = await startRegistry(kinds);
  const controllers = [deploymentController, replicaSetController];
  const manager = await ControllerProcess.start({ store, clock, controllers });
  const kubelet = await ControllerProcess.start({ store, clock, controllers: [simulatedNodes(nodes)] });
  const ref = { kind: 'Deployment.apps', namespace: 'default', name: 'web' };
  return {
    clock,
    registry,
    manager,
    pass: (ms: number) => pass(clock, ms, manager, kubelet),
    create: (deployment: Deployment) => registry.execute(admin, [{ verb: 'create', manifest: { ...deployment } }]),
    patch: (patch: unknown) => registry.execute(admin, [{ verb: 'patch', ref, patchType: 'strategic', patch }]),
    deployment: () => cache.get(ref)?.object as Deployment,
    replicaSets: () => cache.list('ReplicaSet.apps').map(({ object }) => object as ReplicaSet),
    pods: () => cache.list('Pod').map(({ object }) => object as Pod),
    notes: () => manager.events.map(({ note }) => note),
  };
}

const image = (text: string) => ({ spec: { template: { spec: { containers: [{ name: 'main', image: text }] } } } });

it('makes a replica set and its pods, scales them, and rolls to another image', async () => {
  const world = await cluster();
  await world.create(aDeployment({ metadata: { name: 'web' }, spec: { replicas: 3 } }));
  await world.pass(10_000);
  expect(world.manager.errors).toEqual([]);
  expect(world.deployment().status).toMatchObject({ replicas: 3, availableReplicas: 3, updatedReplicas: 3 });
  await world.patch({ spec: { replicas: 5 } });
  await world.pass(10_000);
  expect(world.pods()).toHaveLength(5);
  await world.patch(image('web:2'));
  await world.pass(60_000);
  expect(world.deployment()).toMatchObject({
    metadata: { annotations: { 'deployment.kubernetes.io/revision': '2' }, generation: 3 },
    status: {
      observedGeneration: 3,
      replicas: 5,
      readyReplicas: 5,
      availableReplicas: 5,
      updatedReplicas: 5,
      terminatingReplicas: 0,
      conditions: [
        { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
        { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
      ],
    },
  });
  expect(
    world
      .replicaSets()
      .map(({ spec }) => spec?.replicas)
      .sort(),
  ).toEqual([0, 5]);
  const [first = '', second = ''] = world.replicaSets().map(({ metadata }) => metadata.name);
  const sizes = world.notes().filter((note) => note.startsWith('Scaled'));
  expect(sizes.map((note) => note.replace(first, 'web-1').replace(second, 'web-2'))).toEqual([
    'Scaled up replica set web-1 from 0 to 3',
    'Scaled up replica set web-1 from 3 to 5',
    'Scaled up replica set web-2 from 0 to 2',
    'Scaled down replica set web-1 from 5 to 4',
    'Scaled up replica set web-2 from 2 to 3',
    'Scaled down replica set web-1 from 4 to 1',
    'Scaled up replica set web-2 from 3 to 5',
    'Scaled down replica set web-1 from 1 to 0',
  ]);
  expect(world.manager.errors).toEqual([]);
});
