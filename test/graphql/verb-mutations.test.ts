import { isReason } from '@portolan/core/resource/api-error.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Data, executors, type Graphql, startGraphql } from '../support/graphql.ts';
import { aConfigMap, aDeployment, aLease, aNode, anEvent, aPod } from '../support/manifests.ts';
import { nodeRequest } from '../support/registry.ts';

let api: Graphql;

const revision = async () => (await api.run('{ revision }')).revision;

describe.each(executors)('the verbs people use, %s', (executor) => {
  beforeEach(async () => {
    api = await startGraphql({ executor });
  });

  it('scale', async () => {
    await api.create(aDeployment(), aConfigMap());
    const source = `mutation ($kind: String!, $name: String!, $replicas: Int!) {
      scale(kind: $kind, name: $name, replicas: $replicas) { results { object { ... on Deployment { spec { replicas } } } } }
    }`;
    expect(await api.run(source, { kind: 'deploy', name: 'web', replicas: 9 })).toEqual({
      scale: { results: [{ object: { spec: { replicas: 9 } } }] },
    });
    expect(await api.failure(source, { kind: 'deploy', name: 'web', replicas: -1 })).toMatchObject({
      extensions: { code: 'INVALID', causes: [{ field: 'spec.replicas' }] },
    });
    expect(await api.failure(source, { kind: 'cm', name: 'settings', replicas: 1 })).toMatchObject({
      message: 'the server could not find the requested resource: configmaps/scale',
      extensions: { code: 'NOT_FOUND' },
    });
  });

  it('cordon and uncordon', async () => {
    await api.create(aNode());
    const run = async (verb: string) =>
      (await api.run(`mutation { ${verb}(node: "n1") { outcome object { spec { unschedulable } } } }`))[verb];
    expect(await run('cordon')).toEqual({ outcome: 'CONFIGURED', object: { spec: { unschedulable: true } } });
    expect(await run('cordon')).toMatchObject({ outcome: 'UNCHANGED' });
    expect(await run('uncordon')).toMatchObject({ outcome: 'CONFIGURED', object: { spec: { unschedulable: null } } });
  });

  it('bind a pod once', async () => {
    const [pod] = await api.create(aPod(), aNode());
    const source = `mutation ($node: String!, $uid: String) {
      bindPod(namespace: "default", name: "web", node: $node, uid: $uid) { outcome object { spec { nodeName } } }
    }`;
    expect(await api.failure(source, { node: 'n1', uid: 'x' })).toMatchObject({ extensions: { code: 'CONFLICT' } });
    expect(await api.run(source, { node: 'n1', uid: pod?.metadata.uid })).toEqual({
      bindPod: { outcome: 'CONFIGURED', object: { spec: { nodeName: 'n1' } } },
    });
    expect(await api.failure(source, { node: 'n2' })).toMatchObject({
      message: 'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "n1"',
      extensions: { code: 'CONFLICT', kind: 'Pod', name: 'web' },
    });
  });

  it('bind a pod to exactly one of many nodes that want it', async () => {
    await api.create(aPod());
    const bind = (node: string) =>
      api.answer(
        `mutation { bindPod(namespace: "default", name: "web", node: "${node}") { object { spec { nodeName } } } }`,
      );
    const answers = await Promise.all(['n1', 'n2', 'n3', 'n4', 'n5'].map(bind));
    const bound = answers.flatMap(({ data }) => (data?.bindPod ? [data.bindPod as Data] : []));
    expect(bound).toHaveLength(1);
    const refusals = answers.flatMap(({ errors = [] }) => errors.map(({ originalError }) => originalError));
    expect(refusals.map((error) => isReason(error, 'Conflict'))).toEqual([true, true, true, true]);
    const { pod } = await api.run('{ pod(namespace: "default", name: "web") { spec { nodeName } } }');
    expect(pod).toEqual(bound[0]?.object);
  });

  it('bind no pod that waits for its gates or goes away', async () => {
    await api.create(
      aPod({ spec: { schedulingGates: [{ name: 'example.com/wait' }] } }),
      aPod({ metadata: { name: 'going', finalizers: ['example.com/hold'] } }),
    );
    await api.run('mutation { deletePod(namespace: "default", name: "going") { outcome } }');
    const bind = (name: string) =>
      api.failure(`mutation { bindPod(namespace: "default", name: "${name}", node: "n1") { outcome } }`);
    expect((await bind('web')).message).toContain('pod web has non-empty .spec.schedulingGates');
    expect((await bind('going')).message).toContain('pod going is being deleted, cannot be assigned to a host');
  });

  it('evict a pod in its grace period', async () => {
    await api.create(aPod({ spec: { nodeName: 'n1' } }), aNode());
    expect(
      await api.run(`mutation { evictPod(namespace: "default", name: "web") {
        outcome object { metadata { deletionGracePeriodSeconds } }
      } }`),
    ).toEqual({ evictPod: { outcome: 'TERMINATING', object: { metadata: { deletionGracePeriodSeconds: 30 } } } });
  });
});

describe.each(executors)('list mutations, %s', (executor) => {
  beforeEach(async () => {
    api = await startGraphql({ executor });
  });

  it('write the statuses that can be written, and say why not of the others', async () => {
    const [a, b] = await api.create(aPod({ metadata: { name: 'a' } }), aPod({ metadata: { name: 'b' } }));
    const entry = (name: string, uid: unknown, more: object = {}) => ({
      namespace: 'default',
      name,
      uid,
      status: { phase: 'Running', qosClass: 'BestEffort' },
      ...more,
    });
    const { updatePodStatuses } = await api.run(
      `mutation ($statuses: [PodStatusUpdateInput!]!) { updatePodStatuses(statuses: $statuses) {
        revision results { outcome object { ... on Pod { status { phase } } } error { code } }
      } }`,
      {
        statuses: [
          entry('a', a?.metadata.uid),
          entry('b', 'another'),
          entry('c', 'none'),
          entry('b', b?.metadata.uid, { resourceVersion: '1' }),
        ],
      },
    );
    expect(updatePodStatuses.results).toEqual([
      { outcome: 'CONFIGURED', object: { status: { phase: 'Running' } }, error: null },
      { outcome: null, object: null, error: { code: 'CONFLICT' } },
      { outcome: null, object: null, error: { code: 'NOT_FOUND' } },
      { outcome: null, object: null, error: { code: 'CONFLICT' } },
    ]);
    expect(updatePodStatuses.revision).toBe(await revision());
  });

  it('renew leases without a revision', async () => {
    const [lease] = await api.create(aLease());
    const before = await revision();
    const renewal = (name: string, uid: unknown) => ({
      namespace: 'kube-system',
      name,
      uid,
      renewTime: '2026-01-01T00:01:00.000000Z',
    });
    const source = `mutation ($renewals: [LeaseRenewalInput!]!) { renewLeases(renewals: $renewals) {
      name error { code }
    } }`;
    const renewals = [renewal('leader', lease?.metadata.uid), renewal('leader', 'another'), renewal('none', 'x')];
    // One renewal of a lease at a time: the second is for a lease that was replaced.
    expect(await api.run(source, { renewals: [renewals[0], renewals[2]] })).toEqual({
      renewLeases: [
        { name: 'leader', error: null },
        { name: 'none', error: { code: 'NOT_FOUND' } },
      ],
    });
    expect(await api.run(source, { renewals: [renewals[1]] })).toEqual({
      renewLeases: [{ name: 'leader', error: { code: 'CONFLICT' } }],
    });
    const data = await api.run('{ lease(namespace: "kube-system", name: "leader") { spec { renewTime } } revision }');
    expect(data).toEqual({ lease: { spec: { renewTime: '2026-01-01T00:01:00.000000Z' } }, revision: before });
    expect(await api.failure(source, { renewals: [{ ...renewals[0], renewTime: 'soon' }] })).toMatchObject({
      extensions: { code: 'BAD_REQUEST' },
    });
  });

  it("let a node renew its own lease and no other's", async () => {
    const [own, other] = await api.create(
      aLease({ metadata: { name: 'n1', namespace: 'kube-node-lease' } }),
      aLease({ metadata: { name: 'n2', namespace: 'kube-node-lease' } }),
    );
    const renew = (name: string, uid: unknown) => ({
      renewals: [{ namespace: 'kube-node-lease', name, uid, renewTime: '2026-01-01T00:01:00.000000Z' }],
    });
    const source =
      'mutation ($renewals: [LeaseRenewalInput!]!) { renewLeases(renewals: $renewals) { error { code } } }';
    expect(await api.run(source, renew('n1', own?.metadata.uid), nodeRequest('n1'))).toEqual({
      renewLeases: [{ error: null }],
    });
    expect(await api.failure(source, renew('n2', other?.metadata.uid), nodeRequest('n1'))).toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it('create events, each by itself', async () => {
    const { apiVersion: _, kind: __, ...event } = anEvent();
    const { createEvents } = await api.run(
      `mutation ($events: [JSON!]!) { createEvents(events: $events) { results { outcome object { apiVersion } error { code } } } }`,
      {
        events: [
          event,
          { ...event, metadata: { name: 'web.2' }, type: 'Loud' },
          anEvent({ metadata: { name: 'web.3' } }),
        ],
      },
    );
    expect(createEvents.results).toEqual([
      { outcome: 'CREATED', object: { apiVersion: 'events.k8s.io/v1' }, error: null },
      { outcome: null, object: null, error: { code: 'INVALID' } },
      { outcome: 'CREATED', object: { apiVersion: 'events.k8s.io/v1' }, error: null },
    ]);
  });

  it('take a thousand items and no more', async () => {
    const events = Array.from({ length: 1001 }, () => ({}));
    expect(
      await api.failure('mutation ($events: [JSON!]!) { createEvents(events: $events) { revision } }', { events }),
    ).toMatchObject({ message: 'events: Too many: 1001: must have at most 1000 items' });
  });
});

describe.each(executors)('credentials, %s', (executor) => {
  beforeEach(async () => {
    api = await startGraphql({ executor });
  });

  it('are made by whoever keeps them', async () => {
    expect(
      await api.run(`mutation {
        createJoinToken(ttlSeconds: 60, description: "rack 1") { token expiration }
        joinNode(name: "n1") { token user }
        createSignInCode { code expiresAt }
      }`),
    ).toEqual({
      createJoinToken: { token: 'admin {"ttlSeconds":60,"description":"rack 1"}', expiration: '2026-01-02T00:00:00Z' },
      joinNode: { token: 'secret', user: 'system:node:n1' },
      createSignInCode: { code: 'code of admin', expiresAt: '2026-01-01T00:10:00Z' },
    });
  });
});
