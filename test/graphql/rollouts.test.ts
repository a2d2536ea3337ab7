// Rollouts as people drive them: over GraphQL, with the controllers at work.
import { deploymentController } from '@portolan/core/kinds/deployment/reconcile.ts';
import { replicaSetController } from '@portolan/core/kinds/replica-set/reconcile.ts';
import { beforeEach, expect, it } from 'vitest';
import { ControllerProcess, pass } from '../support/controller-rig.ts';
import { type Data, type Graphql, startGraphql } from '../support/graphql.ts';
import { aDeployment } from '../support/manifests.ts';
import { simulatedNodes } from '../support/simulated-nodes.ts';

let api: Graphql;
let wait: () => Promise<void>;

beforeEach(async () => {
  api = await startGraphql();
  const { store, clock } = api;
  const controllers = [deploymentController, replicaSetController];
  const manager = await ControllerProcess.start({ store, clock, controllers });
  const nodes = await ControllerProcess.start({ store, clock, controllers: [simulatedNodes()] });
  wait = () => pass(clock, 30_000, manager, nodes);
  await api.create(aDeployment({ spec: { replicas: 2, minReadySeconds: 1 } }));
  await wait();
});

const setImage = (image: string) =>
  api.run(
    `mutation ($patch: JSON!) {
      patchDeployment(namespace: "default", name: "web", type: STRATEGIC, patch: $patch) { outcome }
    }`,
    { patch: { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } } },
  );

const verb = (text: string) =>
  `mutation { ${text.replace('(', '(namespace: "default", name: "web"')} { outcome object { spec { paused } } } }`;

async function state(): Promise<Data> {
  const { deployment } = await api.run(`{ deployment(namespace: "default", name: "web") {
    revision
    spec { replicas template { metadata { annotations } spec { containers { image } } } }
    status { conditions { type status reason message } }
    replicaSets { metadata { name uid } revision spec { replicas } pods { metadata { name } status { phase } } }
  } }`);
  return deployment;
}

const images = ({ spec }: Data) => spec.template.spec.containers.map(({ image }: Data) => image);
const sizes = ({ replicaSets }: Data) =>
  replicaSets
    .map(({ revision, spec, pods }: Data) => [revision, spec.replicas, pods.length])
    .sort(([a]: number[], [b]: number[]) => (a ?? 0) - (b ?? 0));

it('one query shows a deployment, its replica sets with their revisions, and their pods', async () => {
  await setImage('web:2');
  await wait();
  const shown = await state();
  expect(shown.revision).toBe(2);
  expect(sizes(shown)).toEqual([
    [1, 0, 0],
    [2, 2, 2],
  ]);
  const name = shown.replicaSets.find(({ revision }: Data) => revision === 2).metadata.name;
  expect(name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]+$/);
  expect(shown.status.conditions).toEqual([
    {
      type: 'Available',
      status: 'True',
      reason: 'MinimumReplicasAvailable',
      message: 'Deployment has minimum availability.',
    },
    {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${name}" has successfully progressed.`,
    },
  ]);
});

it('rolls back to the revision before, and to any other, reusing its replica set under a new number', async () => {
  const [first] = (await state()).replicaSets;
  for (const image of ['web:2', 'web:3']) {
    await setImage(image);
    await wait();
  }
  await api.run(verb('rolloutUndo()'));
  await wait();
  expect(images(await state())).toEqual(['web:2']);
  await api.run(verb('rolloutUndo(, toRevision: 1)'));
  await wait();
  const shown = await state();
  expect(shown.revision).toBe(5);
  expect(sizes(shown)).toEqual([
    [3, 0, 0],
    [4, 0, 0],
    [5, 2, 2],
  ]);
  expect(shown.replicaSets.find(({ revision }: Data) => revision === 5).metadata.uid).toBe(first.metadata.uid);
  expect(await api.run(verb('rolloutUndo(, toRevision: 5)'))).toMatchObject({ rolloutUndo: { outcome: 'UNCHANGED' } });
  expect(await api.failure(verb('rolloutUndo(, toRevision: 9)'))).toMatchObject({
    message: 'unable to find specified revision 9 in history',
    extensions: { code: 'BAD_REQUEST' },
  });
});

it('has nothing to roll back to when there is one revision only', async () => {
  expect(await api.failure(verb('rolloutUndo()'))).toMatchObject({
    message: 'no rollout history found for deployment "web"',
  });
});

it('rolls several changes of a paused deployment out as one when it is resumed', async () => {
  expect(await api.run(verb('rolloutPause()'))).toMatchObject({ rolloutPause: { object: { spec: { paused: true } } } });
  for (const image of ['web:2', 'web:3']) {
    await setImage(image);
    await wait();
  }
  await api.run('mutation { scale(kind: "deploy", name: "web", replicas: 3) { revision } }');
  await wait();
  const paused = await state();
  expect(sizes(paused)).toEqual([[1, 3, 3]]);
  expect(paused.status.conditions).toContainEqual(
    expect.objectContaining({ type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused' }),
  );
  expect(await api.failure(verb('rolloutRestart()'))).toMatchObject({ extensions: { code: 'BAD_REQUEST' } });
  await api.run(verb('rolloutResume()'));
  await wait();
  expect(sizes(await state())).toEqual([
    [1, 0, 0],
    [2, 3, 3],
  ]);
});

it('restarts by replacing every pod', async () => {
  await api.run(verb('rolloutRestart()'));
  await wait();
  const shown = await state();
  expect(shown.spec.template.metadata.annotations['kubectl.kubernetes.io/restartedAt']).toBe('2026-01-01T00:00:30Z');
  expect(sizes(shown)).toEqual([
    [1, 0, 0],
    [2, 2, 2],
  ]);
});
