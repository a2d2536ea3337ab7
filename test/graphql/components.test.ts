import { beforeEach, describe, expect, it } from 'vitest';
import { type Graphql, startGraphql } from '../support/graphql.ts';
import { aConfigMap, aLease } from '../support/manifests.ts';
import { nodeRequest } from '../support/registry.ts';

let api: Graphql;

beforeEach(async () => {
  api = await startGraphql();
});

describe('what a process runs', () => {
  it('is told with the seven parameters of its election', async () => {
    const { componentConfig } = await api.run(`{
      componentConfig {
        name identity leader
        leaderElection {
          leaderElect leaseDuration renewDeadline retryPeriod resourceLock resourceName resourceNamespace
        }
      }
    }`);
    const leaderElection = {
      leaderElect: true,
      ...{ leaseDuration: '15s', renewDeadline: '10s', retryPeriod: '2.5s' },
      ...{ resourceLock: 'leases', resourceName: 'kube-scheduler', resourceNamespace: 'kube-system' },
    };
    expect(componentConfig).toEqual([{ name: 'kube-scheduler', identity: 'host_1', leader: true, leaderElection }]);
  });

  it('includes how its scheduler does', async () => {
    const { scheduler } = await api.run(`{
      scheduler {
        leader bound unschedulableAttempts failedBindings queue { active backoff unschedulable } nodes classes
      }
    }`);
    expect(scheduler).toEqual({
      ...{ leader: true, bound: 7, unschedulableAttempts: 2, failedBindings: 1, nodes: 4, classes: 5 },
      queue: { active: 3, backoff: 1, unschedulable: 2 },
    });
  });

  it.each(['componentConfig { name }', 'scheduler { leader }', 'controllers { name }'])(
    'is told to administrators only: %s',
    async (field) => {
      expect(await api.failure(`{ ${field} }`, {}, nodeRequest('n1'))).toMatchObject({
        extensions: { code: 'FORBIDDEN' },
      });
    },
  );
});

describe('a change set with a fence', () => {
  const commit = `mutation ($fence: FenceInput, $object: JSON!) {
    commit(fence: $fence, operations: [{ create: { object: $object } }]) { revision }
  }`;
  const place = { namespace: 'kube-system', name: 'leader' };
  const fenceOf = ({ uid, resourceVersion }: { uid: string; resourceVersion: string }) => ({
    ...place,
    uid,
    resourceVersion,
  });

  it('is written while the lease is held, renewals notwithstanding, and not once another holds it', async () => {
    const [lease] = await api.create(aLease());
    const fence = fenceOf(lease?.metadata);
    await api.run(commit, { fence, object: aConfigMap({ metadata: { name: 'first' } }) });
    const { uid } = fence;
    await api.run(
      `mutation ($renewal: LeaseRenewalInput!) { renewLeases(renewals: [$renewal]) { error { message } } }`,
      { renewal: { ...place, uid, renewTime: '2026-01-01T00:00:10.000000Z' } },
    );
    await api.run(commit, { fence, object: aConfigMap({ metadata: { name: 'second' } }) });
    await api.run(
      `mutation { patchLease(namespace: "kube-system", name: "leader", patch: { spec: { holderIdentity: "n2" } }) { outcome } }`,
    );
    const { revision } = await api.run('{ revision }');
    expect(await api.failure(commit, { fence, object: aConfigMap({ metadata: { name: 'third' } }) })).toMatchObject({
      extensions: { code: 'FENCED' },
    });
    expect((await api.run('{ revision }')).revision).toBe(revision);
  });

  it('is not written when the lease is gone, or made anew', async () => {
    const [lease] = await api.create(aLease());
    const fence = fenceOf(lease?.metadata);
    await api.run('mutation { deleteLease(namespace: "kube-system", name: "leader") { outcome } }');
    const refused = { extensions: { code: 'FENCED' } };
    expect(await api.failure(commit, { fence, object: aConfigMap({ metadata: { name: 'late' } }) })).toMatchObject(
      refused,
    );
    await api.create(aLease());
    expect(await api.failure(commit, { fence, object: aConfigMap({ metadata: { name: 'late' } }) })).toMatchObject(
      refused,
    );
  });

  it('tells nothing of leases that the identity may not see', async () => {
    await api.create(aLease());
    const fence = { ...place, uid: 'any', resourceVersion: '1' };
    const failure = await api.failure(
      commit,
      { fence, object: aConfigMap({ metadata: { name: 'late' } }) },
      nodeRequest('n1'),
    );
    expect(failure).toMatchObject({ extensions: { code: 'FORBIDDEN', kind: 'Lease.coordination.k8s.io' } });
  });
});
