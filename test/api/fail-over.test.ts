import type { Pod } from '@portolan/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

// Each start of the program takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let database: TestDatabase;
const processes = new Map<string, ApiProcess>();

const quick = [
  '--leader-elect-lease-duration=6s',
  '--leader-elect-renew-deadline=4s',
  '--leader-elect-retry-period=500ms',
];

async function startContender(): Promise<ApiProcess> {
  const api = await startApiProcess(database.url, quick);
  processes.set(String(api.child.pid), api);
  return api;
}

beforeAll(async () => {
  database = await createDatabase();
  await startContender();
  await startContender();
});
afterAll(async () => {
  await Promise.all([...processes.values()].map((each) => each.stop('SIGKILL')));
  await database.drop();
});

const leaseQuery = `{
  lease(namespace: "kube-system", name: "kube-controller-manager") {
    metadata { resourceVersion }
    spec { holderIdentity leaseTransitions renewTime }
  }
}`;

async function leaseSeenBy(api: ApiProcess) {
  const { lease } = await api.data(leaseQuery);
  return lease?.spec;
}

/** The process that says of itself that it leads. */
async function leader(): Promise<ApiProcess> {
  return until('one process leads', () => {
    const leading = [...processes.values()].filter((each) => isLeading(each));
    return leading.length === 1 ? leading[0] : undefined;
  });
}

function isLeading(api: ApiProcess): boolean {
  const said = api
    .log()
    .split('\n')
    .filter((line) => line.includes('"component":"kube-controller-manager"'));
  return said.at(-1)?.includes('became leader') ?? false;
}

function other(api: ApiProcess): ApiProcess {
  const found = [...processes.values()].find((each) => each !== api);
  if (!found) throw new Error('no other process');
  return found;
}

const applyText = 'mutation($manifests: String!) { apply(manifests: $manifests) { revision } }';

/** One pod more at a time, and none fewer. */
function deploymentOf(image: string): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec:
  replicas: 3
  strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: main, image: '${image}' }] }
`;
}

interface SeenPod {
  readonly name: string;
  readonly image: string;
  readonly isReady: boolean;
}

interface Revision {
  readonly revision: number;
}

async function podsSeenBy(api: ApiProcess): Promise<SeenPod[]> {
  const { pods } = await api.data(`{
    pods(namespace: "default", labelSelector: "app=web") {
      nodes { metadata { name } spec { containers { image } } status { conditions { type status } } }
    }
  }`);
  return pods.nodes.map(({ metadata, spec, status }: Pod) => ({
    name: metadata.name,
    image: spec?.containers[0]?.image ?? '',
    isReady: status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True') === true,
  }));
}

/** Says meanwhile of each pod that it is ready, as its node would. */
async function untilRolledOut(api: ApiProcess, image: string): Promise<void> {
  const ready = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
  await until(`three ready pods of ${image} and no other`, async () => {
    const pods = await podsSeenBy(api);
    for (const { name } of pods.filter(({ isReady }) => !isReady)) {
      // It may be gone by now.
      await api.execute(readyText, { name, ready });
    }
    return pods.length === 3 && pods.every((pod) => pod.isReady && pod.image === image);
  });
}

const readyText = `mutation($name: String!, $ready: JSON!) {
  patchPod(namespace: "default", name: $name, patch: $ready, subresource: STATUS) { revision }
}`;

describe('two processes that compete to run the controllers', () => {
  it('elect one, which renews without a revision', async () => {
    const api = await leader();
    const before = await leaseSeenBy(api);
    const revision = (await api.data(leaseQuery)).lease.metadata.resourceVersion;
    await until('the lease is renewed', async () => (await leaseSeenBy(api)).renewTime !== before.renewTime);
    expect((await api.data(leaseQuery)).lease.metadata.resourceVersion).toBe(revision);
    expect(before).toMatchObject({ leaseTransitions: 0 });
  });

  it('replace a leader that is killed at once, long before its lease is over', async () => {
    const killed = await leader();
    const successor = other(killed);
    const before = await leaseSeenBy(successor);
    processes.delete(String(killed.child.pid));
    await killed.stop('SIGKILL');
    const start = performance.now();
    const { leaseTransitions } = await until('another holds the lease', async () => {
      const spec = await leaseSeenBy(successor);
      return spec.holderIdentity !== before.holderIdentity && spec;
    });
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(leaseTransitions).toBe(before.leaseTransitions + 1);
    await startContender();
  });

  it('end a rollout that the killed one had begun', async () => {
    const killed = await leader();
    const successor = other(killed);
    await killed.data(applyText, { manifests: deploymentOf('web:1') });
    await untilRolledOut(successor, 'web:1');
    await killed.data(applyText, { manifests: deploymentOf('web:2') });
    // It gets no further before the new pod is ready, which nobody says.
    await until('the middle of the rollout', async () =>
      (await podsSeenBy(successor)).some(({ image }) => image === 'web:2'),
    );
    processes.delete(String(killed.child.pid));
    await killed.stop('SIGKILL');
    expect((await podsSeenBy(successor)).filter(({ image }) => image === 'web:1')).toHaveLength(3);
    await untilRolledOut(successor, 'web:2');
    const { deployment } = await successor.data(
      '{ deployment(namespace: "default", name: "web") { replicaSets { spec { replicas } revision } } }',
    );
    expect(deployment.replicaSets.sort((a: Revision, b: Revision) => a.revision - b.revision)).toEqual([
      { spec: { replicas: 0 }, revision: 1 },
      { spec: { replicas: 3 }, revision: 2 },
    ]);
    await startContender();
  });

  it('hand over at once when the leader is told to stop', async () => {
    const stopped = await leader();
    const successor = other(stopped);
    processes.delete(String(stopped.child.pid));
    expect(await stopped.stop('SIGTERM')).toBe(0);
    const start = performance.now();
    await until('the other leads', () => isLeading(successor));
    expect(performance.now() - start).toBeLessThan(3_000);
    await startContender();
  });

  it('replace a leader that is paused when its lease is over, and it knows so when it wakes up', async () => {
    const paused = await leader();
    const successor = other(paused);
    const start = performance.now();
    paused.child.kill('SIGSTOP');
    try {
      await until('the other leads', () => isLeading(successor));
    } finally {
      paused.child.kill('SIGCONT');
    }
    // The last renewal that was seen may be a retry period older than the pause.
    expect(performance.now() - start).toBeGreaterThan(5_000);
    await until('the former leader stops', () => !isLeading(paused));
    expect((await leaseSeenBy(paused)).holderIdentity).toBe((await leaseSeenBy(successor)).holderIdentity);
    expect(isLeading(successor)).toBe(true);
  });
});
