// Pods on a node: from their assignment to their end, as the API shows it.
import { type Client, connect, type Pod } from '@portolan/client';
import { leaderElectionDefaults } from '@portolan/core/runtime/leader-election-options.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startAgent, type TestAgent } from '../support/agent.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let admin: Client;
let node: TestAgent;
let counter = 0;

beforeAll(async () => {
  api = await startApi();
  api.controlPlane.startScheduler({
    identity: 'test',
    leaderElection: leaderElectionDefaults('kube-scheduler'),
    warn: () => undefined,
  });
  admin = await connect({ server: api.url, token: api.token, fieldManager: 'test' });
  node = await startAgent(api, {
    hollow: {
      behaviourOf: ({ command }) => {
        const [verb, ms, code] = command;
        if (verb === 'exit') return { exitsAfterMs: Number(ms), exitCode: Number(code) };
        return verb === 'refuse' ? { startError: 'no such command' } : {};
      },
    },
  });
});

afterAll(async () => {
  await node?.stop();
  admin?.close();
  await api?.stop();
});

afterEach(() => {
  expect(node.reports).toEqual([]);
});

function podOf(spec: Partial<NonNullable<Pod['spec']>> = {}): Pod {
  counter += 1;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `web-${counter}`, namespace: 'default' },
    spec: { nodeName: 'n1', containers: [{ name: 'main', image: 'web:1', command: ['run'] }], ...spec },
  };
}

async function run(spec: Partial<NonNullable<Pod['spec']>> = {}): Promise<{ name: string; namespace: string }> {
  const { object } = await admin.pods.create(podOf(spec));
  return { name: object.metadata.name, namespace: 'default' };
}

function shows(name: { name: string; namespace: string }, what: string, test: (pod: Pod) => unknown): Promise<Pod> {
  return until(what, async () => {
    const pod = await admin.pods.get(name);
    return test(pod) ? pod : undefined;
  });
}

const condition = (pod: Pod, type: string) => pod.status?.conditions?.find((each) => each.type === type);

describe('a node', () => {
  it('registers with what the machine has, and is ready', async () => {
    const found = await admin.nodes.get({ name: 'n1' });
    expect(found.metadata.labels).toMatchObject({ 'kubernetes.io/hostname': 'n1', 'kubernetes.io/os': 'linux' });
    expect(found.status?.capacity).toMatchObject({ pods: '110' });
    expect(Number(found.status?.capacity?.cpu)).toBeGreaterThan(0);
    expect(found.status?.conditions?.map(({ type, status }) => `${type}=${status}`).sort()).toEqual([
      'DiskPressure=False',
      'MemoryPressure=False',
      'PIDPressure=False',
      'Ready=True',
    ]);
  });

  it('holds a lease that is a heartbeat and no revision', async () => {
    const lease = await until('the lease', () => admin.leases.find({ name: 'n1', namespace: 'kube-node-lease' }));
    expect(lease.spec).toMatchObject({ holderIdentity: 'n1', leaseDurationSeconds: 40 });
  });
});

describe('a pod', () => {
  it('runs and is ready', async () => {
    const name = await run();
    const pod = await shows(name, 'a ready pod', (each) => condition(each, 'Ready')?.status === 'True');
    expect(pod.status).toMatchObject({ phase: 'Running', podIP: expect.any(String), hostIP: expect.any(String) });
    const [main] = pod.status?.containerStatuses ?? [];
    expect(main).toMatchObject({ name: 'main', ready: true, started: true, restartCount: 0 });
    expect(main?.containerID).toMatch(/^hollow:\/\//);
    expect(pod.status?.qosClass).toBe('BestEffort');
  });

  it('tells how it came to run, step by step', async () => {
    const { name } = await run({ nodeName: '', tolerations: [{ operator: 'Exists' }] });
    const source = `query ($name: String!) {
      pod(namespace: "default", name: $name) { timeline { step actor revision at latencyMs detail } }
    }`;
    const steps = await until('all steps to be told', async () => {
      const { timeline } = (await api.data(source, { name })).pod;
      const isTold = timeline[6].detail?.includes('Started') && timeline[7].at !== null;
      return isTold ? timeline : undefined;
    });
    expect(steps.map(({ step, actor }: Record<string, string>) => `${step} ${actor}`)).toEqual([
      'SUBMITTED admin',
      'STORED kube-apiserver',
      'OBSERVED system:kube-scheduler',
      'FILTERED system:kube-scheduler',
      'SCORED system:kube-scheduler',
      'BOUND system:kube-scheduler',
      'STARTED system:node:n1',
      'READY system:node:n1',
    ]);
    const revisions = [1, 5, 6, 7].map((index) => Number(steps[index].revision));
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(steps[6].detail).toBe('Created, Started');
    for (const { at, latencyMs } of steps.slice(1)) expect([Date.parse(at), latencyMs]).not.toContain(Number.NaN);
  });

  it('is gone after its deletion, once its containers have ended', async () => {
    const name = await run();
    await shows(name, 'a running pod', ({ status }) => status?.phase === 'Running');
    await admin.pods.delete(name);
    await until('the pod to be gone', async () => (await admin.pods.find(name)) === undefined);
    await until('nothing of it to be left', async () =>
      (await node.runtime.listPodSandboxes()).every(({ config }) => config.name !== name.name),
    );
  });

  it('succeeds when its containers do', async () => {
    const name = await run({
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: 'job:1', command: ['exit', '20', '0'] }],
    });
    const pod = await shows(name, 'its success', ({ status }) => status?.phase === 'Succeeded');
    expect(condition(pod, 'Ready')).toMatchObject({ status: 'False', reason: 'PodCompleted' });
    expect(pod.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });

  it('that keeps ending is started again at once and then waits', async () => {
    const name = await run({ containers: [{ name: 'main', image: 'web:1', command: ['exit', '20', '3'] }] });
    const pod = await shows(
      name,
      'a crash loop',
      ({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason === 'CrashLoopBackOff',
    );
    const [main] = pod.status?.containerStatuses ?? [];
    const { uid } = pod.metadata;
    expect(main?.state?.waiting?.message).toBe(
      `back-off 10s restarting failed container=main pod=${name.name}_default(${uid})`,
    );
    expect(main).toMatchObject({
      restartCount: 1,
      ready: false,
      lastState: { terminated: { exitCode: 3, reason: 'Error' } },
    });
    expect(pod.status?.phase).toBe('Running');
  });
});
