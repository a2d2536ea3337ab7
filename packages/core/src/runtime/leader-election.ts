// One leader among several processes, as Kubernetes' LeaderElector: whoever holds the Lease leads, the others watch it.
//
//   campaigning --acquired--> leading --stop--> released
//        ^                       |
//        +---- lost or fenced ---+
//
// A contender takes a lease that nobody holds, whose renewals it has not seen move for the lease's duration (on its own
// monotonic clock: no two machines' clocks are compared), or whose holder's session with the store has ended (a killed
// process is replaced at once; one that is only paused keeps its session and is replaced when the lease expires).
//
// None of this keeps a former leader from writing late, so every write of a term carries its `fence`: the revision at which
// the lease was acquired. Renewals are heartbeats and leave it alone; anything else that changes the lease ends the term.
// A leader that loses only its session goes on: whoever takes over meanwhile fences it.
import { newUid } from '../registry/generated-names.ts';
import type { Operation } from '../registry/operation.ts';
import type { Registry } from '../registry/registry.ts';
import type { Fence, Request } from '../registry/request.ts';
import { isReason } from '../resource/api-error.ts';
import { type Clock, microTimeText } from '../resource/clock.ts';
import type { Lease } from '../resource/generated/kubernetes.ts';
import type { AnyObject, ObjectKey } from '../resource/object.ts';
import type { SessionLock, StoredObject } from '../store/store.ts';
import { Alarm } from './alarm.ts';
import { leaseRecord, releasedLease, takenLease } from './election-lease.ts';
import { jitterFactor, type LeaderElectionOptions } from './leader-election-options.ts';
import { SessionWatch } from './session-watch.ts';

/** What is to run while this process leads. */
export interface Term {
  /** Absent where nothing is elected. */
  readonly fence?: Fence;
  /** A write was fenced: the term is over. */
  fenced(): void;
}

/** Work of a term; resolves once nothing of it runs any more. */
export interface TermWork {
  stop(): Promise<void>;
}

export interface LeaderElectionParts {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly options: LeaderElectionOptions;
  /** Unique among all contenders: `<host>_<random>`. */
  readonly identity: string;
  /** Whose rights the lease is written with. */
  readonly request: Request;
  /** Begins the work of a term; the term ends when it cannot. */
  readonly lead: (term: Term) => Promise<TermWork>;
  /** Told of failures that are tried again by themselves. */
  readonly warn: (text: string, error: unknown) => void;
  /** Told when a term begins and ends. */
  readonly onChange?: (isLeader: boolean, lease: AnyObject | undefined) => void;
}

export interface RunningElection {
  readonly isLeader: boolean;
  /** Ends the term, if there is one, and hands the lease over. */
  stop(): Promise<void>;
}

export function startLeaderElection(parts: LeaderElectionParts): RunningElection {
  if (!parts.options.leaderElect) return leadAlways(parts);
  const election = new LeaderElection(parts);
  election.start();
  return election;
}

function leadAlways({ lead, warn, onChange }: LeaderElectionParts): RunningElection {
  const work = begin({ lead, warn }, { fenced: () => warn('a write without a fence was fenced', undefined) });
  onChange?.(true, undefined);
  return { isLeader: true, stop: async () => (await work)?.stop() };
}

/** What begins is told of as a failure where it does not; nothing has to be stopped then. */
async function begin({ lead, warn }: Pick<LeaderElectionParts, 'lead' | 'warn'>, term: Term) {
  try {
    return await lead(term);
  } catch (error) {
    warn('cannot begin to lead', error);
    term.fenced();
    return undefined;
  }
}

/** The lease as it was acquired. */
interface Held {
  readonly lease: AnyObject;
  readonly fence: Fence;
  readonly lock: SessionLock;
}

class LeaderElection implements RunningElection {
  private readonly parts: LeaderElectionParts;
  private readonly key: ObjectKey;
  private readonly alarm: Alarm;
  private readonly session: SessionWatch;
  /** The lease as it was last seen to change, and when. */
  private observed: { readonly text: string; readonly atMs: number } | undefined;
  /** Renewal times only grow, whatever the wall clocks of the holders say. */
  private renewTimeMs = 0;
  private isStopping = false;
  private leading = false;
  private running: Promise<void> = Promise.resolve();

  constructor(parts: LeaderElectionParts) {
    const { resourceNamespace, resourceName } = parts.options;
    this.parts = parts;
    this.key = { kind: 'Lease.coordination.k8s.io', namespace: resourceNamespace, name: resourceName };
    this.alarm = new Alarm(parts.clock);
    this.session = new SessionWatch(parts.registry.store, {
      onEnded: () => this.alarm.ring(),
      warn: parts.warn,
    });
  }

  get isLeader(): boolean {
    return this.leading;
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.alarm.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    const unsubscribe = this.parts.registry.cache.subscribe({
      onChanges: (batch) => {
        const concerns = batch.some(({ changes }) => changes.some(({ key }) => this.isOurs(key)));
        if (concerns) this.alarm.ring();
      },
      onReset: () => this.alarm.ring(),
    });
    while (!this.isStopping) {
      const held = await this.campaign();
      if (held) await this.serve(held);
    }
    this.session.stop();
    unsubscribe();
  }

  private isOurs({ kind, namespace, name }: ObjectKey): boolean {
    return kind === this.key.kind && name === this.key.name && namespace === this.key.namespace;
  }

  private async campaign(): Promise<Held | undefined> {
    const { clock, options, warn } = this.parts;
    while (!this.isStopping) {
      try {
        const held = await this.attempt();
        if (held) return held;
      } catch (error) {
        warn(`cannot acquire lease ${this.key.namespace}/${this.key.name}`, error);
      }
      await this.alarm.sleep(options.retryPeriodMs * (1 + clock.random() * jitterFactor));
    }
    return undefined;
  }

  private async attempt(): Promise<Held | undefined> {
    const stored = await this.parts.registry.store.get(this.key);
    if (stored) this.observe(stored);
    if (stored && !this.isFree(stored)) return undefined;
    return this.acquire(stored);
  }

  private observe(stored: StoredObject): void {
    const { holder, renewTimeMs, sessionToken } = leaseRecord(stored);
    const text = `${stored.uid} ${stored.revision} ${renewTimeMs}`;
    if (this.observed?.text !== text) this.observed = { text, atMs: this.parts.clock.monotonic() };
    this.renewTimeMs = Math.max(this.renewTimeMs, renewTimeMs);
    this.session.follow(holder === this.parts.identity ? undefined : sessionToken);
  }

  private isFree(stored: StoredObject): boolean {
    const { holder, durationMs, sessionToken } = leaseRecord(stored);
    if (holder === '' || holder === this.parts.identity) return true;
    if (sessionToken !== undefined && this.session.hasEnded(sessionToken)) return true;
    const seenMs = this.observed?.atMs ?? this.parts.clock.monotonic();
    return this.parts.clock.monotonic() >= seenMs + durationMs;
  }

  /** The lock comes first: a lease never names a session that has not begun. */
  private async acquire(stored: StoredObject | undefined): Promise<Held | undefined> {
    const { registry, clock, identity, options, request } = this.parts;
    const sessionToken = newUid(clock);
    const lock = await registry.store.holdSessionLock(sessionToken);
    const now = this.nextRenewTime();
    const lease = takenLease({
      key: this.key,
      stored,
      identity,
      sessionToken,
      now,
      durationMs: options.leaseDurationMs,
    });
    try {
      const operation: Operation = { verb: stored ? 'update' : 'create', manifest: { ...lease } };
      const { revision, results } = await registry.execute(request, [operation], { reason: `${identity} leads` });
      const [acquired] = results;
      const uid = acquired?.object.metadata.uid;
      if (!acquired || uid === undefined) throw new Error('an acquired lease has no uid');
      return { lease: acquired.object, fence: { key: this.key, uid, revision }, lock };
    } catch (error) {
      await lock.release();
      // Somebody was quicker.
      if (isReason(error, 'Conflict', 'AlreadyExists') || (stored && isReason(error, 'NotFound'))) return undefined;
      throw error;
    }
  }

  private async serve(held: Held): Promise<void> {
    const { onChange } = this.parts;
    let isOver = false;
    const end = () => {
      isOver = true;
      this.alarm.ring();
    };
    this.session.follow(undefined);
    this.leading = true;
    const work = begin(this.parts, { fence: held.fence, fenced: end });
    onChange?.(true, held.lease);
    await this.keepRenewing(held.fence, () => isOver || this.isStopping);
    this.leading = false;
    await (await work)?.stop();
    await this.release(held);
    onChange?.(false, held.lease);
  }

  /** Returns when the term is over: by `isOver`, because the lease changed hands, or when it could not be renewed in time. */
  private async keepRenewing(fence: Fence, isOver: () => boolean): Promise<void> {
    const { clock, options, warn } = this.parts;
    let isPastDeadline = false;
    const setDeadline = (renewedMs: number) =>
      clock.setTimer(options.renewDeadlineMs - (clock.monotonic() - renewedMs), () => {
        isPastDeadline = true;
        this.alarm.ring();
      });
    let deadline = setDeadline(clock.monotonic());
    let renewal: Promise<boolean> | undefined;
    let isLost = false;
    let isEnded = false;
    while (!isOver() && !isPastDeadline && !isLost) {
      await this.alarm.sleep(options.retryPeriodMs);
      if (isOver() || isPastDeadline || renewal) continue;
      const beganMs = clock.monotonic();
      renewal = this.renew(fence);
      // Not awaited: an answer that never comes must not outlast the deadline.
      renewal
        .then(
          (isHeld) => {
            isLost = !isHeld;
            deadline.cancel();
            if (isHeld && !isEnded) deadline = setDeadline(beganMs);
            if (isLost) this.alarm.ring();
          },
          (error: unknown) => warn(`cannot renew lease ${this.key.namespace}/${this.key.name}`, error),
        )
        .finally(() => {
          renewal = undefined;
        });
    }
    isEnded = true;
    deadline.cancel();
  }

  /** False when the lease is no longer the one that was acquired. */
  private async renew({ uid, revision }: Fence): Promise<boolean> {
    const { store } = this.parts.registry;
    const stored = await store.get(this.key);
    if (stored?.uid !== uid || stored.revision !== revision) return false;
    const { missing } = await store.renew([{ key: this.key, uid, renewTime: this.nextRenewTime() }]);
    return missing.length === 0;
  }

  /** Gives the lease back if it is still ours, so that nobody has to wait for it; then ends the session. */
  private async release({ lease, fence, lock }: Held): Promise<void> {
    const { registry, request, identity, warn } = this.parts;
    const manifest = releasedLease(lease as Lease, this.nextRenewTime());
    try {
      if (this.isStopping) {
        const operation: Operation = { verb: 'update', manifest: { ...manifest } };
        await registry.execute({ ...request, fence }, [operation], { reason: `${identity} stops leading` });
      }
    } catch (error) {
      if (!isReason(error, 'Conflict', 'NotFound', 'Fenced')) {
        warn(`cannot release lease ${this.key.namespace}/${this.key.name}`, error);
      }
    } finally {
      await lock.release();
    }
  }

  private nextRenewTime(): string {
    this.renewTimeMs = Math.max(this.parts.clock.now(), this.renewTimeMs + 0.001);
    return microTimeText(this.renewTimeMs);
  }
}
