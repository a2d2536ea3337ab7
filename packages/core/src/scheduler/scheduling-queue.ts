// Pods that wait for a node.
//
//   add ──► active ──pop──► in flight ──bound, deleted──► gone
//             ▲  ▲              │
//             │  └── back-off ◄─┤ failed by an error, or unschedulable while something happened that may help
//             │         ▲       ▼
//             └─────────┴── unschedulable: until something happens that may help it, or five minutes have passed
//
// Active pods come out by priority, then in the order in which they came. A pod that failed waits for its back-off before it
// is active again: 1 s after the first attempt, doubling up to 10 s. While no pod is active, one that fitted nowhere is tried
// during its back-off too (KEP-5142), whenever something happens that may help it. Such an early try that fails counts for
// nothing, so that thousands of waiting pods do not write anew what they wait for with each node that joins.
import type { Clock, Timer } from '../resource/clock.ts';
import type { Pod } from '../resource/generated/kubernetes.ts';
import { Heap } from './heap.ts';
import type { PodClass } from './pod-class.ts';

const backoffMs = { first: 1_000, longest: 10_000 };
const unschedulableMs = 5 * 60_000;
const flushIntervalMs = 30_000;

type Place = 'active' | 'backoff' | 'unschedulable' | 'in-flight';

export interface QueuedPod {
  readonly uid: string;
  readonly pod: Pod;
  readonly podClass: PodClass;
  readonly attempts: number;
  /** When it was first seen to wait. */
  readonly observedAtMs: number;
  /** The plug-ins that turned nodes down at the last attempt. */
  readonly rejectedBy: ReadonlySet<string>;
  /** Tried during its back-off: if it fits nowhere now, there is nothing to say. */
  readonly isEarly: boolean;
}

interface Entry extends QueuedPod {
  pod: Pod;
  podClass: PodClass;
  attempts: number;
  rejectedBy: ReadonlySet<string>;
  isEarly: boolean;
  place: Place;
  readonly order: number;
  readonly priority: number;
  lastAttemptMs: number;
  dueMs: number;
}

interface BackoffEnd {
  readonly entry: Entry;
  readonly dueMs: number;
}

const noPlugins: ReadonlySet<string> = new Set();

export class SchedulingQueue {
  private readonly clock: Clock;
  private readonly wake: () => void;
  private readonly entries = new Map<string, Entry>();
  /** Fitted nowhere at the last attempt, and are not active since: unschedulable, or in back-off. */
  private readonly rejected = new Set<Entry>();
  /** In back-off, and to be tried before its end. */
  private readonly early = new Set<Entry>();
  /** Both may hold entries that have gone elsewhere since: their place says so. */
  private readonly active = new Heap<Entry>((a, b) =>
    a.priority === b.priority ? a.order < b.order : a.priority > b.priority,
  );
  private readonly backoff = new Heap<BackoffEnd>((a, b) => a.dueMs < b.dueMs);
  private backoffTimer: Timer | undefined;
  private flushTimer: Timer | undefined;
  private lastOrder = 0;

  /** `wake` is called when a pod has become active. */
  constructor(clock: Clock, wake: () => void) {
    this.clock = clock;
    this.wake = wake;
  }

  /** A pod that waits, new or changed. What changed in it may make it fit: it is tried again after its back-off. */
  set(uid: string, pod: Pod, podClass: PodClass): void {
    const known = this.entries.get(uid);
    if (!known) {
      this.add(uid, pod, podClass);
      return;
    }
    const isOther = known.podClass !== podClass;
    known.pod = pod;
    known.podClass = podClass;
    if (isOther && this.rejected.has(known)) this.tryAgain(known);
  }

  delete(uid: string): void {
    const entry = this.entries.get(uid);
    if (!entry) return;
    this.entries.delete(uid);
    this.rejected.delete(entry);
    this.early.delete(entry);
    entry.place = 'in-flight';
  }

  has(uid: string): boolean {
    return this.entries.has(uid);
  }

  keepOnly(isThere: (uid: string) => boolean): void {
    for (const uid of [...this.entries.keys()]) if (!isThere(uid)) this.delete(uid);
  }

  *classes(): Iterable<PodClass> {
    for (const { podClass } of this.entries.values()) yield podClass;
  }

  /** The next pod to find a node for. It stays in flight until it is given back or deleted. */
  pop(): QueuedPod | undefined {
    for (let entry = this.active.pop(); entry; entry = this.active.pop()) {
      if (entry.place !== 'active') continue;
      entry.attempts += 1;
      entry.lastAttemptMs = this.clock.now();
      return this.take(entry, false);
    }
    const [early] = this.early;
    return early && this.take(early, true);
  }

  /** No node fits; `rejectedBy` knows what may change that. */
  giveBackUnschedulable(uid: string, rejectedBy: ReadonlySet<string>): void {
    const entry = this.entries.get(uid);
    if (entry?.place !== 'in-flight') return;
    entry.rejectedBy = rejectedBy;
    this.rejected.add(entry);
    if (entry.isEarly) {
      this.retry(entry);
      return;
    }
    entry.place = 'unschedulable';
    this.flushTimer ??= this.clock.setTimer(flushIntervalMs, () => this.flush());
  }

  /** Something else went wrong: tried again after its back-off. */
  giveBackFailed(uid: string): void {
    const entry = this.entries.get(uid);
    if (entry?.place === 'in-flight') this.retry(entry);
  }

  /** Something happened: the pods that it may help are tried again. */
  moveWhere(isHelped: (pod: QueuedPod) => boolean): void {
    for (const entry of this.rejected) if (isHelped(entry)) this.tryAgain(entry);
  }

  stop(): void {
    this.backoffTimer?.cancel();
    this.flushTimer?.cancel();
    this.entries.clear();
    this.rejected.clear();
    this.early.clear();
  }

  sizes(): Readonly<Record<Exclude<Place, 'in-flight'>, number>> {
    const sizes = { active: 0, backoff: 0, unschedulable: 0 };
    for (const { place } of this.entries.values()) if (place !== 'in-flight') sizes[place] += 1;
    return sizes;
  }

  private add(uid: string, pod: Pod, podClass: PodClass): void {
    const entry: Entry = {
      uid,
      pod,
      podClass,
      attempts: 0,
      observedAtMs: this.clock.now(),
      rejectedBy: noPlugins,
      isEarly: false,
      place: 'active',
      order: ++this.lastOrder,
      priority: pod.spec?.priority ?? 0,
      lastAttemptMs: 0,
      dueMs: 0,
    };
    this.entries.set(uid, entry);
    this.activate(entry);
  }

  private take(entry: Entry, isEarly: boolean): QueuedPod {
    this.rejected.delete(entry);
    this.early.delete(entry);
    entry.place = 'in-flight';
    entry.isEarly = isEarly;
    return entry;
  }

  private tryAgain(entry: Entry): void {
    if (entry.place === 'unschedulable') this.retry(entry);
    if (entry.place !== 'backoff') return;
    this.early.add(entry);
    this.wake();
  }

  private retry(entry: Entry): void {
    const dueMs = entry.lastAttemptMs + Math.min(backoffMs.first * 2 ** (entry.attempts - 1), backoffMs.longest);
    if (dueMs <= this.clock.now()) {
      this.activate(entry);
      return;
    }
    entry.place = 'backoff';
    // After an early try the end of its back-off is still ahead.
    if (entry.dueMs === dueMs) return;
    entry.dueMs = dueMs;
    this.backoff.push({ entry, dueMs });
    this.armBackoff();
  }

  private activate(entry: Entry): void {
    this.rejected.delete(entry);
    this.early.delete(entry);
    entry.place = 'active';
    this.active.push(entry);
    this.wake();
  }

  private armBackoff(): void {
    this.backoffTimer?.cancel();
    this.backoffTimer = undefined;
    const next = this.backoff.peek();
    if (!next) return;
    this.backoffTimer = this.clock.setTimer(Math.max(0, next.dueMs - this.clock.now()), () => this.endBackoffs());
  }

  private endBackoffs(): void {
    const now = this.clock.now();
    for (let next = this.backoff.peek(); next && next.dueMs <= now; next = this.backoff.peek()) {
      this.backoff.pop();
      if (next.entry.place === 'backoff' && next.entry.dueMs === next.dueMs) this.activate(next.entry);
    }
    this.armBackoff();
  }

  /** Whatever waits for long is tried again, in case a hint was missed. */
  private flush(): void {
    const now = this.clock.now();
    for (const entry of this.rejected) {
      if (entry.place === 'unschedulable' && now - entry.lastAttemptMs >= unschedulableMs) this.retry(entry);
    }
    this.flushTimer = this.rejected.size === 0 ? undefined : this.clock.setTimer(flushIntervalMs, () => this.flush());
  }
}
