import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import type { Request } from '@portolan/core/registry/request.ts';
import type { ConfigMap } from '@portolan/core/resource/generated/kubernetes.ts';
import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { type ControllerDefinition, objectKeyText } from '@portolan/core/runtime/controller.ts';
import {
  type ControllersOptions,
  type RunningControllers,
  startControllers,
} from '@portolan/core/runtime/controller-runner.ts';
import { createMemoryStore } from '@portolan/core/store/memory-store.ts';
import type { Follower, RevisionChanges, Store } from '@portolan/core/store/store.ts';
import { WatchCache } from '@portolan/core/store/watch-cache.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { admin, configMap, startRegistry } from '../support/registry.ts';

async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const watches: ControllerDefinition['watches'] = [
  { kind: 'ConfigMap', keysOf: (now, before) => [now ?? before].flatMap((each) => (each ? objectKeyText(each) : [])) },
];

function counting(name = 'counting-controller') {
  const keys: string[] = [];
  const controller: ControllerDefinition = {
    name,
    watches,
    async reconcile(_context, key) {
      keys.push(key);
      return undefined;
    },
  };
  return { keys, controller };
}

describe('startControllers', () => {
  let running: RunningControllers | undefined;
  afterEach(() => running?.stop());

  async function start(controllers: readonly ControllerDefinition[], options: Partial<ControllersOptions> = {}) {
    const cluster = await startRegistry(kinds);
    const warnings: string[] = [];
    const { registry, clock } = cluster;
    const begin = () => {
      running = startControllers({
        registry,
        clock,
        controllers,
        request: admin,
        recordEvent: () => undefined,
        warn: (text) => warnings.push(text),
        ...options,
      });
      return running;
    };
    const create = (...names: string[]) =>
      registry.execute(
        admin,
        names.map((name): Operation => ({ verb: 'create', manifest: configMap(name) })),
      );
    return { ...cluster, warnings, begin, create };
  }

  it('begins with every live object, then follows each change and each deletion', async () => {
    const { keys, controller } = counting();
    const { begin, create, registry } = await start([controller]);
    await create('a', 'b');
    begin();
    await settle();
    expect(keys).toEqual(['default/a', 'default/b']);
    await create('c');
    await settle();
    await registry.execute(admin, [{ verb: 'delete', ref: { kind: 'ConfigMap', namespace: 'default', name: 'a' } }]);
    await settle();
    expect(keys.slice(2)).toEqual(['default/c', 'default/a']);
  });

  it('retries with back-off what throws, tells of it, and forgets it once it went well', async () => {
    let failures = 3;
    const controller: ControllerDefinition = {
      name: 'failing-controller',
      watches,
      async reconcile() {
        if (failures-- > 0) throw new Error('not yet');
        return undefined;
      },
    };
    const { begin, create, clock, warnings } = await start([controller]);
    await create('a');
    const { stats } = begin();
    for (const delayMs of [0, 5, 10, 20]) {
      clock.advance(delayMs);
      await settle();
    }
    expect(stats()).toMatchObject([
      {
        name: 'failing-controller',
        queueDepth: 0,
        inFlight: 0,
        retries: 3,
        totals: { success: 1, error: 3 },
        lastError: { message: 'not yet', key: 'default/a' },
      },
    ]);
    expect(stats()[0]?.reconciles.map(({ outcome, key, error }) => [key, outcome, error])).toEqual([
      ['default/a', 'success', undefined],
      ['default/a', 'error', 'not yet'],
      ['default/a', 'error', 'not yet'],
      ['default/a', 'error', 'not yet'],
    ]);
    expect(warnings).toEqual(Array(3).fill('failing-controller failed for default/a'));
  });

  it('lets the others go on when one controller throws, wherever it does', async () => {
    const { keys, controller } = counting();
    const broken: ControllerDefinition = {
      name: 'broken-controller',
      watches: [
        {
          kind: 'ConfigMap',
          keysOf: () => {
            throw new Error('keysOf is broken');
          },
        },
      ],
      reconcile: () => Promise.reject(new Error('never called')),
    };
    const { begin, create } = await start([broken, controller]);
    const { stats } = begin();
    await create('a');
    await settle();
    expect(keys).toEqual(['default/a']);
    expect(stats()[0]?.lastError?.message).toBe('keysOf is broken');
  });

  it('works on as many keys at a time as it may, and on one key only once', async () => {
    const working = new Set<string>();
    let most = 0;
    const release: Array<() => void> = [];
    const controller: ControllerDefinition = {
      name: 'slow-controller',
      watches,
      concurrency: 2,
      async reconcile(_context, key) {
        expect(working.has(key)).toBe(false);
        working.add(key);
        most = Math.max(most, working.size);
        await new Promise<void>((resolve) => release.push(resolve));
        working.delete(key);
        return undefined;
      },
    };
    const { begin, create, registry } = await start([controller]);
    await create('a', 'b', 'c');
    const { stats } = begin();
    await settle();
    expect(stats()).toMatchObject([{ inFlight: 2, queueDepth: 1 }]);
    const patch = { data: { touched: 'yes' } };
    const ref = { kind: 'ConfigMap', namespace: 'default', name: 'a' };
    await registry.execute(admin, [{ verb: 'patch', ref, patchType: 'merge', patch }]);
    await settle();
    for (let done = 0; done < 4; done++) {
      release.shift()?.();
      await settle();
    }
    expect(stats()).toMatchObject([{ inFlight: 0, queueDepth: 0, totals: { success: 4 } }]);
    expect(most).toBe(2);
  });

  it('comes back by itself after the time that a reconcile names', async () => {
    const { keys, controller } = counting();
    const again: ControllerDefinition = {
      ...controller,
      reconcile: async (context, key) => {
        await controller.reconcile(context, key);
        return keys.length < 2 ? { requeueAfterMs: 60_000 } : undefined;
      },
    };
    const { begin, create, clock } = await start([again]);
    await create('a');
    const { stats } = begin();
    await settle();
    expect(stats()[0]).toMatchObject({ delayed: 1, totals: { requeue_after: 1 } });
    clock.advance(59_999);
    await settle();
    expect(keys).toHaveLength(1);
    clock.advance(1);
    await settle();
    expect(keys).toHaveLength(2);
  });

  it('ends at once and for good when a write is fenced', async () => {
    let told = 0;
    const controller: ControllerDefinition = {
      name: 'writing-controller',
      watches,
      async reconcile({ execute }, key) {
        await execute([{ verb: 'create', manifest: configMap(`made-for-${key.replace('/', '-')}`) }]);
        return undefined;
      },
    };
    const fence: Request['fence'] = {
      key: { kind: 'Namespace', namespace: '', name: 'shop' },
      uid: 'of-another',
      revision: 1,
    };
    const { begin, create, clock, registry } = await start([controller], {
      request: { ...admin, fence },
      onFenced: () => {
        told++;
      },
    });
    await create('a', 'b');
    const { stats } = begin();
    await settle();
    clock.advance(2_000_000);
    await create('c');
    await settle();
    expect(told).toBe(1);
    expect(registry.cache.list('ConfigMap')).toHaveLength(3);
    expect(stats()[0]).toMatchObject({ retries: 0, inFlight: 0 });
  });

  it('waits for its workers when it is stopped, and begins nothing more', async () => {
    let finish: () => void = () => {};
    const { keys, controller } = counting();
    const slow: ControllerDefinition = {
      ...controller,
      concurrency: 1,
      reconcile: async (context, key) => {
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return controller.reconcile(context, key);
      },
    };
    const { begin, create } = await start([slow]);
    await create('a', 'b');
    const { stop } = begin();
    await settle();
    let isStopped = false;
    const stopping = stop().then(() => {
      isStopped = true;
    });
    await settle();
    expect(isStopped).toBe(false);
    finish();
    await stopping;
    expect(keys).toEqual(['default/a']);
  });
});

/** A store whose feed can be held back: what is written shows late. */
function lateStore(store: Store) {
  const held: RevisionChanges[][] = [];
  let isHeld = false;
  let follower: Follower | undefined;
  const late = new Proxy(store, {
    get(target, name) {
      if (name !== 'follow') return (Reflect.get(target, name) as (...values: unknown[]) => unknown).bind(target);
      return (since: number, given: Follower) => {
        follower = given;
        return target.follow(since, {
          ...given,
          onExpired: (floor) => given.onExpired(floor),
          onChanges: (batch) => (isHeld ? held.push([...batch]) : given.onChanges(batch)),
        });
      };
    },
  });
  return {
    late,
    hold: () => {
      isHeld = true;
    },
    letGo: () => {
      isHeld = false;
      for (const batch of held.splice(0)) follower?.onChanges(batch);
    },
  };
}

describe('own writes', () => {
  it('are in the cache before the same key is reconciled again, however late the feed is', async () => {
    const clock = new VirtualClock();
    const { late, hold, letGo } = lateStore(createMemoryStore(clock));
    const cache = await WatchCache.start(late, { clock });
    const registry = new Registry({ store: late, cache, kinds, clock });
    await registry.execute(admin, [
      { verb: 'create', manifest: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } } },
      { verb: 'create', manifest: configMap('wanted') },
    ]);
    const counts: number[] = [];
    const children = () => cache.list('ConfigMap').filter(({ key }) => key.name.startsWith('child-'));
    // Looks, finds none, makes one under a name that nothing else has: a second look at the same would make a second.
    const controller: ControllerDefinition = {
      name: 'parent-controller',
      watches,
      async reconcile({ execute, enqueue }, key) {
        if (key !== 'default/wanted') return undefined;
        counts.push(children().length);
        if (children().length > 0) return undefined;
        const metadata = { generateName: 'child-', namespace: 'default' };
        await execute([{ verb: 'create', manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata } }]);
        enqueue(key);
        return undefined;
      },
    };
    hold();
    const running = startControllers({
      registry,
      clock,
      controllers: [controller],
      request: admin,
      recordEvent: () => undefined,
      warn: () => undefined,
    });
    await settle();
    clock.advance(5_000);
    await settle();
    expect(counts).toEqual([0]);
    letGo();
    await settle();
    expect(counts).toEqual([0, 1]);
    expect((children()[0]?.object as ConfigMap | undefined)?.metadata.generateName).toBe('child-');
    await running.stop();
  });

  it('whose outcome is unknown are looked for before the key is tried again', async () => {
    const { store, registry, cache, clock } = await startRegistry(kinds);
    await registry.execute(admin, [{ verb: 'create', manifest: configMap('wanted') }]);
    const asked: string[] = [];
    const { ApiError } = await import('@portolan/core/resource/api-error.ts');
    const timingOut = new Proxy(registry, {
      get(target, name) {
        if (name !== 'execute') return Reflect.get(target, name) as unknown;
        return () => Promise.reject(new ApiError('Timeout', 'the outcome is unknown'));
      },
    });
    const fresh = cache.fresh.bind(cache);
    cache.fresh = () => {
      asked.push('fresh');
      return fresh();
    };
    const running = startControllers({
      registry: timingOut,
      clock,
      controllers: [
        {
          name: 'writing-controller',
          watches,
          async reconcile({ execute }) {
            asked.push('reconcile');
            if (asked.length === 1) await execute([{ verb: 'create', manifest: configMap('made') }]);
            return undefined;
          },
        },
      ],
      request: admin,
      recordEvent: () => undefined,
      warn: () => undefined,
    });
    await settle();
    clock.advance(5);
    await settle();
    expect(asked).toEqual(['reconcile', 'fresh', 'reconcile']);
    expect(await store.revision()).toBe(2);
    await running.stop();
  });
});
