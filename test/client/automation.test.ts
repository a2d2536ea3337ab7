// The scripts of examples/ that act on what they see, each as a process of its own against an API with its controllers.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, type ContainerStatus, connect, type Pod } from '@portolan/client';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aConfigMap, aDeployment, aNode, anEvent, aPod } from '../support/manifests.ts';
import { Script } from '../support/script.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let client: Client;
let directory: string;
let scripts: Script[] = [];

beforeAll(async () => {
  api = await startApi({ controllers: ['*'] });
  client = await connect({ server: api.url, token: api.token });
  directory = mkdtempSync(join(tmpdir(), 'portolan-automation-'));
});
afterAll(async () => {
  client.close();
  await api.stop();
  rmSync(directory, { recursive: true });
});
afterEach(() => {
  for (const script of scripts) script.kill();
  scripts = [];
});

function start(name: string, args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Script {
  const access = { PORTOLAN_SERVER: api.url, PORTOLAN_TOKEN: api.token };
  const script = new Script(`examples/${name}`, { ...access, ...environment }, args);
  scripts.push(script);
  return script;
}

async function ends(script: Script): Promise<void> {
  script.interrupt();
  expect(await script.exited, script.output).toBe(0);
}

const crashLooping: ContainerStatus = {
  name: 'web',
  image: 'web',
  imageID: '',
  ready: false,
  restartCount: 4,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
};

async function deploy(name: string) {
  await client.deployments.apply(
    aDeployment({
      metadata: { name },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { name, labels: { app: name } },
          spec: { containers: [{ name: 'web', image: 'web:1' }] },
        },
      },
    }),
  );
  return until('its pod is there', () => podOf(name));
}

async function podOf(app: string): Promise<Pod | undefined> {
  const { items } = await client.pods.list({ namespace: 'default', labelSelector: `app=${app}` });
  return items.find(({ metadata }) => !metadata.deletionTimestamp);
}

async function crash(pod: Pod): Promise<void> {
  const status = { status: { phase: 'Running' as const, containerStatuses: [crashLooping] } };
  await client.pods.patch(pod.metadata, status, { subresource: 'STATUS' });
}

it('restart-crash-looping.ts replaces a pod that crash-loops, and tells why', async () => {
  const running = start('restart-crash-looping.ts');
  const pod = await deploy('looping');
  await crash(pod);
  await until('it tells why', () => running.output.includes('last with exit code 137 (OOMKilled)'));
  await until('another pod takes its place', async () => {
    const now = await podOf('looping');
    return now && now.metadata.uid !== pod.metadata.uid;
  });
  await ends(running);
});

it('undo-crash-loop.ts rolls back the version that crash-loops, also one that did before it began', async () => {
  await deploy('broken');
  const template = { spec: { containers: [{ name: 'web', image: 'web:broken' }] } };
  await client.deployments.patch({ name: 'broken' }, { spec: { template } });
  const isNew = ({ spec }: Pod) => spec?.containers[0]?.image === 'web:broken';
  const pod = await until('the new version has a pod', async () => {
    const { items } = await client.pods.list({ namespace: 'default', labelSelector: 'app=broken' });
    return items.find(isNew);
  });
  await crash(pod);
  const running = start('undo-crash-loop.ts');
  await until('it tells so', () => running.output.includes('default/broken: undid revision 2'));
  const { spec } = await client.deployments.get({ name: 'broken' });
  expect(spec?.template.spec?.containers[0]?.image).toBe('web:1');
  await ends(running);
});

it('notify-rollouts.ts tells of a rollout that ends, and calls the webhook', async () => {
  const received: string[] = [];
  const webhook = createServer(async (request, response) => {
    for await (const chunk of request) received.push(String(chunk));
    response.end();
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  const { port } = webhook.address() as AddressInfo;
  const running = start('notify-rollouts.ts', [], { WEBHOOK: `http://127.0.0.1:${port}` });
  await until('it watches', () => running.output.includes('watching'));
  const pod = await deploy('shop');
  const ready = { type: 'Ready', status: 'True' as const, lastTransitionTime: new Date().toISOString() };
  const status = { status: { phase: 'Running' as const, conditions: [ready] } };
  await client.pods.patch(pod.metadata, status, { subresource: 'STATUS' });
  await until('it tells so', () => running.output.includes('default/shop revision 1 is rolled out'));
  await until('the webhook hears of it', () => received.join('').includes('default/shop revision 1 is rolled out'));
  expect(running.output.match(/default\/shop revision 1/g)).toHaveLength(1);
  await ends(running);
  webhook.close();
});

it('scale-on-queue.ts makes a deployment as large as its queue is long', async () => {
  await deploy('worker');
  const annotations = { 'example.dev/queue': 'jobs', 'example.dev/items-per-replica': '5' };
  await client.deployments.patch({ name: 'worker' }, { metadata: { annotations } });
  const running = start('scale-on-queue.ts');
  const replicas = async () => (await client.deployments.get({ name: 'worker' })).spec?.replicas;
  await client.configMaps.create(aConfigMap({ metadata: { name: 'jobs' }, data: { length: '42' } }));
  await until('there are nine', async () => (await replicas()) === 9);
  await client.configMaps.patch({ name: 'jobs' }, { data: { length: '0' } });
  await until('there is one', async () => (await replicas()) === 1);
  await ends(running);
});

it('drain-on-signal.ts cordons the node, evicts its pods, and ends when they are gone', async () => {
  await client.nodes.create(aNode({ metadata: { name: 'leaving' } }));
  await client.pods.create(aPod({ metadata: { name: 'tenant' }, spec: { nodeName: 'leaving' } }));
  const running = start('drain-on-signal.ts', ['leaving']);
  await until('it watches', () => running.output.includes('watching leaving: 1 pods'));
  running.signal('SIGUSR2');
  await until('the pod is to go', async () => (await client.pods.get({ name: 'tenant' })).metadata.deletionTimestamp);
  expect((await client.nodes.get({ name: 'leaving' })).spec?.unschedulable).toBe(true);
  await client.pods.delete({ name: 'tenant' }, { gracePeriodSeconds: 0 }); // As the node's agent does.
  expect(await running.exited).toBe(0);
  expect(running.output).toContain('default/tenant is gone\nleaving is drained');
});

it('mirror-events.ts has each event once, over an end in the middle of a line and a new start', async () => {
  const file = join(directory, 'events.jsonl');
  const names = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .flatMap((line) => JSON.parse(line).events.map(({ name }: { name: string }) => name))
      .filter((name: string) => name.startsWith('mirrored-'));
  const record = (name: string) => client.events.create(anEvent({ metadata: { name } }));
  await record('mirrored-1');
  const first = start('mirror-events.ts', [file]);
  await until('the first is there', () => first.output === '' && readable(file) && names().length === 1);
  await record('mirrored-2');
  await until('the second is there', () => names().length === 2);
  first.kill();
  await first.exited;
  appendFileSync(file, '{"revision":"99999","ev');
  await record('mirrored-3');
  const second = start('mirror-events.ts', [file]);
  await until('the third is there', () => names().length >= 3);
  await record('mirrored-4');
  await until('the fourth is there', () => names().length >= 4);
  expect(names()).toEqual(['mirrored-1', 'mirrored-2', 'mirrored-3', 'mirrored-4']);
  await ends(second);
});

function readable(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes('\n');
  } catch {
    return false; // Not written yet.
  }
}

it('website-operator.ts makes a site of a ConfigMap, follows its changes and takes it down with it', async () => {
  const running = start('website-operator.ts');
  const labels = { 'example.dev/website': '' };
  const page = { 'index.html': '<h1>hello</h1>' };
  await client.configMaps.create(aConfigMap({ metadata: { name: 'site', labels }, data: page }));
  const site = () => client.deployments.find({ name: 'site' });
  await until('it is served', async () => running.output.includes('default/site is served') && (await site()));
  expect((await client.services.get({ name: 'site' })).spec?.selector).toEqual({ site: 'site' });
  await client.configMaps.patch({ name: 'site' }, { metadata: { annotations: { 'example.dev/replicas': '3' } } });
  await until('there are three', async () => (await site())?.spec?.replicas === 3);
  await client.deployments.patch({ name: 'site' }, { spec: { replicas: 1 } });
  await until('there are three again', async () => (await site())?.spec?.replicas === 3);
  await client.configMaps.delete({ name: 'site' });
  await until('it is gone', async () => !(await site()) && !(await client.services.find({ name: 'site' })));
  await ends(running);
});

it('watch-pods.sh follows pods with nothing but curl', async () => {
  const curl = spawn('sh', ['examples/watch-pods.sh'], {
    env: { ...process.env, PORTOLAN_SERVER: api.url, PORTOLAN_TOKEN: api.token },
  });
  let output = '';
  curl.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  await until('the snapshot is there', () => output.includes('SNAPSHOT'));
  await client.pods.create(aPod({ metadata: { name: 'curled' } }));
  await until('the pod is told', () => output.includes('"name":"curled"'));
  curl.kill();
});
