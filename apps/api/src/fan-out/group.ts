// Equal subscriptions, served as one: each frame is executed and encoded once and shared by all members.
//
// Events gather in `pending` until the batch is due; cutting them off makes a frame. Frames leave in order, one at a time,
// because encoding may have to wait for a resolver. A member joins at a cut: frames numbered up to its cut are behind it.

import {
  bookmarkFrame,
  deltaFrame,
  relistFrame,
  type WatchEvent,
  type WatchFrame,
} from '@portolan/core/registry/watch.ts';
import { takeSnapshot } from '@portolan/core/registry/watch-frames.ts';
import type { Selection } from '@portolan/core/registry/watch-selection.ts';
import type { Clock, Timer } from '@portolan/core/resource/clock.ts';
import type { Revision } from '@portolan/core/store/store.ts';
import type { WatchCache } from '@portolan/core/store/watch-cache.ts';
import { type Encoded, type EncodeFrame, isReady, SharedSnapshot } from './shared-snapshot.ts';

export interface GroupSpec {
  readonly selection: Selection;
  readonly batchMs: number;
  readonly encode: EncodeFrame;
  /** Throws once the identity may no longer watch this. */
  authorize(): void;
}

/** What a group asks of those it serves. */
export interface Member {
  deliver(payload: Buffer): void;
  /** Nothing of this group reaches the member any more. */
  relist(payload: Encoded): void;
  fail(error: unknown): void;
}

interface QueuedFrame {
  readonly number: number;
  readonly frame: WatchFrame;
}

/** A frame that takes so long to encode that this many events gather behind it costs its group the watch. */
const maxPendingEvents = 50_000;
const maxSharedSteps = 16;

export class Group {
  readonly spec: GroupSpec;
  /** Everyone who has subscribed and not ended, members and those who still catch up. */
  readonly users = new Set<Member>();
  private readonly clock: Clock;
  private readonly position: () => Revision;
  private readonly members = new Map<Member, { readonly joinedAfter: number }>();
  private pending: WatchEvent[] = [];
  private queue: QueuedFrame[] = [];
  private lastNumber = 0;
  private isEncoding = false;
  private batchTimer: Timer | undefined;
  private lastFrameMs: number;
  private snapshot: SharedSnapshot | undefined;
  private readonly steps = new Map<string, Encoded>();

  /** `position` is the revision up to which changes have been handed to `add`. */
  constructor(spec: GroupSpec, clock: Clock, position: () => Revision) {
    this.spec = spec;
    this.clock = clock;
    this.position = position;
    // The first change goes out at once, the first bookmark when one is due.
    this.lastFrameMs = clock.monotonic() - spec.batchMs;
  }

  get selection(): Selection {
    return this.spec.selection;
  }

  add(event: WatchEvent): void {
    this.snapshot = undefined;
    if (this.members.size > 0) this.pending.push(event);
  }

  /** To be called after `add`, once all changes of a revision are in. */
  schedule(): void {
    if (this.pending.length > maxPendingEvents) return this.isEncoding ? this.relistAll() : this.cut();
    if (this.pending.length === 0 || this.isEncoding || this.batchTimer) return;
    const waitMs = this.lastFrameMs + this.spec.batchMs - this.clock.monotonic();
    if (waitMs <= 0) return this.cut();
    this.batchTimer = this.clock.setTimer(waitMs, () => {
      this.batchTimer = undefined;
      this.cut();
    });
  }

  /** Makes `member` receive whatever follows the present position. */
  join(member: Member): void {
    this.cut();
    this.members.set(member, { joinedAfter: this.lastNumber });
  }

  leave(member: Member): void {
    this.users.delete(member);
    this.members.delete(member);
    if (this.members.size > 0) return;
    this.pending = [];
    this.queue = [];
    this.batchTimer?.cancel();
    this.batchTimer = undefined;
  }

  /** Tells members how far they have come when nothing else did since `sinceMs` (monotonic). */
  bookmark(sinceMs: number): void {
    if (this.members.size === 0 || this.lastFrameMs > sinceMs || this.isEncoding) return;
    if (this.pending.length > 0) return this.cut();
    this.enqueue(bookmarkFrame(this.position()));
  }

  relistAll(): void {
    const payload = this.spec.encode(relistFrame(this.position()));
    for (const member of [...this.users]) member.relist(payload);
  }

  failAll(error: unknown): void {
    for (const member of [...this.users]) member.fail(error);
  }

  /** The snapshot at the present position, encoded once for all who ask while it stays the present one. */
  shareSnapshot(cache: WatchCache): SharedSnapshot {
    if (this.snapshot?.revision !== this.position()) this.snapshot = undefined;
    this.snapshot ??= new SharedSnapshot(takeSnapshot(cache, this.selection), this.spec.encode);
    return this.snapshot;
  }

  /** Encodes what brings a member from `since` to the frame's revision, once for all who take this step. */
  shareStep(since: Revision, frame: WatchFrame): Encoded {
    const step = `${since} ${frame.type} ${frame.resourceVersion}`;
    const known = this.steps.get(step);
    if (known) return known;
    const payload = this.spec.encode(frame);
    if (this.steps.size < maxSharedSteps) this.steps.set(step, payload);
    return payload;
  }

  /** Frees what newcomers shared. */
  forgetShared(): void {
    this.snapshot = undefined;
    this.steps.clear();
  }

  private cut(): void {
    if (this.pending.length === 0) return;
    const events = this.pending;
    this.pending = [];
    this.enqueue(deltaFrame(this.position(), events));
  }

  private enqueue(frame: WatchFrame): void {
    this.lastNumber += 1;
    this.lastFrameMs = this.clock.monotonic();
    this.queue.push({ number: this.lastNumber, frame });
    this.encodeNext();
  }

  private encodeNext(): void {
    if (this.isEncoding) return;
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      const { number } = next;
      const payload = this.spec.encode(next.frame);
      if (isReady(payload)) {
        this.deliver(number, payload);
        continue;
      }
      this.isEncoding = true;
      payload.then(
        (encoded) => this.encoded(number, encoded),
        (error: unknown) => this.failAll(error),
      );
      return;
    }
  }

  private encoded(number: number, payload: Buffer): void {
    this.isEncoding = false;
    this.deliver(number, payload);
    this.encodeNext();
    this.schedule();
  }

  private deliver(number: number, payload: Buffer): void {
    for (const [member, { joinedAfter }] of this.members) {
      if (number > joinedAfter) member.deliver(payload);
    }
  }
}
