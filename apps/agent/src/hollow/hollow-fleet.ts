// Many nodes that are not there: one process registers them, keeps them alive and lets their pods seem to run, over one watch.
// What scale does to the control plane can so be measured without machines.
import type { ApiError, Client, Pod } from '@portolan/client';
import type { Timer } from '@portolan/client/clock.ts';
import type { AgentClock } from '../clock.ts';
import type { NodeSettings } from '../node/node-status.ts';
import { isTerminalPhase, restartPolicyOf, uidOf } from '../pod-spec.ts';
import { BatchWriter } from './batch-writer.ts';
import { FleetNodes } from './fleet-nodes.ts';
import { deletePods, type FleetStatus, writeFleetStatuses } from './fleet-writes.ts';
import { hollowPodStatus } from './hollow-pod.ts';
import { PodAddressBook } from './pod-address-book.ts';

export interface HollowFleetOptions {
  readonly client: Client;
  readonly clock: AgentClock;
  /** Names the fleet and, with a number, each of its nodes. */
  readonly name: string;
  readonly nodes: number;
  readonly settings: Omit<NodeSettings, 'name'>;
  readonly random: () => number;
  /** A pod takes up to so long to start. */
  readonly startDelayMs: number;
  /** The share of starts after which a pod crashes. */
  readonly failureRate: number;
  report(error: unknown, where: string): void;
}

interface HollowPod {
  pod: Pod;
  stage: 'starting' | 'running' | 'crashed' | 'ending';
  restarts: number;
  timer?: Timer | undefined;
}

const statusBatch = 500;
const deleteBatch = 250;
const calls = 4;
const crashMs = 10_000;

export class HollowFleet {
  private readonly options: HollowFleetOptions;
  private readonly nodes: FleetNodes;
  private readonly pods = new Map<string, HollowPod>();
  private readonly addresses: PodAddressBook;
  private readonly stopping = new AbortController();
  private readonly statuses: BatchWriter<FleetStatus>;
  private readonly deletions: BatchWriter<Pod>;
  private watching: Promise<void> = Promise.resolve();

  constructor(options: HollowFleetOptions) {
    this.options = options;
    const { client, clock, name, nodes, settings, report } = options;
    const names = Array.from({ length: nodes }, (_, index) => `${name}-${index}`);
    this.nodes = new FleetNodes({ client, clock, fleet: name, names, settings, report });
    this.addresses = new PodAddressBook(this.nodes);
    this.statuses = new BatchWriter({
      clock,
      maxBatch: statusBatch,
      maxCalls: calls,
      write: (items) => writeFleetStatuses(client, items),
      onRefused: ({ metadata }, error) => this.refused(metadata.uid ?? '', error),
    });
    this.deletions = new BatchWriter({
      clock,
      maxBatch: deleteBatch,
      maxCalls: calls,
      write: (items) => deletePods(client, items),
      onRefused: (pod, error) => this.refused(uidOf(pod), error),
    });
  }

  /** Pods the fleet has brought to life and pods it has ended, since it was started. */
  get figures(): { readonly pods: number; readonly statuses: number; readonly deletions: number } {
    return { pods: this.pods.size, statuses: this.statuses.written, deletions: this.deletions.written };
  }

  /** Resolves when all nodes are registered and their pods are watched. */
  async start(): Promise<void> {
    await this.nodes.start();
    const { signal } = this.stopping;
    const stream = this.options.client.pods.watch({ fieldSelector: 'spec.nodeName!=', signal });
    const first = await stream.next();
    if (first.done) return;
    this.take(first.value);
    this.watching = this.follow(stream);
    this.watching.catch((error: unknown) => this.options.report(error, 'watch the pods of the fleet'));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.nodes.stop();
    this.statuses.stop();
    this.deletions.stop();
    for (const { timer } of this.pods.values()) timer?.cancel();
    await this.watching;
  }

  private async follow(stream: ReturnType<Client['pods']['watch']>): Promise<void> {
    for await (const item of stream) this.take(item);
  }

  private take(item: WatchItemOfPods): void {
    if (item.type === 'SNAPSHOT') {
      const present = new Set(item.objects.map(uidOf));
      for (const uid of [...this.pods.keys()]) if (!present.has(uid)) this.forget(uid);
      // Addresses that are taken come first, so that none is given twice.
      for (const pod of item.objects) this.addresses.keep(pod);
      for (const pod of item.objects) this.see(pod);
      return;
    }
    for (const { type, object } of item.events) {
      if (type === 'DELETED') this.forget(uidOf(object));
      else this.see(object);
    }
  }

  private see(pod: Pod): void {
    if (!this.nodes.has(pod.spec?.nodeName ?? '')) return;
    const uid = uidOf(pod);
    const known = this.pods.get(uid);
    const hollow: HollowPod = known ?? { pod, stage: 'starting', restarts: 0 };
    hollow.pod = pod;
    if (!known) this.pods.set(uid, hollow);
    if (pod.metadata.deletionTimestamp !== undefined) return this.end(uid, hollow);
    if (known || isTerminalPhase(pod.status?.phase)) return;
    if (pod.status?.phase === 'Running') hollow.stage = 'running';
    else this.after(hollow, this.options.startDelayMs * this.options.random(), () => this.run(uid, hollow));
  }

  private end(uid: string, hollow: HollowPod): void {
    if (hollow.stage === 'ending') return;
    hollow.timer?.cancel();
    hollow.stage = 'ending';
    this.statuses.drop(uid);
    this.deletions.add(uid, hollow.pod);
  }

  private forget(uid: string): void {
    const hollow = this.pods.get(uid);
    if (!hollow) return;
    hollow.timer?.cancel();
    this.pods.delete(uid);
    this.addresses.release(uid);
    this.statuses.drop(uid);
    this.deletions.drop(uid);
  }

  private after(hollow: HollowPod, delayMs: number, run: () => void): void {
    if (delayMs === 0) return run();
    hollow.timer = this.options.clock.setTimer(delayMs, run);
  }

  private run(uid: string, hollow: HollowPod): void {
    const { failureRate, random } = this.options;
    const crashes = failureRate > 0 && random() < failureRate;
    hollow.stage = crashes ? 'crashed' : 'running';
    this.show(uid, hollow);
    if (!crashes || restartPolicyOf(hollow.pod) === 'Never') return;
    this.after(hollow, crashMs, () => {
      hollow.restarts += 1;
      this.run(uid, hollow);
    });
  }

  private show(uid: string, hollow: HollowPod): void {
    const { pod, stage, restarts } = hollow;
    const status = hollowPodStatus({
      pod,
      hostIp: this.nodes.addressOf(pod.spec?.nodeName ?? ''),
      podIp: this.addresses.take(pod),
      nowMs: this.options.clock.now(),
      fate: stage === 'crashed' ? 'crashed' : 'running',
      restarts,
    });
    this.statuses.add(uid, { metadata: pod.metadata, status });
  }

  private refused(uid: string, error: ApiError): void {
    // The pod is gone, or another one has its name: the watch will tell.
    if (error.code === 'NOT_FOUND' || error.code === 'CONFLICT') return;
    this.options.report(error, `write pod ${uid}`);
  }
}

type WatchItemOfPods = NonNullable<Awaited<ReturnType<ReturnType<Client['pods']['watch']>['next']>>['value']>;
