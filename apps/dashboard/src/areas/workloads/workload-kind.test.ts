import { describe, expect, it } from 'vitest';
import { summarizeWorkload } from './workload-kind.ts';

type Selected = Parameters<typeof summarizeWorkload>[0];
type Deployment = Extract<Selected, { kind: 'Deployment' }>;

const template = { spec: { containers: [{ image: 'web:1' }] } };
const deployment = (status: Partial<NonNullable<Deployment['status']>>, isPaused = false): Deployment => ({
  kind: 'Deployment',
  metadata: { generation: '2', annotations: { 'deployment.kubernetes.io/revision': '5' } },
  spec: { replicas: 4, paused: isPaused, template },
  status: {
    observedGeneration: '2',
    replicas: 4,
    readyReplicas: 4,
    updatedReplicas: 4,
    availableReplicas: 4,
    conditions: null,
    ...status,
  },
});

const replicaSet = (replicas: number, available: number, owner?: string, sized = '4'): Selected => ({
  kind: 'ReplicaSet',
  metadata: {
    generation: '1',
    annotations: { 'deployment.kubernetes.io/desired-replicas': sized },
    ownerReferences: owner ? [{ name: owner, controller: true }] : null,
  },
  spec: { replicas, template },
  status: {
    observedGeneration: '1',
    replicas,
    readyReplicas: available,
    availableReplicas: available,
    conditions: null,
  },
});

describe('a deployment', () => {
  it('is up to date when all its pods are of the wanted version and available', () => {
    expect(summarizeWorkload(deployment({}))).toMatchObject({ state: 'done', done: 4, revision: 5, images: ['web:1'] });
  });

  it('counts no old pod as done', () => {
    expect(summarizeWorkload(deployment({ replicas: 5, updatedReplicas: 2, availableReplicas: 3 }))).toMatchObject({
      state: 'rolling',
      done: 0,
    });
  });

  it('is stuck when its progress deadline is over, and says why', () => {
    const message = 'ReplicaSet "web-1" has timed out progressing.';
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message }];
    expect(summarizeWorkload(deployment({ updatedReplicas: 1, conditions }))).toMatchObject({
      state: 'stuck',
      message,
    });
  });

  it('is paused only while something waits for it', () => {
    expect(summarizeWorkload(deployment({ updatedReplicas: 1 }, true)).state).toBe('paused');
    expect(summarizeWorkload(deployment({}, true)).state).toBe('done');
  });
});

describe('a replica set', () => {
  it('is retired when its deployment has left it', () => {
    expect(summarizeWorkload(replicaSet(0, 0, 'web'))).toMatchObject({ state: 'retired', owner: 'web' });
    expect(summarizeWorkload(replicaSet(0, 0)).state).toBe('done');
  });

  it('is not retired when its deployment wants no pods', () => {
    expect(summarizeWorkload(replicaSet(0, 0, 'web', '0')).state).toBe('done');
  });

  it('is rolling until its pods are available', () => {
    expect(summarizeWorkload(replicaSet(3, 1, 'web'))).toMatchObject({ state: 'rolling', done: 1 });
  });
});

it('shows a replication controller as a replica set of its own', () => {
  const controller: Selected = {
    ...(replicaSet(3, 3) as Exclude<Selected, Deployment>),
    kind: 'ReplicationController',
  };
  expect(summarizeWorkload(controller)).toMatchObject({
    kind: 'ReplicationController',
    folder: 'replicationcontrollers',
    state: 'done',
    owner: '',
  });
});
