// A machine with an agent: the agent's own loop, workers, probes and statuses, over a runtime in memory. The agent can be
// killed and started again while its containers run on; the machine can lose power, and all that ran on it is gone.

import { renewLeases } from '@portolan/core/registry/lease-renewal.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import { microTimeText } from '@portolan/core/resource/clock.ts';
import type { Node } from '@portolan/core/resource/generated/kubernetes.ts';
import { HollowRuntime } from '../../../apps/agent/src/hollow/hollow-runtime.ts';
import type { HostFacts } from '../../../apps/agent/src/node/host-facts.ts';
import { newLease } from '../../../apps/agent/src/node/node-lease.ts';
import { allocatableOf, newNode, nodeConditions, nodeStatus } from '../../../apps/agent/src/node/node-status.ts';
import { Pleg } from '../../../apps/agent/src/pleg.ts';
import { PodSyncer } from '../../../apps/agent/src/pod-syncer.ts';
import { PodWorkers } from '../../../apps/agent/src/pod-workers.ts';
import { ProbeManager } from '../../../apps/agent/src/probe-manager/probe-manager.ts';
import { RuntimeManager } from '../../../apps/agent/src/runtime-manager/runtime-manager.ts';
import { StatusManager } from '../../../apps/agent/src/status-manager/status-manager.ts';
import { SyncLoop } from '../../../apps/agent/src/sync-loop.ts';
import type { SeededRandom } from '../../reliability/seeded-random.ts';
import type { Bug } from '../bugs/bug.ts';
import type { RunningContainer } from '../invariants/invariant.ts';
import { AgentApi, type AgentWeather, nodeRequestOf } from './agent-api.ts';
import { PodFeed } from './pod-feed.ts';
import { ProcessClock } from './process-clock.ts';
import type { World } from './world.ts';

export interface SimulatedNodeParts {
  readonly world: World;
  readonly registry: Registry;
  readonly name: string;
  readonly number: number;
  readonly random: SeededRandom;
  readonly bug?: Bug | undefined;
}

const gridMs = 1_000;
const heartbeatMs = 10_000;
const resyncMs = 60_000;
const leaseNamespace = 'kube-node-lease';

export class SimulatedNode {
  readonly name: string;
  weather: AgentWeather = { latencyMs: 0, lostAnswers: 0, isCutOff: false };
  /** Pods whose readiness probes fail, whatever their image. */
  isReadinessBroken = false;
  private readonly parts: SimulatedNodeParts;
  private readonly facts: HostFacts;
  private readonly settings;
  private machine: ProcessClock;
  private runtime: HollowRuntime;
  private agent: RunningAgent | undefined;

  constructor(parts: SimulatedNodeParts) {
    this.parts = parts;
    this.name = parts.name;
    this.facts = factsOf(parts);
    this.settings = { name: parts.name, labels: {}, taints: [], maxPods: 20, systemReserved: {} };
    this.machine = new ProcessClock(parts.world.clock, gridMs);
    this.runtime = this.newRuntime();
  }

  get isUp(): boolean {
    return this.agent !== undefined;
  }

  startAgent(): void {
    if (this.agent) return;
    if (this.machine.isDead) {
      this.machine = new ProcessClock(this.parts.world.clock, gridMs);
      this.runtime = this.newRuntime();
    }
    const { facts, settings } = this;
    const runtime = this.parts.bug?.runtime?.(this.runtime) ?? this.runtime;
    this.agent = new RunningAgent({ ...this.parts, facts, settings, runtime, weather: () => this.weather });
    void this.agent.run();
  }

  killAgent(): void {
    this.agent?.kill();
    this.agent = undefined;
  }

  losePower(): void {
    this.killAgent();
    this.machine.kill();
  }

  /** The connection for the watch breaks; what happened meanwhile is listed. */
  loseWatch(): void {
    this.agent?.loseWatch();
  }

  /** One container ends behind the agent's back; false when none runs. */
  async crashContainer(random: SeededRandom): Promise<boolean> {
    const containers = await this.runtime.listContainers();
    const running = containers.filter(({ state }) => state === 'CONTAINER_RUNNING');
    if (running.length === 0) return false;
    this.runtime.crash(random.pick(running).id, 137);
    return true;
  }

  async running(): Promise<RunningContainer[]> {
    if (this.machine.isDead) return [];
    const pods = new Map((await this.runtime.listPodSandboxes()).map(({ id, config }) => [id, config.uid]));
    const containers = (await this.runtime.listContainers()).filter(({ state }) => state === 'CONTAINER_RUNNING');
    return containers.map(({ sandboxId, config }) => {
      return { node: this.name, podUid: pods.get(sandboxId) ?? '', container: config.name };
    });
  }

  private newRuntime(): HollowRuntime {
    return new HollowRuntime({
      clock: this.machine,
      startDelayMs: 500,
      behaviourOf: ({ image }) => (image.startsWith('bad:') ? { exitsAfterMs: 1_000, exitCode: 1 } : {}),
      exec: ({ image }) => ({ exitCode: this.isReadinessBroken || image.startsWith('unready:') ? 1 : 0 }),
    });
  }
}

function factsOf({ name, number }: SimulatedNodeParts): HostFacts {
  return {
    hostname: name,
    cpus: 4,
    memoryBytes: 8 * 2 ** 30,
    diskBytes: 2 ** 36,
    addresses: [`192.0.2.${number}`],
    kernelVersion: '6',
    osImage: 'simulated',
    operatingSystem: 'linux',
    architecture: 'amd64',
    machineId: name,
    systemUuid: name,
    bootId: name,
  };
}

interface RunningAgentParts extends SimulatedNodeParts {
  readonly facts: HostFacts;
  readonly settings: Parameters<typeof allocatableOf>[1];
  readonly runtime: HollowRuntime;
  weather(): AgentWeather;
}

/** One life of the agent's process. */
class RunningAgent {
  private readonly parts: RunningAgentParts;
  private readonly clock: ProcessClock;
  private readonly api: AgentApi;
  private readonly loop = new SyncLoop();
  private readonly pleg: Pleg;
  private readonly workers: PodWorkers;
  private readonly statuses: StatusManager;
  private feed: PodFeed | undefined;

  constructor(parts: RunningAgentParts) {
    const { world, registry, name: nodeName, random, runtime, weather } = parts;
    this.parts = parts;
    const clock = new ProcessClock(world.clock, gridMs);
    this.clock = clock;
    this.api = new AgentApi({ registry, nodeName, clock, random, weather });
    const report = (error: unknown, where: string) => this.report(error, where);
    const wake = (uids: readonly string[]) => {
      for (const uid of uids) this.workers.notify(uid);
    };
    this.pleg = new Pleg({ runtime, clock, report, onPodsChanged: wake });
    this.statuses = new StatusManager({
      client: this.api,
      clock,
      report,
      storedPod: (pod) => this.loop.pods.storedPod(pod),
    });
    this.workers = this.makeWorkers(report);
  }

  async run(): Promise<void> {
    const { clock, pleg, workers, statuses } = this;
    const { runtime, facts, settings, registry, name, random, weather } = this.parts;
    await pleg.start();
    this.loop.start({
      clock,
      runtime,
      pleg,
      workers,
      statuses,
      mirrors: { removeOrphans: async () => undefined },
      record: () => undefined,
      node: () => ({ metadata: { name } }),
      allocatable: () => allocatableOf(facts, settings),
      report: (error, where) => this.report(error, where),
    });
    this.beat();
    const pods = this.loop.pods;
    this.feed = new PodFeed({ cache: registry.cache, nodeName: name, clock, random, weather, pods });
    this.feed.start(() => this.loop.sourcesReady());
  }

  kill(): void {
    this.clock.kill();
    this.loop.stop();
    this.workers.stop();
    this.pleg.stop();
    this.feed?.stop();
  }

  loseWatch(): void {
    this.feed?.lose();
  }

  private makeWorkers(report: (error: unknown, where: string) => void): PodWorkers {
    const { clock, pleg, loop, statuses } = this;
    const { runtime, facts, settings } = this.parts;
    const record = () => undefined;
    const probes = new ProbeManager({
      runtime,
      clock,
      record,
      stateOf: (uid) => pleg.state(uid),
      onResult: (uid) => this.workers.notify(uid),
    });
    const verdicts = {
      liveness: (id: string) => probes.resultOf(id, 'liveness'),
      startup: (id: string) => probes.resultOf(id, 'startup'),
    };
    const objects = { configMap: async () => undefined, secret: async () => undefined };
    const sources = { objects, services: () => [] };
    const steps = new PodSyncer({
      clock,
      runtime,
      pleg,
      pods: loop.pods,
      probes,
      volumes: { prepare: async () => new Map(), remove: async () => undefined },
      containers: new RuntimeManager({ runtime, clock, sources, verdicts, record, logs: '/logs' }),
      statuses,
      record,
      removeLogs: async () => undefined,
      place: () => ({
        nodeName: settings.name,
        hostIps: facts.addresses,
        allocatable: allocatableOf(facts, settings),
      }),
      mirror: () => undefined,
    });
    return new PodWorkers({ clock, steps, resyncMs, report });
  }

  /** Registers the node, renews its lease, and makes it ready again where it was given up. */
  private beat(): void {
    this.api
      .call(() => this.beatOnce())
      .catch((error: unknown) => this.report(error, 'beat'))
      .then(() => this.clock.setTimer(heartbeatMs, () => this.beat()));
  }

  private async beatOnce(): Promise<void> {
    const { facts, settings, runtime, registry, name, world } = this.parts;
    const stored = registry.cache.get({ kind: 'Node', namespace: '', name })?.object as Node | undefined;
    const now = world.clock.now();
    if (!stored) await this.api.write([{ verb: 'create', manifest: { ...newNode(facts, settings, runtime) } }]);
    const known = stored?.status?.conditions ?? [];
    if (!known.some(({ type, status }) => type === 'Ready' && status === 'True')) {
      const conditions = nodeConditions(this.pleg.trouble(), known as never, now);
      const patch = { status: { ...nodeStatus(facts, settings, runtime), conditions } };
      await this.api.write([
        { verb: 'patch', ref: { kind: 'Node', name }, patchType: 'strategic', patch, subresource: 'status' },
      ]);
    }
    if (stored?.spec?.podCIDR) await runtime.updateRuntimeConfig({ podCidr: stored.spec.podCIDR });
    await this.renew(now);
  }

  private async renew(now: number): Promise<void> {
    const { registry, name } = this.parts;
    const lease = registry.cache.get({ kind: 'Lease.coordination.k8s.io', namespace: leaseNamespace, name });
    const node = registry.cache.get({ kind: 'Node', namespace: '', name });
    if (!node) return;
    if (!lease) {
      const metadata = { name, uid: node.uid };
      await this.api.write([{ verb: 'create', manifest: { ...newLease({ metadata }, now) } }]);
      return;
    }
    const renewal = { namespace: leaseNamespace, name, uid: lease.uid, renewTime: microTimeText(now) };
    await renewLeases(registry, nodeRequestOf(name), [renewal]);
  }

  private report(error: unknown, where: string): void {
    const { world, name } = this.parts;
    world.trace.add(name, `${where}: ${error instanceof Error ? error.message : String(error)}`);
    const isSurprise = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
    if (isSurprise) world.report('no-surprise', `agent of ${name}, ${where}: ${error.stack}`);
  }
}
