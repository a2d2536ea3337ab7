// why, in words: why objects are as they are, in a cluster with a node; and where the service proxy of that node leads.
import type { Client } from '@portolan/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CommandLine } from '../support/command-line.ts';
import { LocalCluster } from '../support/local-cluster.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let cluster: LocalCluster;
let client: Client;
let cli: CommandLine;

const output = async (...words: string[]) => {
  const { stdout, stderr, code } = await cli.run(words);
  return [stdout, stderr, code];
};
const say = async (...words: string[]) => String((await output('why', ...words))[0]);
const pod = (name: string, spec: object = {}, command = ['sleep', '1000']) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { pod: name } },
  spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image: 'none', command, ...spec }] },
});

beforeAll(async () => {
  cluster = await LocalCluster.start({ nodes: ['n1'] });
  client = cluster.client;
  cli = new CommandLine(cluster.api);
  await client.apply([
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n2' }, spec: { unschedulable: true } },
    pod('good'),
    pod('big', { resources: { requests: { cpu: '1k' } } }),
    pod('crash', {}, ['sh', '-c', 'echo no >&2; exit 3']),
  ]);
});
afterAll(() => cluster?.stop(), 60_000);

/** What is said once it has come to that. */
const once = async (pattern: RegExp, ...words: string[]) => {
  let text = '';
  const isSaid = async () => {
    text = await say(...words);
    return pattern.test(text);
  };
  await until(`it says ${pattern}`, isSaid).catch((cause) => {
    throw new Error(`it says ${text}`, { cause });
  });
  return text;
};

describe('why a pod', () => {
  it('runs where it runs', async () => {
    const text = await once(/is ready/, 'pod/good');
    expect(text).toMatch(/^pod\/good runs on n1 and is ready since \d+s\n/);
    expect(text).toMatch(/\n {2}admin asked for it \(apply from .*\) \d+s ago\n/);
    expect(text).toMatch(
      /\n {2}1 of 2 nodes could take it, if it were new, the best first:\n {4}n1: score \d+ = .*, where it is\n/,
    );
    expect(text).toMatch(
      /\n {2}1 node cannot, for these reasons:\n {4}1 node: node\(s\) were unschedulable \(NodeUnschedulable\): n2\n/,
    );
    expect(text).toMatch(/\n {2}changed last by system:node:n1 \(.*\) \d+s ago at revision \d+\n$/);
  });

  it('waits for a node', async () => {
    const text = await once(/waits for a node/, 'pods', 'big');
    expect(text).toMatch(/^pod\/big waits for a node: 0\/2 nodes are available: /);
    expect(text).toMatch(/\n {2}0 of 2 nodes could take it\n {2}2 nodes cannot, for these reasons:\n/);
    expect(text).toMatch(/\n {4}1 node: Insufficient cpu \(NodeResourcesFit\): n1\n/);
    expect(text).toMatch(/\n {2}warnings, the newest first:\n {4}\d+s.* {2}FailedScheduling: 0\/2 nodes/);
  });

  it('keeps failing', async () => {
    const text = await once(/CrashLoopBackOff/, 'pod/crash');
    expect(text).toMatch(
      /^pod\/crash runs on n1 and is not ready: container "main" waits: CrashLoopBackOff, back-off 1?0s until \S+Z, in \d+s\n/,
    );
    expect(text).toMatch(/\n {4}it ended last with exit code 3 \(Error\) \d+s ago/);
  });

  it('is told as data too', async () => {
    const [json, stderr, code] = await output('why', 'pod/big', '-o', 'json');
    expect([stderr, code]).toEqual(['', 0]);
    expect(JSON.parse(String(json))).toMatchObject({
      object: 'pod/big',
      namespace: 'default',
      verdict: expect.stringContaining('waits for'),
      findings: expect.arrayContaining([{ text: '0 of 2 nodes could take it' }]),
      scheduling: { schedulable: false, nodes: [{ fits: false }, { fits: false }] },
      lastChange: { actor: expect.any(String) },
    });
    expect((await output('why', 'pod/big', '-o', 'jsonpath={.scheduling.nodes[*].node}'))[0]).toBe('n1 n2');
  });

  it('is not there', async () => {
    expect(await output('why', 'pod/none')).toEqual(['', 'Error from server (NotFound): pods "none" not found\n', 3]);
    expect(await output('why')).toEqual(['', 'error: of which object? portolan why pod/NAME\n', 2]);
    expect(await output('why', 'pod/big', '-o', 'name')).toEqual(['', expect.stringContaining('-o of why is'), 2]);
  });
});

describe('why a workload', () => {
  it('is not done, with the reasons of its pods, and which would end first', async () => {
    await output('create', 'deployment', 'web', '--image=none', '--replicas=3', '--', 'sleep', '1000');
    const done = await once(/would end first/, 'deployment/web');
    await once(/is rolled out/, 'deployment/web');
    expect(done).toMatch(/\n {2}with fewer replicas these would end first, in this order:\n {4}pod\/web-/);
    await output('set', 'resources', 'deployment/web', '--requests=cpu=1k');
    const stuck = await once(/waits for a node/, 'deploy', 'web');
    expect(stuck).toMatch(/^deployment\.apps\/web is being rolled out: \d out of 3 new replicas have been updated\n/);
    expect(stuck).toMatch(
      /\n {2}\d of \d pods not ready:\n {4}pod\/web-\S+ waits for a node: 0\/2 nodes are available/,
    );
    expect(stuck).toMatch(/\n {2}replicaset\/web-\S+ of revision 1 still has \d pods\n/);
    expect(stuck).toMatch(/\n {2}changed last by the user admin \(patch\) \d+s ago at revision \d+\n/);
    expect(stuck).toMatch(
      /\n {2}changed last by system:kube-controller-manager \(update\) \d+s ago at revision \d+\n$/,
    );
    expect(await say('rs', '-l', 'app=web')).toMatch(/^replicaset\.apps\/web-\S+ has \d pods? as it is to, /m);
  });

  it('has too few pods, or is to have none', async () => {
    const template = { metadata: { labels: { app: 'rc' } }, spec: pod('rc').spec };
    const rc = (replicas: number) => ({
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata: { name: 'rc', namespace: 'default' },
      spec: { replicas, template },
    });
    await client.apply([rc(2)]);
    const text = await once(/all of them available/, 'rc/rc');
    expect(text).toMatch(/^replicationcontroller\/rc has 2 pods as it is to, all of them available\n/);
    expect(text).toContain('with fewer replicas these would end first');
    await client.apply([rc(0)]);
    await once(/is to have no pods, and has none/, 'rc/rc');
  });
});

describe('why another object', () => {
  it('takes pods, or does not', async () => {
    expect(await say('node/n1')).toMatch(/^node\/n1 is ready since \d+s and takes pods\n/);
    const text = await say('node/n2');
    expect(text).toMatch(/^node\/n2 /);
    expect(text).toMatch(
      /node\.kubernetes\.io\/unschedulable:NoSchedule: pods that do not tolerate it are not placed here\n/,
    );
  });

  it('does not go', async () => {
    await client.apply([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'stuck', namespace: 'default', finalizers: ['example.com/keep'] },
      },
    ]);
    await client.configMaps.delete({ namespace: 'default', name: 'stuck' });
    expect(await say('cm/stuck')).toMatch(
      /^configmap\/stuck is being deleted\n {2}its deletion waits for:\n {4}ConfigMap default\/stuck: finalizer example\.com\/keep\n {2}changed last by the user admin \(/,
    );
  });
});

describe('proxy-rules', () => {
  it('shows the addresses of services and where they lead on a node', async () => {
    const service = (name: string, pod: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'default' },
      spec: { selector: { pod }, ports: [{ name: 'http', port: 8090, targetPort: 8080 }] },
    });
    await client.apply([service('good', 'good'), service('empty', 'none')]);
    const row = /^default +good:http +[\d.]+:8090\/TCP +true +<none> +[\d.]+:8080 on n1$/m;
    const rules = await until('the agent has the rule', async () => {
      const { stdout } = await cli.run(['proxy-rules', 'n1', '-n', 'default', '-o', 'wide']);
      return row.test(stdout) && stdout;
    });
    expect(rules).toMatch(/^NAMESPACE +SERVICE +ADDRESS +BOUND +AFFINITY +TARGETS\n/);
    expect(rules).toMatch(/^default +empty:http +[\d.]+:8090\/TCP +false +<none> +<none>$/m);
    const [json, stderr, code] = await output('proxy-rules', 'node/n1', '--service', 'good', '-o', 'json');
    expect([stderr, code]).toEqual(['', 0]);
    expect(JSON.parse(String(json))).toMatchObject({
      items: [{ service: 'good', targets: [{ node: 'n1', ready: true }] }],
    });
  });

  it('cannot be had of a node whose agent is not there', async () => {
    expect(await output('proxy-rules', 'n2')).toEqual(['', expect.stringMatching(/^Error from server \(Serv/), 1]);
    expect(await output('proxy-rules', 'n3')).toEqual(['', 'Error from server (NotFound): nodes "n3" not found\n', 3]);
  });
});
