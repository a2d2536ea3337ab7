// What the scheduler knows: the cluster, the queue of pods without a node, and the bindings it has decided on that the watch
// cache does not show yet ("assumed"). The cache's changes bring all three forward, each in its own order.
import type { Clock } from '../resource/clock.ts';
import { deepEqual } from '../resource/equality.ts';
import type { Node, Pod } from '../resource/generated/kubernetes.ts';
import type { AnyObject } from '../resource/object.ts';
import type { Change, StoredObject } from '../store/store.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import { Cluster } from './cluster.ts';
import { defaultSelectors, isFinished, nodeKind, podKind, podOf, selectorKinds, showPod } from './cluster-feed.ts';
import { nodeFacts } from './node-state.ts';
import type { ClusterEvent } from './plugin.ts';
import { type PodClass, PodClasses } from './pod-class.ts';
import type { Profile } from './profile.ts';
import { SchedulingQueue } from './scheduling-queue.ts';

export interface SchedulerStateParts {
  readonly cache: WatchCache;
  readonly clock: Clock;
  readonly profile: Profile;
  /** A pod has become ready to be decided on. */
  wake(): void;
  /** A pod no longer waits for a node. */
  onGone(uid: string): void;
}

const maxIdleClasses = 1_000;

export class SchedulerState {
  readonly cluster: Cluster;
  readonly classes = new PodClasses();
  readonly queue: SchedulingQueue;
  private readonly parts: SchedulerStateParts;
  /** Node names by pod uid: decided, and not seen in the cache so far. */
  private readonly assumed = new Map<string, string>();
  private readonly helpedBy: ReadonlyMap<string, ReadonlySet<ClusterEvent>>;
  private unsubscribe: (() => void) | undefined;
  private classesKept = 0;

  constructor(parts: SchedulerStateParts) {
    this.parts = parts;
    this.cluster = new Cluster(defaultSelectors(parts.cache));
    this.queue = new SchedulingQueue(parts.clock, parts.wake);
    this.helpedBy = new Map(
      parts.profile.plugins.map(({ plugin }) => [plugin.name, new Set(plugin.filter?.helpedBy ?? [])]),
    );
  }

  start(): void {
    this.unsubscribe = this.parts.cache.subscribe({
      onChanges: (batch) => {
        const events = new Set<ClusterEvent>();
        for (const { changes } of batch) for (const change of changes) this.apply(change, events);
        this.announce(events);
        this.dropIdleClasses();
      },
      onReset: () => this.load(),
    });
    this.load();
  }

  stop(): void {
    this.unsubscribe?.();
    this.queue.stop();
  }

  /** The pod takes its place on the node as if it were bound. */
  assume(uid: string, pod: PodClass, nodeName: string): void {
    this.assumed.set(uid, nodeName);
    this.cluster.place({ uid, pod, nodeName, isTerminating: false });
  }

  /** The binding was not made: the pod is taken off the node and tried again. False when the cache already shows better. */
  forget(uid: string): boolean {
    if (!this.assumed.delete(uid)) return false;
    this.cluster.unplace(uid);
    this.queue.giveBackFailed(uid);
    this.announce(new Set<ClusterEvent>(['pod-removed']));
    return true;
  }

  /** Everything as the cache shows it, keeping what is assumed of pods that still wait. */
  private load(): void {
    const { cache } = this.parts;
    const nodes = cache.list(nodeKind);
    const names = new Set(nodes.map(({ key }) => key.name));
    for (const { facts } of [...this.cluster.nodes()]) if (!names.has(facts.name)) this.cluster.removeNode(facts.name);
    for (const { object } of nodes) this.cluster.setNode(nodeFacts(object as AnyObject & Node));
    const pods = cache.list(podKind);
    const uids = new Set(pods.map(({ uid }) => uid));
    for (const { uid } of [...this.cluster.placedPods()]) if (!uids.has(uid)) this.removePod(uid);
    this.queue.keepOnly((uid) => uids.has(uid));
    const events = new Set<ClusterEvent>();
    for (const stored of pods) this.showPod(stored, undefined, events);
    this.cluster.selectorsChanged();
    this.queue.moveWhere(() => true);
  }

  private apply(change: Change, events: Set<ClusterEvent>): void {
    const { kind } = change.key;
    if (kind === podKind) {
      if (change.type !== 'DELETED') this.showPod(change, change.previous, events);
      else if (this.removePod(change.uid)) events.add('pod-removed');
    } else if (kind === nodeKind) this.applyNode(change, events);
    else if (selectorKinds.has(kind) && changesSelector(change)) this.cluster.selectorsChanged();
  }

  private applyNode({ type, object, key }: Change, events: Set<ClusterEvent>): void {
    if (type === 'DELETED') {
      this.cluster.removeNode(key.name);
      events.add('node-deleted');
      return;
    }
    const before = this.cluster.node(key.name)?.facts;
    const facts = nodeFacts(object as AnyObject & Node);
    if (!this.cluster.setNode(facts)) return;
    if (!before) events.add('node-added');
    else {
      if (!deepEqual(before.labels, facts.labels)) events.add('node-labels');
      if (before.isUnschedulable !== facts.isUnschedulable || !deepEqual(before.taints, facts.taints)) {
        events.add('node-taints');
      }
      events.add('node-allocatable');
    }
  }

  private showPod(stored: StoredObject, previous: StoredObject | undefined, events: Set<ClusterEvent>): void {
    const pod = podOf(stored);
    const { uid } = stored;
    // A pod of the same name that came in its place.
    if (previous && previous.uid !== uid && this.removePod(previous.uid)) events.add('pod-removed');
    if (this.isUnchanged(pod, uid, previous)) return;
    const wasPlaced = this.cluster.placed(uid) !== undefined;
    if (showPod(this.cluster, this.classes, pod)) {
      this.assumed.delete(uid);
      this.leaveQueue(uid);
      events.add('pod-placed');
      if (pod.metadata.deletionTimestamp !== undefined) events.add('pod-removed');
    } else if (!isFinished(pod) && this.isOurs(pod)) this.queue.set(uid, pod, this.classes.of(pod));
    else if (this.removePod(uid) && wasPlaced) events.add('pod-removed');
  }

  /** Bound pods mostly change their status, which places nothing anew. */
  private isUnchanged(pod: Pod, uid: string, previous: StoredObject | undefined): boolean {
    const before = previous && podOf(previous);
    return (
      before?.metadata.uid === uid &&
      this.cluster.placed(uid) !== undefined &&
      before.spec?.nodeName !== undefined &&
      before.spec.nodeName === pod.spec?.nodeName &&
      before.metadata.generation !== undefined &&
      before.metadata.generation === pod.metadata.generation &&
      before.metadata.deletionTimestamp === pod.metadata.deletionTimestamp &&
      isFinished(before) === isFinished(pod) &&
      deepEqual(before.metadata.labels, pod.metadata.labels)
    );
  }

  /** Waits for a node by this scheduler: pods that are held back by gates or being deleted do not. */
  private isOurs({ metadata, spec }: Pod): boolean {
    const schedulerName = spec?.schedulerName ?? this.parts.profile.schedulerName;
    return (
      schedulerName === this.parts.profile.schedulerName &&
      metadata.deletionTimestamp === undefined &&
      !spec?.nodeName &&
      !spec?.schedulingGates?.length
    );
  }

  private removePod(uid: string): boolean {
    this.assumed.delete(uid);
    this.leaveQueue(uid);
    return this.cluster.unplace(uid) !== undefined;
  }

  private leaveQueue(uid: string): void {
    if (!this.queue.has(uid)) return;
    this.queue.delete(uid);
    this.parts.onGone(uid);
  }

  private announce(events: ReadonlySet<ClusterEvent>): void {
    if (events.size === 0) return;
    const helps = (plugin: string) => [...events].some((event) => this.helpedBy.get(plugin)?.has(event));
    // Whatever fitted nowhere because there were no nodes is helped by the first.
    this.queue.moveWhere(({ rejectedBy }) => rejectedBy.size === 0 || [...rejectedBy].some(helps));
  }

  /** Classes of pods that are gone are dropped now and then. */
  private dropIdleClasses(): void {
    if (this.classes.size < this.classesKept * 2 + maxIdleClasses) return;
    const used = new Set<PodClass>();
    for (const { pod } of this.cluster.placedPods()) used.add(pod);
    for (const podClass of this.queue.classes()) used.add(podClass);
    this.classes.keepOnly((each) => used.has(each));
    this.classesKept = this.classes.size;
  }
}

function changesSelector({ type, object, previous }: Change): boolean {
  if (type !== 'MODIFIED') return true;
  const selectorOf = (each: AnyObject | undefined) => (each?.spec as { selector?: unknown } | undefined)?.selector;
  return !deepEqual(selectorOf(object), selectorOf(previous?.object));
}
