// The agent of one node, put together: runs the pods that the API assigns to it, and tells the API what becomes of them. It
// calls the API and is called by nobody; without the API it goes on with what it knows.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, ConnectionError, type Node, type Pod, type Service } from '@portolan/client';
import { RetryDelay } from '@portolan/client/retry-delay.ts';
import { type AgentClock, sleep } from './clock.ts';
import { type EventDraft, EventRecorder } from './events/event-recorder.ts';
import type { HostFacts } from './node/host-facts.ts';
import { NodeLease } from './node/node-lease.ts';
import { NodeReporter } from './node/node-reporter.ts';
import { allocatableOf, labelsOf, type NodeSettings } from './node/node-status.ts';
import { ObjectCache } from './node/referenced-objects.ts';
import { Pleg } from './pleg.ts';
import { Checkpoint } from './pod-manager/checkpoint.ts';
import { MirrorPods } from './pod-manager/mirror-pods.ts';
import { StaticPods } from './pod-manager/static-pods.ts';
import { PodSyncer } from './pod-syncer.ts';
import type { PodVolumes } from './pod-volumes.ts';
import { PodWorkers } from './pod-workers.ts';
import { ProbeManager } from './probe-manager/probe-manager.ts';
import type { RuntimeService } from './runtime/runtime-service.ts';
import type { EnvironmentSources, ReferencedObjects } from './runtime-manager/environment.ts';
import { RuntimeManager } from './runtime-manager/runtime-manager.ts';
import { podLogDirectory } from './runtime-manager/start-container.ts';
import { StatusManager } from './status-manager/status-manager.ts';
import { SyncLoop } from './sync-loop.ts';

export interface AgentOptions {
  readonly client: Client;
  readonly clock: AgentClock;
  readonly runtime: RuntimeService;
  readonly facts: HostFacts;
  readonly settings: NodeSettings;
  /** The agent's directory. */
  readonly data: string;
  readonly staticPodPath?: string;
  /** Whether pods end with the agent, instead of running on until the next start takes them up. */
  readonly stopsPods: boolean;
  readonly nodeStatusMs: number;
  readonly syncMs: number;
  readonly fileCheckMs: number;
  makeVolumes(objects: ReferencedObjects): PodVolumes;
  report(error: unknown, where: string): void;
}

/** How long the API may take before the agent goes by what it knew. */
const apiPatienceMs = 5_000;
/** What containers have to end when the agent ends them by ending itself. */
const exitGraceSeconds = 5;
const registerDelay = { firstMs: 500, maxMs: 10_000 };

export class Agent {
  readonly options: AgentOptions;
  readonly loop = new SyncLoop();
  readonly pleg: Pleg;
  readonly workers: PodWorkers;
  readonly statuses: StatusManager;
  readonly probes: ProbeManager;
  readonly events: EventRecorder;
  readonly logs: string;
  private readonly reporter: NodeReporter;
  private readonly lease: NodeLease;
  private readonly checkpoint: Checkpoint;
  private readonly mirrors: MirrorPods;
  private readonly stopping = new AbortController();
  private staticPods: StaticPods | undefined;
  private services: readonly Service[] = [];

  constructor(options: AgentOptions) {
    this.options = options;
    const { client, clock, runtime, facts, settings, data, report } = options;
    this.logs = join(data, 'pod-logs');
    this.events = new EventRecorder({ client, clock, nodeName: settings.name, report });
    this.checkpoint = new Checkpoint(join(data, 'checkpoint.json'), clock, report);
    this.pleg = new Pleg({
      runtime,
      clock,
      report,
      onPodsChanged: (uids) => {
        for (const uid of uids) this.workers.notify(uid);
      },
    });
    this.reporter = new NodeReporter({
      client,
      clock,
      facts,
      settings,
      runtime,
      updateMs: options.nodeStatusMs,
      trouble: () => this.pleg.trouble(),
      report,
    });
    this.lease = new NodeLease({ client, clock, report, node: () => this.node() });
    const record = (draft: EventDraft) => this.events.record(draft);
    this.probes = new ProbeManager({
      runtime,
      clock,
      record,
      stateOf: (uid) => this.pleg.state(uid),
      onResult: (uid) => this.workers.notify(uid),
    });
    this.statuses = new StatusManager({ client, clock, report, storedPod: (pod) => this.loop.pods.storedPod(pod) });
    this.mirrors = new MirrorPods({ client, report, node: () => this.reporter.node });
    this.workers = this.makeWorkers(record);
  }

  private makeWorkers(record: (draft: EventDraft) => void): PodWorkers {
    const { client, clock, runtime, report, syncMs } = this.options;
    const objects = new ObjectCache(client, clock);
    const sources: EnvironmentSources = { objects, services: () => this.services };
    const verdicts = {
      liveness: (id: string) => this.probes.resultOf(id, 'liveness'),
      startup: (id: string) => this.probes.resultOf(id, 'startup'),
    };
    const containers = new RuntimeManager({ runtime, clock, sources, verdicts, record, logs: this.logs });
    const steps = new PodSyncer({
      clock,
      runtime,
      pleg: this.pleg,
      pods: this.loop.pods,
      probes: this.probes,
      volumes: this.options.makeVolumes(objects),
      containers,
      statuses: this.statuses,
      record,
      removeLogs: (pod) => this.removeLogs(pod),
      place: () => this.place(),
      mirror: (pod) => this.mirrors.ensure(pod, this.loop.pods),
    });
    return new PodWorkers({ clock, steps, resyncMs: syncMs, report });
  }

  private async removeLogs({ metadata: { name, namespace = 'default', uid = '' } }: Pod): Promise<void> {
    await rm(podLogDirectory(this.logs, { name, namespace, uid }), { recursive: true, force: true });
  }

  /** Resolves when the agent keeps its pods, whether the API could be reached or not. */
  async start(): Promise<void> {
    const { clock, runtime, report, staticPodPath, settings, fileCheckMs } = this.options;
    await this.pleg.start();
    this.loop.start({
      clock,
      runtime,
      pleg: this.pleg,
      workers: this.workers,
      statuses: this.statuses,
      mirrors: this.mirrors,
      record: (draft) => this.events.record(draft),
      node: () => this.node(),
      allocatable: () => this.allocatable(),
      report,
    });
    if (staticPodPath !== undefined) {
      this.staticPods = new StaticPods({
        path: staticPodPath,
        nodeName: settings.name,
        clock,
        checkMs: fileCheckMs,
        report,
        onPods: (pods) => this.loop.pods.replaceStatics(pods),
      });
      await this.staticPods.start();
    }
    const isRegistered = this.registerUntilDone().then(() => true);
    const isReached = await Promise.race([isRegistered, this.patience()]);
    if (!isReached && !this.stopping.signal.aborted) await this.resumeFromCheckpoint();
    void isRegistered.then(() => this.followApi());
    if (isReached) await isRegistered;
  }

  /** Lets go of the pods, or ends them where it was told to. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.staticPods?.stop();
    this.loop.stop();
    this.workers.stop();
    this.probes.stop();
    this.pleg.stop();
    this.lease.stop();
    this.reporter.stop();
    this.statuses.stop();
    this.events.stop();
    await this.checkpoint.stop();
    if (this.options.stopsPods) await this.endContainers();
    await this.options.runtime.close();
  }

  private async endContainers(): Promise<void> {
    const { runtime } = this.options;
    const containers = (await runtime.listContainers()).filter(({ state }) => state === 'CONTAINER_RUNNING');
    await Promise.all(containers.map(({ id }) => runtime.stopContainer(id, exitGraceSeconds)));
  }

  private async patience(): Promise<false> {
    await sleep(this.options.clock, apiPatienceMs, this.stopping.signal);
    return false;
  }

  private async registerUntilDone(): Promise<void> {
    const { clock, report } = this.options;
    const delay = new RetryDelay(clock, registerDelay);
    while (!this.stopping.signal.aborted) {
      try {
        const node = await this.reporter.register();
        this.useNode(node);
        return;
      } catch (error) {
        if (!(error instanceof ConnectionError)) report(error, 'register the node');
        await sleep(clock, delay.fails(), this.stopping.signal);
      }
    }
  }

  private async resumeFromCheckpoint(): Promise<void> {
    const pods = await this.checkpoint.read();
    for (const pod of pods) this.loop.pods.put(pod);
  }

  private async followApi(): Promise<void> {
    const { client, settings, report } = this.options;
    const { signal } = this.stopping;
    if (signal.aborted) return;
    this.lease.start();
    this.reporter.onChange((node) => this.useNode(node));
    const services = client.services.informer({ signal });
    services.on({
      add: () => this.keepServices(services.list()),
      update: () => this.keepServices(services.list()),
      delete: () => this.keepServices(services.list()),
    });
    const pods = client.pods.informer({ fieldSelector: `spec.nodeName=${settings.name}`, signal });
    try {
      // A container that is started before the services are known would miss their variables.
      await Promise.all([services.synced, pods.synced]);
    } catch (error) {
      if (!signal.aborted) report(error, 'watch the pods of this node');
      return;
    }
    this.keepServices(services.list());
    this.loop.pods.replace(pods.list());
    this.loop.sourcesReady();
    const keep = (pod: Pod) => {
      this.loop.pods.put(pod);
      this.save();
    };
    pods.on({
      add: keep,
      update: keep,
      delete: (pod) => {
        this.loop.pods.take(pod);
        this.save();
      },
    });
    this.save();
  }

  private save(): void {
    this.checkpoint.save(() => this.loop.pods.apiPods());
  }

  private keepServices(services: readonly Service[]): void {
    this.services = services;
  }

  private useNode({ spec }: Node): void {
    const podCidr = spec?.podCIDR;
    if (podCidr === undefined || podCidr === '') return;
    const { runtime, report } = this.options;
    runtime
      .updateRuntimeConfig({ podCidr })
      .catch((error: unknown) => report(error, `give pods addresses of ${podCidr}`));
  }

  /** Before the API was reached for the first time, the node as it would be registered. */
  private node(): Pick<Node, 'metadata' | 'spec'> {
    const { facts, settings, runtime } = this.options;
    return this.reporter.node ?? { metadata: { name: settings.name, labels: labelsOf(facts, settings, runtime) } };
  }

  private allocatable(): Readonly<Record<string, string>> {
    return allocatableOf(this.options.facts, this.options.settings);
  }

  private place() {
    const { settings, facts } = this.options;
    return { nodeName: settings.name, hostIps: facts.addresses, allocatable: this.allocatable() };
  }
}
