import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

// Each start of a program takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let database: TestDatabase;
let api: ApiProcess;
const components: ChildProcess[] = [];

function startComponent(name: string, ...args: string[]): ChildProcess {
  const program = fileURLToPath(new URL(`../../apps/api/dist/${name}.js`, import.meta.url));
  const child = spawn(process.execPath, [program, '--database-url', database.url, ...args], { stdio: 'pipe' });
  components.push(child);
  return child;
}

beforeAll(async () => {
  database = await createDatabase();
  api = await startApiProcess(database.url, ['--no-controllers', '--no-scheduler']);
});
afterAll(async () => {
  for (const child of components) child.kill('SIGKILL');
  await api?.stop('SIGKILL');
  await database.drop();
});

const manifests = `
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web, namespace: default }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      tolerations: [{ operator: Exists }]
      containers: [{ name: web, image: web }]
`;

const node = {
  metadata: { name: 'n1' },
  status: { capacity: { cpu: '4', memory: '8Gi', pods: '110' }, allocatable: { cpu: '4', memory: '8Gi', pods: '110' } },
};

const pods = async (): Promise<Array<{ spec: { nodeName: string | null } }>> => {
  const { pods: found } = await api.data('{ pods(namespace: "default") { nodes { spec { nodeName } } } }');
  return found.nodes;
};

interface ComponentLease {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly holderIdentity: string };
}

/** Without those of API processes. */
const componentLeases = async (): Promise<ComponentLease[]> => {
  const { leases } = await api.data(
    '{ leases(namespace: "kube-system") { nodes { metadata { name } spec { holderIdentity } } } }',
  );
  return leases.nodes.filter(({ metadata }: ComponentLease) => !metadata.name.startsWith('apiserver-'));
};

describe('controllers and scheduler as processes of their own', () => {
  it('do the work, each its own, and not the API process', async () => {
    await api.data('mutation($input: NodeInput!) { createNode(input: $input) { revision } }', { input: node });
    await api.data('mutation($manifests: String!) { apply(manifests: $manifests) { revision } }', { manifests });
    expect(await api.data('{ controllers { name } }')).toEqual({ controllers: [] });
    expect(await pods()).toEqual([]);
    startComponent('controller-manager', '--leader-elect-resource-name=my-controllers');
    await until('there are pods', async () => (await pods()).length === 2);
    expect((await pods()).map(({ spec }) => spec.nodeName)).toEqual([null, null]);
    startComponent('scheduler');
    await until('the pods have a node', async () => (await pods()).every(({ spec }) => spec.nodeName === 'n1'));
    const leases = await componentLeases();
    const names = leases.map(({ metadata }) => metadata.name);
    expect(names).toEqual(['kube-scheduler', 'my-controllers']);
  });

  it('hand their leases over when they are told to stop', async () => {
    const exits = components.map((child) => once(child, 'exit'));
    for (const child of components) child.kill('SIGTERM');
    expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0]);
    expect((await componentLeases()).map(({ spec }) => spec.holderIdentity)).toEqual(['', '']);
  });

  it('refuse flags that do not fit together', async () => {
    const child = startComponent('scheduler', '--leader-elect-lease-duration=5s');
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(said).toContain('--leader-elect-lease-duration: Invalid value: "5s": LeaseDuration must be greater than');
  });
});
