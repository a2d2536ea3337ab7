// Deployments and replica sets at work on simulated nodes.
import { deploymentController } from '@portolan/core/kinds/deployment/reconcile.ts';
import { templateHash } from '@portolan/core/kinds/deployment/template-hash.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { replicaSetController } from '@portolan/core/kinds/replica-set/reconcile.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import type { Deployment, Pod, ReplicaSet } from '@portolan/core/resource/generated/kubernetes.ts';
import type { ApiObject } from '@portolan/core/resource/object.ts';
import { describe, expect, it } from 'vitest';
import { ControllerProcess, pass, type Write } from '../support/controller-rig.ts';
import { aDeployment, aPod, aReplicaSet } from '../support/manifests.ts';
import { admin, startRegistry } from '../support/registry.ts';
import { type SimulatedNodes, simulatedNodes } from '../support/simulated-nodes.ts';

/** Refuses pods beyond those that are left, as a quota does. */
function limited(quota: { left: number }) {
  return ({ operations, run }: Write) => {
    const pods = operations.filter((each) => each.verb === 'create' && each.manifest.kind === 'Pod').length;
    if (pods > quota.left) throw new ApiError('Forbidden', 'exceeded quota');
    quota.left -= pods;
    return run();
  };
}

async function cluster(nodes: SimulatedNodes = {}, quota = { left: Number.POSITIVE_INFINITY }) {
  const { clock, store, cache, registry } = await startRegistry(kinds);
  const controllers = [deploymentController, replicaSetController];
  const manager = await ControllerProcess.start({ store, clock, controllers, intercept: limited(quota) });
  const kubelet = await ControllerProcess.start({ store, clock, controllers: [simulatedNodes(nodes)] });
  const ref = { kind: 'Deployment.apps', namespace: 'default', name: 'web' };
  const execute = (...operations: Operation[]) => registry.execute(admin, operations);
  return {
    execute,
    clock,
    registry,
    manager,
    pass: (ms: number) => pass(clock, ms, manager, kubelet),
    create: (...objects: ApiObject[]) =>
      execute(...objects.map((each): Operation => ({ verb: 'create', manifest: { ...each } }))),
    patch: (patch: unknown) => execute({ verb: 'patch', ref, patchType: 'strategic', patch }),
    label: ({ metadata: { name } }: Pod, labels: Record<string, string | null>) =>
      execute({
        verb: 'patch',
        ref: { kind: 'Pod', namespace: 'default', name },
        patchType: 'merge',
        patch: { metadata: { labels } },
      }),
    deployment: () => cache.get(ref)?.object as Deployment,
    replicaSets: () => cache.list('ReplicaSet.apps').map(({ object }) => object as ReplicaSet),
    pods: () => cache.list('Pod').map(({ object }) => object as Pod),
    condition: (type: string) =>
      (cache.get(ref)?.object as Deployment | undefined)?.status?.conditions?.find((each) => each.type === type),
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

describe('a replica set', () => {
  const alone = aReplicaSet({ metadata: { name: 'web' }, spec: { replicas: 2 } });

  it('lets a pod go whose labels no longer match, and makes another', async () => {
    const world = await cluster();
    await world.create(alone);
    await world.pass(5_000);
    const [first] = world.pods();
    if (!first) throw new Error('there is no pod');
    await world.label(first, { app: 'other' });
    await world.pass(5_000);
    const owners = world.pods().map(({ metadata }) => [metadata.labels?.app, metadata.ownerReferences?.length ?? 0]);
    expect(owners.sort()).toEqual([
      ['other', 0],
      ['web', 1],
      ['web', 1],
    ]);
    await world.label(first, { app: 'web' });
    await world.pass(5_000);
    expect(world.pods()).toHaveLength(2);
    expect(world.manager.errors).toEqual([]);
  });

  it('takes up an orphan instead of making a pod', async () => {
    const world = await cluster();
    await world.create(aPod({ metadata: { name: 'orphan', labels: { app: 'web' } } }));
    await world.create(alone);
    await world.pass(5_000);
    expect(world.pods()).toHaveLength(2);
    const orphan = world.pods().find(({ metadata }) => metadata.name === 'orphan');
    const [{ metadata } = alone] = world.replicaSets();
    expect(orphan?.metadata.ownerReferences).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web',
        uid: metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
  });

  it('replaces pods that ended, were deleted, or never came', async () => {
    const world = await cluster();
    await world.create(alone);
    await world.pass(5_000);
    const [first, second] = world
      .pods()
      .map(({ metadata }) => ({ kind: 'Pod', namespace: 'default', name: metadata.name }));
    if (!first || !second) throw new Error('there are no pods');
    await world.execute(
      { verb: 'delete', ref: first },
      { verb: 'patch', ref: second, patchType: 'merge', subresource: 'status', patch: { status: { phase: 'Failed' } } },
    );
    await world.pass(5_000);
    expect(world.replicaSets()[0]?.status).toMatchObject({ replicas: 2, readyReplicas: 2, terminatingReplicas: 0 });
    // The failed pod stays for whoever looks into it.
    expect(world.pods()).toHaveLength(3);
  });

  it('counts a pod as available once it has been ready for long enough', async () => {
    const world = await cluster({ readyAfterMs: 0 });
    await world.create(aReplicaSet({ metadata: { name: 'web' }, spec: { replicas: 1, minReadySeconds: 30 } }));
    await world.pass(29_000);
    expect(world.replicaSets()[0]?.status).toMatchObject({ readyReplicas: 1 });
    expect(world.replicaSets()[0]?.status).not.toHaveProperty('availableReplicas');
    await world.pass(2_000);
    expect(world.replicaSets()[0]?.status).toMatchObject({ readyReplicas: 1, availableReplicas: 1 });
  });

  it('makes as many pods as are let through, and says what stops it', async () => {
    const quota = { left: 5 };
    const world = await cluster({}, quota);
    await world.create(aReplicaSet({ metadata: { name: 'web' }, spec: { replicas: 8 } }));
    await world.pass(0);
    expect(world.pods()).toHaveLength(5);
    const [status] = world.replicaSets().map((each) => each.status);
    expect(status).toMatchObject({ replicas: 5 });
    expect(status?.conditions).toMatchObject([
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' },
    ]);
    expect(new Set(world.notes().filter((note) => note.startsWith('Error')))).toEqual(
      new Set(['Error creating: exceeded quota']),
    );
    quota.left = 3;
    await world.pass(5_000);
    expect(world.replicaSets()[0]?.status).toMatchObject({ replicas: 8 });
    expect(world.replicaSets()[0]?.status?.conditions).toBeUndefined();
  });
});

describe('a deployment', () => {
  it('says that a rollout takes too long, and that it went well in the end', async () => {
    const world = await cluster({ isBroken: ({ spec }) => spec?.containers[0]?.image === 'bad' });
    await world.create(aDeployment({ metadata: { name: 'web' }, spec: { replicas: 4, progressDeadlineSeconds: 60 } }));
    await world.pass(10_000);
    await world.patch(image('bad'));
    await world.pass(50_000);
    expect(world.condition('Progressing')).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
    await world.pass(20_000);
    expect(world.condition('Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: expect.stringMatching(/^ReplicaSet "web-\w+" has timed out progressing\.$/),
    });
    expect(world.condition('Available')).toMatchObject({ status: 'True' });
    expect(world.deployment().status).toMatchObject({
      availableReplicas: 3,
      updatedReplicas: 2,
      unavailableReplicas: 2,
    });
    await world.patch(image('good'));
    await world.pass(60_000);
    expect(world.condition('Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
  });

  it('shares new replicas out while a rollout is stuck', async () => {
    const world = await cluster({ isBroken: ({ spec }) => spec?.containers[0]?.image === 'bad' });
    await world.create(aDeployment({ metadata: { name: 'web' }, spec: { replicas: 10 } }));
    await world.pass(10_000);
    await world.patch(image('bad'));
    await world.pass(10_000);
    const sizes = () =>
      world
        .replicaSets()
        .map(({ spec }) => spec?.replicas ?? 0)
        .sort((a, b) => a - b);
    expect(sizes()).toEqual([5, 8]);
    await world.patch({ spec: { replicas: 20 } });
    await world.pass(10_000);
    expect(sizes()).toEqual([10, 15]);
    expect(world.deployment().metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '2' });
  });

  it('that is paused rolls nothing out, still scales, is not late, and makes one replica set when it is resumed', async () => {
    const world = await cluster();
    await world.create(aDeployment({ metadata: { name: 'web' }, spec: { replicas: 2, progressDeadlineSeconds: 60 } }));
    await world.pass(10_000);
    await world.patch({ spec: { paused: true } });
    await world.patch(image('web:2'));
    await world.pass(10_000);
    await world.patch(image('web:3'));
    await world.patch({ spec: { replicas: 5 } });
    await world.pass(600_000);
    expect(world.replicaSets()).toMatchObject([{ spec: { replicas: 5 } }]);
    expect(world.condition('Progressing')).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' });
    await world.patch({ spec: { paused: null } });
    await world.pass(60_000);
    const sizes = world.replicaSets().map(({ spec }) => [spec?.template?.spec?.containers[0]?.image, spec?.replicas]);
    expect(sizes.sort()).toEqual([
      [aDeployment().spec?.template.spec?.containers[0]?.image, 0],
      ['web:3', 5],
    ]);
    expect(world.condition('Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
  });

  it('keeps as many old replica sets as its history may hold', async () => {
    const world = await cluster();
    await world.create(aDeployment({ metadata: { name: 'web' }, spec: { replicas: 1, revisionHistoryLimit: 1 } }));
    for (const text of ['web:2', 'web:3', 'web:4']) {
      await world.pass(30_000);
      await world.patch(image(text));
    }
    await world.pass(30_000);
    const revisions = world
      .replicaSets()
      .map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']);
    expect(revisions.sort()).toEqual(['3', '4']);
  });

  it('takes up the replica set that another one of its name left behind, and no pod is restarted', async () => {
    const world = await cluster();
    const web = aDeployment({ metadata: { name: 'web' }, spec: { replicas: 2 } });
    await world.create(web);
    await world.pass(10_000);
    const before = world.pods().map(({ metadata }) => metadata.uid);
    const [replicaSet] = world.replicaSets();
    const ref = { kind: 'ReplicaSet.apps', namespace: 'default', name: replicaSet?.metadata.name ?? '' };
    await world.execute({ verb: 'delete', ref: { kind: 'Deployment.apps', namespace: 'default', name: 'web' } });
    // What an orphaning deletion leaves: the garbage collector takes the reference away.
    await world.execute({ verb: 'patch', ref, patchType: 'merge', patch: { metadata: { ownerReferences: null } } });
    await world.create(web);
    await world.pass(10_000);
    expect(world.replicaSets().map(({ metadata }) => metadata.uid)).toEqual([replicaSet?.metadata.uid]);
    expect(world.pods().map(({ metadata }) => metadata.uid)).toEqual(before);
    expect(world.deployment().status).toMatchObject({ replicas: 2, availableReplicas: 2 });
  });

  it('takes another name where another template has it', async () => {
    const world = await cluster();
    const web = aDeployment({ metadata: { name: 'web' } });
    const { results } = await world.create(web);
    const created = results[0]?.object as Deployment | undefined;
    if (!created?.spec) throw new Error('it was not created');
    const name = `web-${templateHash(created.spec.template, 0)}`;
    const other = { app: 'other' };
    const template = { ...created.spec.template, metadata: { name: '', labels: other } };
    const spec = { selector: { matchLabels: other }, template, replicas: 0 };
    await world.create(aReplicaSet({ metadata: { name }, spec }));
    await world.pass(10_000);
    expect(world.deployment().status).toMatchObject({ collisionCount: 1, availableReplicas: 3 });
    expect(world.replicaSets()).toHaveLength(2);
  });
});
