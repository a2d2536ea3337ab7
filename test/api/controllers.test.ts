import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { until } from '../support/until.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ controllers: ['*', '-garbage-collector-controller'] });
});
afterAll(() => api.stop());

const podNames = async (): Promise<string[]> => {
  const { pods } = await api.data('{ pods(namespace: "default") { nodes { metadata { name } } } }');
  return pods.nodes.map((pod: { metadata: { name: string } }) => pod.metadata.name);
};

const replicaSet = `
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web, namespace: default }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web }] }
`;

describe('the controllers of an API process', () => {
  it('make what is wanted, and make it again when it is deleted', async () => {
    await api.data('mutation($manifests: String!) { apply(manifests: $manifests) { revision } }', {
      manifests: replicaSet,
    });
    const [victim = ''] = await until('there are three pods', async () => {
      const names = await podNames();
      return names.length === 3 ? names : undefined;
    });
    await api.data(
      `mutation { deletePod(namespace: "default", name: "${victim}", gracePeriodSeconds: 0) { revision } }`,
    );
    await until('there is another third', async () => {
      const names = await podNames();
      return names.length === 3 && !names.includes(victim);
    });
  });

  it('can be asked what they do', async () => {
    const { controllers } = await api.data(`{
      controllers {
        name leader queueDepth delayed oldestSeconds inFlight concurrency retries
        lastError lastErrorKey lastErrorAt lastReconcileAt
        reconciles(last: 1) { key triggeredAt startedAt durationSeconds result error }
      }
    }`);
    const found = controllers.find(({ name }: { name: string }) => name === 'replicaset-controller');
    expect(found).toMatchObject({ leader: true, oldestSeconds: 0, lastErrorKey: found.lastError && 'default/web' });
    expect(found.reconciles).toMatchObject([{ key: 'default/web' }]);
    expect(Date.parse(found.lastReconcileAt)).toBeGreaterThanOrEqual(Date.parse(found.reconciles[0].startedAt));
    expect(controllers.map(({ name }: { name: string }) => name)).not.toContain('garbage-collector-controller');
  });

  it('tell nothing to whoever may not know', async () => {
    const { joinNode } = await api.data('mutation { joinNode(name: "n1") { token } }');
    const { errors } = await api.execute('{ controllers { name } }', {}, joinNode.token);
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });

  it('are counted under the names of client-go and controller-runtime', async () => {
    const response = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${api.token}` } });
    const text = await response.text();
    expect(text).toMatch(/^workqueue_depth\{name="replicaset-controller"\} \d+$/m);
    expect(text).toMatch(/^workqueue_adds_total\{name="replicaset-controller"\} [1-9]\d*$/m);
    expect(text).toMatch(
      /^controller_runtime_reconcile_total\{controller="replicaset-controller",result="success"\} [1-9]\d*$/m,
    );
    expect(text).toMatch(/^leader_election_master_status\{name="kube-controller-manager"\} 1$/m);
  });

  it('say who leads, in a lease and in an event about it', async () => {
    const { lease } = await api.data(`{
      lease(namespace: "kube-system", name: "kube-controller-manager") { spec { holderIdentity } }
    }`);
    const event = await until('the event is there', async () => {
      const { events } = await api.data(
        '{ events(namespace: "kube-system", fieldSelector: "reason=LeaderElection") { nodes { note } } }',
      );
      return events.nodes[0];
    });
    expect(event.note).toBe(`${lease.spec.holderIdentity} became leader`);
  });
});
