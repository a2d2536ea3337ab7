import { kinds } from '@portolan/core/kinds/kinds.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import type { Fence } from '@portolan/core/registry/request.ts';
import { isReason } from '@portolan/core/resource/api-error.ts';
import type { Lease } from '@portolan/core/resource/generated/kubernetes.ts';
import type { ObjectKey } from '@portolan/core/resource/object.ts';
import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { type RunningElection, startLeaderElection, type Term } from '@portolan/core/runtime/leader-election.ts';
import { type LeaderElectionOptions, leaderElectionDefaults } from '@portolan/core/runtime/leader-election-options.ts';
import type { SessionLock, Store } from '@portolan/core/store/store.ts';
import { WatchCache } from '@portolan/core/store/watch-cache.ts';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { admin, configMap, refusal, startRegistry } from '../support/registry.ts';

const leaseKey: ObjectKey = { kind: 'Lease.coordination.k8s.io', namespace: 'kube-system', name: 'manager' };

/** What is waiting to run after what has happened so far. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** What the process of a contender does to the store it uses. */
interface Link {
  readonly locks: SessionLock[];
  isCutOff: boolean;
}

function linked(store: Store, link: Link): Store {
  return new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...values: unknown[]) => unknown;
      return (...values: unknown[]) => {
        if (link.isCutOff) throw new Error('the database is away');
        const result = method.apply(target, values);
        if (name !== 'holdSessionLock') return result;
        return (result as Promise<SessionLock>).then((lock) => {
          link.locks.push(lock);
          return lock;
        });
      };
    },
  });
}

let seed = 0;

/** A process that competes for the lease: with its own clock it can be paused, with its own link it can be cut off. */
class Contender {
  readonly name: string;
  readonly clock: VirtualClock;
  readonly registry: Registry;
  readonly link: Link;
  election: RunningElection | undefined;
  term: Term | undefined;
  readonly warnings: string[] = [];

  private constructor(name: string, registry: Registry, clock: VirtualClock, link: Link) {
    this.name = name;
    this.registry = registry;
    this.clock = clock;
    this.link = link;
  }

  static async start(shared: Store, name: string, options: Partial<LeaderElectionOptions> = {}): Promise<Contender> {
    seed += 1;
    const clock = new VirtualClock({ seed });
    const link: Link = { locks: [], isCutOff: false };
    const store = linked(shared, link);
    const cache = await WatchCache.start(store, { clock });
    const contender = new Contender(name, new Registry({ store, cache, kinds, clock }), clock, link);
    contender.compete(options);
    await settle();
    return contender;
  }

  private compete(options: Partial<LeaderElectionOptions>): void {
    this.election = startLeaderElection({
      registry: this.registry,
      clock: this.clock,
      identity: this.name,
      options: { ...leaderElectionDefaults('manager'), ...options },
      request: { ...admin, source: this.name },
      warn: (text) => this.warnings.push(text),
      lead: async (term) => {
        this.term = term;
        return {
          stop: async () => {
            this.term = undefined;
          },
        };
      },
    });
  }

  get isLeader(): boolean {
    return this.election?.isLeader ?? false;
  }

  get fence(): Fence {
    if (!this.term?.fence) throw new Error(`${this.name} does not lead`);
    return this.term.fence;
  }

  write(fence: Fence, name: string) {
    return this.registry.execute({ ...admin, fence }, [{ verb: 'create', manifest: configMap(name) }]);
  }

  /** The process is killed: its sessions end, and nothing of it runs any more. */
  async kill(): Promise<void> {
    for (const lock of this.link.locks) await lock.release();
    await settle();
  }
}

/** Time passes for these processes, and for no other. */
async function pass(milliseconds: number, ...contenders: readonly Contender[]): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    for (const { clock } of contenders) clock.advance(100);
    await settle();
  }
}

describe('leader election', () => {
  let store: Store;
  beforeEach(async () => {
    ({ store } = await startRegistry(kinds));
  });
  const lease = async () => (await store.get(leaseKey))?.object as Lease;

  it('lets the first contender lead under a lease as Kubernetes writes it', async () => {
    const a = await Contender.start(store, 'a');
    expect(a.isLeader).toBe(true);
    const { spec, metadata } = await lease();
    expect(spec).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 });
    expect(spec?.acquireTime).toMatch(/^2026-01-01T00:00:00\.\d{6}Z$/);
    expect(spec?.renewTime).toMatch(/^2026-01-01T00:00:00\.\d{6}Z$/);
    expect(a.fence).toEqual({ key: leaseKey, uid: metadata.uid, revision: Number(metadata.resourceVersion) });
  });

  it('lets one of several lead, which renews every retry period without a revision', async () => {
    const a = await Contender.start(store, 'a');
    const b = await Contender.start(store, 'b');
    const { revision } = a.fence;
    const renewTimes = new Set<string | undefined>();
    for (let period = 0; period < 20; period++) {
      await pass(2_000, a, b);
      renewTimes.add((await lease()).spec?.renewTime);
    }
    expect([a.isLeader, b.isLeader]).toEqual([true, false]);
    expect(renewTimes.size).toBe(20);
    expect(await store.revision()).toBe(revision);
  });

  it('elects for each lease by itself', async () => {
    const a = await Contender.start(store, 'a');
    const b = await Contender.start(store, 'b', { resourceName: 'scheduler' });
    expect([a.isLeader, b.isLeader]).toEqual([true, true]);
  });

  it('lets every replica work where nothing is elected, without lease or fence', async () => {
    const a = await Contender.start(store, 'a', { leaderElect: false });
    const b = await Contender.start(store, 'b', { leaderElect: false });
    expect([a.term?.fence, b.term?.fence, a.isLeader, b.isLeader]).toEqual([undefined, undefined, true, true]);
    expect(await lease()).toBeUndefined();
  });

  it('replaces a paused leader between the lease’s duration and two jittered retry periods later', async () => {
    const a = await Contender.start(store, 'a');
    const b = await Contender.start(store, 'b');
    await pass(4_000, a, b);
    const lastRenewal = (await lease()).spec?.renewTime;
    await pass(12_900, b);
    expect(b.isLeader).toBe(false);
    await pass(2_000 + 2_000 * 2.2, b);
    expect(b.isLeader).toBe(true);
    expect((await lease()).spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
    expect((await lease()).spec?.renewTime).not.toBe(lastRenewal);
  });

  it('fences the writes of a leader that was paused, and changes nothing', async () => {
    const a = await Contender.start(store, 'a');
    const b = await Contender.start(store, 'b');
    const stale = a.fence;
    await a.write(stale, 'before');
    await pass(20_000, b);
    await b.write(b.fence, 'by-b');
    const revision = await store.revision();
    expect(await refusal(a.write(stale, 'late'))).toMatchObject({ reason: 'Fenced' });
    expect(await store.revision()).toBe(revision);
    expect(await store.get({ kind: 'ConfigMap', namespace: 'default', name: 'late' })).toBeUndefined();
    await pass(2_000, a);
    expect(a.isLeader).toBe(false);
    expect((await lease()).spec?.holderIdentity).toBe('b');
  });

  it('replaces a killed leader at once, by the end of its session', async () => {
    const a = await Contender.start(store, 'a');
    const b = await Contender.start(store, 'b');
    const stale = a.fence;
    await pass(4_000, a, b);
    await a.kill();
    expect(b.isLeader).toBe(true);
    expect((await lease()).spec?.leaseTransitions).toBe(1);
    expect(await refusal(a.write(stale, 'late'))).toMatchObject({ reason: 'Fenced' });
  });

  it('takes over at once from a leader that was killed before anybody competed with it', async () => {
    const a = await Contender.start(store, 'a');
    await a.kill();
    const b = await Contender.start(store, 'b');
    expect(b.isLeader).toBe(true);
  });

  it('hands over at once when the leader stops', async () => {
    const a = await Contender.start(store, 'a');
    const b = await Contender.start(store, 'b');
    const c = await Contender.start(store, 'c');
    await a.election?.stop();
    expect(a.term).toBeUndefined();
    await settle();
    expect([b.isLeader, c.isLeader].filter(Boolean)).toHaveLength(1);
    await b.election?.stop();
    await c.election?.stop();
    expect((await lease()).spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions: 2 });
    expect((await lease()).metadata.annotations).toEqual({});
  });

  it('stops leading when it cannot renew until the deadline, before another may take over', async () => {
    const a = await Contender.start(store, 'a');
    const b = await Contender.start(store, 'b');
    await pass(4_000, a, b);
    a.link.isCutOff = true;
    await pass(9_900, a, b);
    expect([a.isLeader, b.isLeader]).toEqual([true, false]);
    await pass(200, a);
    expect([a.isLeader, a.term]).toEqual([false, undefined]);
    await pass(200, b);
    expect(b.isLeader).toBe(true);
    a.link.isCutOff = false;
    await pass(10_000, a, b);
    expect([a.isLeader, b.isLeader]).toEqual([false, true]);
  });

  it('takes a leader that is cut off for lost when the lease is over, if its session cannot be seen to end', async () => {
    const a = await Contender.start(store, 'a');
    const b = await Contender.start(store, 'b', { retryPeriodMs: 1_000 });
    await pass(2_000, a, b);
    a.link.isCutOff = true;
    for (let passed = 0; passed < 30_000 && !b.isLeader; passed += 100) {
      await pass(100, b);
      if (passed < 14_900) expect(b.isLeader).toBe(false);
    }
    expect(b.isLeader).toBe(true);
  });

  it('begins a new term, with a new fence, after somebody else has changed the lease', async () => {
    const a = await Contender.start(store, 'a');
    const before = a.fence;
    const patch = { metadata: { labels: { touched: 'yes' } } };
    await a.registry.execute(admin, [{ verb: 'patch', ref: leaseKey, patchType: 'merge', patch }]);
    await pass(5_000, a);
    expect(a.isLeader).toBe(true);
    expect(a.fence.revision).toBeGreaterThan(before.revision);
    expect((await lease()).spec?.leaseTransitions).toBe(0);
    expect((await lease()).metadata.labels).toEqual({ touched: 'yes' });
  });

  it('ends the term when a write says that it was fenced', async () => {
    const a = await Contender.start(store, 'a');
    const { revision } = a.fence;
    a.term?.fenced();
    await settle();
    expect(a.fence.revision).toBeGreaterThan(revision);
  });

  it('renews although its wall clock is behind that of the former leader', async () => {
    const a = await Contender.start(store, 'a');
    a.clock.advance(3_600_000);
    await settle();
    const b = await Contender.start(store, 'b');
    const c = await Contender.start(store, 'c');
    await a.election?.stop();
    await settle();
    await pass(60_000, b, c);
    expect((await lease()).spec?.leaseTransitions).toBe(1);
    expect([b.isLeader, c.isLeader].filter(Boolean)).toHaveLength(1);
  });

  it('accepts no write of a former leader, whoever is paused for however long', async () => {
    let accepted = 0;
    let fenced = 0;
    const step = fc.record({ paused: fc.integer({ min: 0, max: 2 }), seconds: fc.integer({ min: 10, max: 30 }) });
    const run = async (steps: ReadonlyArray<{ readonly paused: number; readonly seconds: number }>) => {
      const shared = (await startRegistry(kinds)).store;
      const all = [];
      for (const name of ['a', 'b', 'c']) all.push(await Contender.start(shared, name));
      const fences = new Map<Contender, Fence>();
      let count = 0;
      for (const { paused, seconds } of steps) {
        for (const each of all) if (each.term?.fence) fences.set(each, each.term.fence);
        await pass(seconds * 1_000, ...all.filter((_, position) => position !== paused));
        // All wake up at once and write under whatever they hold.
        for (const [each, fence] of fences) {
          const epoch = (await shared.get(leaseKey))?.revision;
          const before = await shared.revision();
          const result = await each.write(fence, `written-${count++}`).catch((error: unknown) => error);
          if (epoch === fence.revision) accepted++;
          else fenced++;
          expect(isReason(result, 'Fenced')).toBe(epoch !== fence.revision);
          expect(await shared.revision()).toBe(epoch === fence.revision ? before + 1 : before);
        }
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 10 }), run), { numRuns: 15 });
    expect(accepted).toBeGreaterThan(20);
    expect(fenced).toBeGreaterThan(10);
  });
});
