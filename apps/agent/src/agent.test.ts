// The whole agent on a virtual clock, with no API to be reached: what it keeps going by itself.
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, connect, type Pod, type PodStatus } from '@portolan/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Agent, type AgentOptions } from './agent.ts';
import { type Behaviour, HollowRuntime } from './hollow/hollow-runtime.ts';
import type { HostFacts } from './node/host-facts.ts';
import { parseStaticPod } from './pod-manager/static-pods.ts';
import { VirtualAgentClock } from './virtual-agent-clock.ts';

const facts: HostFacts = {
  hostname: 'n1',
  cpus: 4,
  memoryBytes: 8 * 2 ** 30,
  diskBytes: 2 ** 36,
  addresses: ['192.0.2.1'],
  kernelVersion: '6',
  osImage: 'Linux',
  operatingSystem: 'linux',
  architecture: 'amd64',
  machineId: 'm',
  systemUuid: 's',
  bootId: 'b',
};

let clock: VirtualAgentClock;
let runtime: HollowRuntime;
let client: Client;
let agent: Agent;
let data: string;
let behaviours: Record<string, Behaviour>;
let execs: string[];
let execCode: number;
const reports: string[] = [];

beforeEach(async () => {
  clock = new VirtualAgentClock();
  behaviours = {};
  execs = [];
  execCode = 0;
  reports.length = 0;
  runtime = new HollowRuntime({
    clock,
    behaviourOf: ({ name }) => behaviours[name] ?? {},
    exec: (_, command) => {
      execs.push(command.join(' '));
      return { exitCode: execCode, output: execCode === 0 ? '' : 'not well' };
    },
  });
  data = mkdtempSync(join(tmpdir(), 'portolan-agent-'));
  // Nobody listens on the port of tcpmux.
  client = await connect({ server: 'http://127.0.0.1:1', token: 'none', clock });
});

afterEach(async () => {
  await agent.stop();
  client.close();
  rmSync(data, { recursive: true });
});

async function startAgent(options: Partial<AgentOptions> = {}): Promise<void> {
  agent = new Agent({
    client,
    clock,
    runtime,
    facts,
    settings: { name: 'n1', labels: {}, taints: [], maxPods: 10, systemReserved: {} },
    data,
    stopsPods: false,
    nodeStatusMs: 10_000,
    syncMs: 60_000,
    fileCheckMs: 20_000,
    makeVolumes: () => ({ prepare: async () => new Map(), remove: async () => undefined }),
    report: (error, where) => reports.push(`${where}: ${(error as Error).stack}`),
    ...options,
  });
  let isStarted = false;
  void agent.start().then(() => {
    isStarted = true;
  });
  // Its files are read in real time; the little of the virtual that goes by meanwhile must not make it an old agent.
  while (!isStarted) await clock.pass(1);
}

const manifestOf = (spec: Pod['spec']) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec });

/** Runs the pod for so long, and shows what became of it. */
async function run(spec: Pod['spec'], passMs: number): Promise<PodStatus> {
  await startAgent();
  agent.loop.pods.replaceStatics([staticPod(spec)]);
  await clock.pass(passMs);
  return status();
}

function staticPod(spec: Pod['spec']): Pod {
  return parseStaticPod(manifestOf(spec), { file: 'web.yaml', nodeName: 'n1', nowMs: clock.now() });
}

function uid(): string {
  return agent.loop.pods.staticPod('default/web-n1')?.metadata.uid ?? '';
}

function status(): PodStatus {
  return agent.statuses.get(uid()) ?? {};
}

const names = async () => (await runtime.listContainers()).map(({ config, state }) => `${config.name} ${state}`);

describe('an agent that cannot reach the API', () => {
  it('runs static pods', async () => {
    const { phase, containerStatuses, conditions } = await run(
      { containers: [{ name: 'main', image: 'web:1' }] },
      6_000,
    );
    expect(phase).toBe('Running');
    expect(containerStatuses?.[0]).toMatchObject({ ready: true, restartCount: 0 });
    expect(conditions?.filter(({ status: is }) => is !== 'True')).toEqual([]);
  });

  it('reads static pods from files, and ends those whose file is gone', async () => {
    writeFileSync(join(data, 'web.yaml'), manifestOf({ containers: [{ name: 'main', image: 'web:1' }] }));
    await startAgent({ staticPodPath: join(data, 'web.yaml') });
    while ((await names()).length === 0) await clock.pass(100);
    expect(await names()).toEqual(['main CONTAINER_RUNNING']);
    unlinkSync(join(data, 'web.yaml'));
    while ((await names()).length > 0) await clock.pass(1_000);
  });

  it('starts a crashing container again at once, then after 10, 20, 40 … 300 s', async () => {
    behaviours.main = { exitsAfterMs: 1_000, exitCode: 2 };
    await run({ containers: [{ name: 'main', image: 'web:1' }] }, 10);
    const starts = [clock.monotonic()];
    let last = 0;
    while (starts.length < 9) {
      await clock.pass(500, 250);
      const restarts = status().containerStatuses?.[0]?.restartCount ?? 0;
      if (restarts > last) starts.push(clock.monotonic());
      last = restarts;
    }
    const waits = starts.slice(1).map((at, index) => Math.round((at - (starts[index] ?? 0) - 1_000) / 10_000) * 10);
    expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
    await clock.pass(2_000);
    expect(status().containerStatuses?.[0]).toMatchObject({
      state: {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: `back-off 5m0s restarting failed container=main pod=web-n1_default(${uid()})`,
        },
      },
      lastState: { terminated: { exitCode: 2, reason: 'Error' } },
    });
  });

  it('notices a container that died behind its back', async () => {
    await run({ containers: [{ name: 'main', image: 'web:1' }] }, 6_000);
    const [container] = await runtime.listContainers();
    runtime.crash(container?.id ?? '', 137);
    await clock.pass(1_100);
    expect(status().containerStatuses?.[0]).toMatchObject({ restartCount: 1, state: { running: {} } });
  });

  it('runs init containers in order, and a sidecar beside the rest', async () => {
    behaviours.first = { exitsAfterMs: 2_000 };
    behaviours.last = { exitsAfterMs: 2_000 };
    const spec = {
      initContainers: [
        { name: 'first', image: 'a:1' },
        { name: 'sidecar', image: 'b:1', restartPolicy: 'Always' as const },
        { name: 'last', image: 'c:1' },
      ],
      containers: [{ name: 'main', image: 'web:1' }],
    };
    await run(spec, 1_000);
    expect(await names()).toEqual(['first CONTAINER_RUNNING']);
    expect(status()).toMatchObject({ phase: 'Pending' });
    expect(status().containerStatuses?.[0]?.state?.waiting?.reason).toBe('PodInitializing');
    await clock.pass(2_000);
    expect(await names()).toEqual(['first CONTAINER_EXITED', 'sidecar CONTAINER_RUNNING', 'last CONTAINER_RUNNING']);
    await clock.pass(4_000);
    expect(await names()).toContain('main CONTAINER_RUNNING');
    expect(status()).toMatchObject({ phase: 'Running' });
    expect(status().initContainerStatuses?.map(({ ready }) => ready)).toEqual([true, true, true]);
  });

  it('restarts a container that fails its liveness probe three times, and gives it the grace of the probe', async () => {
    behaviours.main = { isDeaf: true };
    const livenessProbe = { exec: { command: ['check'] }, periodSeconds: 10, terminationGracePeriodSeconds: 4 };
    await run({ containers: [{ name: 'main', image: 'web:1', livenessProbe }] }, 8_000);
    execCode = 1;
    await clock.pass(28_000);
    expect(status().containerStatuses?.[0]).toMatchObject({ restartCount: 0 });
    await clock.pass(8_000);
    expect(status().containerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137 } },
    });
  });

  it('shows a container as ready while its probe succeeds, and does not restart it otherwise', async () => {
    const readinessProbe = { exec: { command: ['check'] }, periodSeconds: 1, failureThreshold: 1 };
    await run({ containers: [{ name: 'main', image: 'web:1', readinessProbe }] }, 6_000);
    expect(status().containerStatuses?.[0]).toMatchObject({ ready: true });
    execCode = 1;
    await clock.pass(2_000);
    expect(status().containerStatuses?.[0]).toMatchObject({ ready: false, restartCount: 0 });
    expect(status().conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [main]',
    });
    execCode = 0;
    await clock.pass(2_000);
    expect(status().containerStatuses?.[0]).toMatchObject({ ready: true, restartCount: 0 });
  });

  it('asks liveness only once the startup probe has succeeded', async () => {
    execCode = 1;
    const container = {
      name: 'main',
      image: 'web:1',
      startupProbe: { exec: { command: ['startup'] }, periodSeconds: 1, failureThreshold: 100 },
      livenessProbe: { exec: { command: ['liveness'] }, periodSeconds: 1 },
    };
    await run({ containers: [container] }, 10_000);
    expect(new Set(execs)).toEqual(new Set(['startup']));
    expect(status().containerStatuses?.[0]).toMatchObject({ started: false, ready: false });
    execCode = 0;
    await clock.pass(3_000);
    expect(new Set(execs)).toEqual(new Set(['startup', 'liveness']));
    expect(status().containerStatuses?.[0]).toMatchObject({ started: true, ready: true });
  });

  it('runs the hook before the end, and ends what does not end within its grace', async () => {
    behaviours.main = { isDeaf: true };
    const lifecycle = { preStop: { exec: { command: ['goodbye'] } } };
    const spec = { terminationGracePeriodSeconds: 10, containers: [{ name: 'main', image: 'web:1', lifecycle }] };
    await run(spec, 6_000);
    agent.loop.pods.replaceStatics([]);
    await clock.pass(9_500);
    expect(execs).toEqual(['goodbye']);
    expect(await names()).toEqual(['main CONTAINER_RUNNING']);
    await clock.pass(1_500);
    expect(await names()).toEqual([]);
  });

  it('fails a pod that takes longer than its deadline', async () => {
    await run({ activeDeadlineSeconds: 30, containers: [{ name: 'main', image: 'web:1' }] }, 29_000);
    expect(status()).toMatchObject({ phase: 'Running' });
    await clock.pass(3_000);
    expect(status()).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    });
  });

  it('takes up what runs after it was away: the same container, not restarted', async () => {
    await run({ containers: [{ name: 'main', image: 'web:1' }] }, 6_000);
    const before = await runtime.listContainers();
    const pods = agent.loop.pods.pods();
    await agent.stop();
    await clock.pass(30_000);
    await startAgent();
    agent.loop.pods.replaceStatics(pods);
    await clock.pass(70_000);
    expect(await runtime.listContainers()).toEqual(before);
    expect(status().containerStatuses?.[0]).toMatchObject({ restartCount: 0, ready: true });
  });

  it("gives a pod with the host's network the addresses of the node", async () => {
    const { podIP, hostIP } = await run({ hostNetwork: true, containers: [{ name: 'main', image: 'web:1' }] }, 6_000);
    expect([podIP, hostIP]).toEqual(['192.0.2.1', '192.0.2.1']);
  });

  it('refuses a static pod that needs more than there is', async () => {
    const resources = { requests: { cpu: '5' } };
    expect(await run({ containers: [{ name: 'main', image: 'web:1', resources }] }, 2_000)).toMatchObject({
      phase: 'Failed',
      reason: 'OutOfcpu',
      message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
    });
    expect(await names()).toEqual([]);
  });
});
