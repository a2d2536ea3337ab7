// Everything of one seed: the store, the time, what is known to be true, and who watches over it.
import { keyText } from '@portolan/core/resource/object.ts';
import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { createMemoryStore } from '@portolan/core/store/memory-store.ts';
import type { RevisionChanges, Store } from '@portolan/core/store/store.ts';
import { SeededRandom } from '../../reliability/seeded-random.ts';
import type { Attempt, Commit, Delivery, Invariant, RunningContainer } from '../invariants/invariant.ts';
import { Model } from './model.ts';
import { Trace } from './trace.ts';

export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

type Hook = 'onRevision' | 'onCommit' | 'onFollow' | 'onDelivery' | 'onAttempt';

/** More than any cluster of this size needs: somebody writes without end. */
const mostRevisions = 1_200;

export class World {
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly trace: Trace;
  readonly model = new Model();
  readonly violations: Violation[] = [];
  /** How often each fault struck and each action was done. */
  readonly figures = new Map<string, number>();
  /** Every revision so far. */
  readonly revisions: RevisionChanges[] = [];
  private readonly invariants: readonly Invariant[];
  /** Who wants to hear of what comes often. */
  private readonly hooks: Readonly<Record<Hook, readonly Invariant[]>>;

  constructor(seed: number, makeInvariants: () => readonly Invariant[]) {
    this.seed = seed;
    this.clock = new VirtualClock({ seed });
    this.store = createMemoryStore(this.clock);
    this.trace = new Trace(this.clock);
    this.invariants = makeInvariants();
    const those = (hook: keyof Invariant) => this.invariants.filter((each) => each[hook] !== undefined);
    this.hooks = {
      onRevision: those('onRevision'),
      onCommit: those('onCommit'),
      onFollow: those('onFollow'),
      onDelivery: those('onDelivery'),
      onAttempt: those('onAttempt'),
    };
    this.store.follow(0, { onChanges: (batch) => this.see(batch), onExpired: () => undefined });
  }

  random(stream: number): SeededRandom {
    return new SeededRandom(this.seed, stream);
  }

  count(what: string): void {
    this.figures.set(what, (this.figures.get(what) ?? 0) + 1);
  }

  report(invariant: string, what: string): void {
    this.trace.add('VIOLATED', `${invariant}: ${what}`);
    this.violations.push({ invariant, what });
  }

  committed(commit: Commit): void {
    for (const each of this.hooks.onCommit) this.reportAll(each, each.onCommit?.(commit, this.model));
  }

  followed(watcher: string, since: number): void {
    for (const each of this.hooks.onFollow) each.onFollow?.(watcher, since);
  }

  delivered(delivery: Delivery): void {
    for (const each of this.hooks.onDelivery) this.reportAll(each, each.onDelivery?.(delivery));
  }

  attempted(attempt: Attempt): void {
    for (const each of this.hooks.onAttempt) this.reportAll(each, each.onAttempt?.(attempt));
  }

  looked(running: readonly RunningContainer[]): void {
    for (const each of this.invariants) this.reportAll(each, each.onLook?.(running, this.model));
  }

  /** Nothing more is written then, or it would never end. */
  get isFull(): boolean {
    return this.revisions.length >= mostRevisions;
  }

  /** What would be wrong if this were the end. */
  lacks(): string[] {
    const end = { model: this.model, late: [], nowMs: this.clock.now() };
    return this.invariants.flatMap((each) => [...(each.atEnd?.(end) ?? [])]);
  }

  ended(late: readonly RevisionChanges[]): void {
    const end = { model: this.model, late, nowMs: this.clock.now() };
    for (const each of this.invariants) this.reportAll(each, each.atEnd?.(end));
  }

  /** Lets everything happen that needs no time. Nothing here does input or output, so one turn of the loop is all of it. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  async pass(durationMs: number): Promise<void> {
    const endMs = this.clock.now() + durationMs;
    await this.settle();
    for (let due = this.clock.nextDueMs(); due !== undefined && due <= endMs; due = this.clock.nextDueMs()) {
      this.clock.advance(Math.max(0, due - this.clock.now()));
      await this.settle();
    }
    this.clock.advance(Math.max(0, endMs - this.clock.now()));
    await this.settle();
  }

  private reportAll(invariant: Invariant, found: Iterable<string> | undefined): void {
    for (const what of found ?? []) this.report(invariant.name, what);
  }

  private see(batch: readonly RevisionChanges[]): void {
    for (const entry of batch) {
      this.model.apply(entry);
      this.revisions.push(entry);
      const changes = entry.changes.map(({ type, key }) => `${type[0]} ${keyText(key)}`).join(', ');
      this.trace.add('store', `${entry.revision} by ${entry.origin.source ?? entry.origin.actor}: ${changes}`);
      if (this.revisions.length === mostRevisions) this.report('no-hot-loop', `${mostRevisions} revisions and no end`);
      for (const each of this.hooks.onRevision) this.reportAll(each, each.onRevision?.(entry, this.model));
    }
  }
}
