import { kinds } from '@portolan/core/kinds/kinds.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import type { Event } from '@portolan/core/resource/generated/kubernetes.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import type { EventDraft } from '@portolan/core/runtime/controller.ts';
import { EventRecorder } from '@portolan/core/runtime/event-recorder.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { admin, configMap, startRegistry } from '../support/registry.ts';

async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const reporter = { controller: 'replicaset-controller', instance: 'host-1' };

describe('EventRecorder', () => {
  let cluster: Awaited<ReturnType<typeof startRegistry>>;
  let recorder: EventRecorder;
  let warnings: string[];
  let regarding: AnyObject;
  let isDown: boolean;
  /** Writes are made, and nobody hears of it. */
  let isMute: boolean;
  /** How many change sets were asked for. */
  let sets: number;

  beforeEach(async () => {
    cluster = await startRegistry(kinds);
    const { registry, clock } = cluster;
    const { results } = await registry.execute(admin, [{ verb: 'create', manifest: configMap('web') }]);
    regarding = results[0]?.object as AnyObject;
    [warnings, isDown, isMute, sets] = [[], false, false, 0];
    const guarded = Object.create(registry, {
      execute: {
        value: async (...values: Parameters<Registry['execute']>) => {
          sets++;
          if (isDown) throw new ApiError('ServiceUnavailable', 'the database is away');
          const result = await Registry.prototype.execute.apply(registry, values);
          if (isMute) throw new ApiError('Timeout', 'the answer was lost');
          return result;
        },
      },
    }) as Registry;
    recorder = new EventRecorder({ registry: guarded, clock, request: admin, warn: (text) => warnings.push(text) });
  });

  const record = (note: string, more: Partial<EventDraft> = {}) =>
    recorder.record({ regarding, type: 'Normal', reason: 'SuccessfulCreate', note, ...more }, reporter);
  const pass = async (milliseconds: number) => {
    cluster.clock.advance(milliseconds);
    await settle();
  };
  const events = (namespace = 'default') =>
    cluster.cache.list('Event.events.k8s.io', namespace).map(({ object }) => object as AnyObject & Event);

  it('tells once what it wrote without hearing of it', async () => {
    isMute = true;
    record('Created pod: web-1');
    await pass(100);
    expect(events()).toHaveLength(1);
    isMute = false;
    await pass(20_000);
    expect(events()).toHaveLength(1);
    record('Created pod: web-1');
    await pass(20_000);
    expect(events().map(({ series }) => series?.count)).toEqual([2]);
  });

  it('writes what was recorded as an event of events.k8s.io/v1, soon and behind', async () => {
    record('Created pod: web-1', { fieldPath: 'spec.containers{web}', action: 'Create' });
    expect(events()).toEqual([]);
    await pass(100);
    const [event] = events();
    expect(event).toMatchObject({
      reportingController: 'replicaset-controller',
      reportingInstance: 'host-1',
      type: 'Normal',
      reason: 'SuccessfulCreate',
      action: 'Create',
      note: 'Created pod: web-1',
      eventTime: '2026-01-01T00:00:00.000000Z',
      regarding: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'web',
        uid: regarding.metadata.uid,
        resourceVersion: regarding.metadata.resourceVersion,
        fieldPath: 'spec.containers{web}',
      },
    });
    expect(event?.metadata.name).toMatch(/^web\.[0-9a-f]{16}$/);
    expect(event?.series).toBeUndefined();
  });

  it('says what happens to cluster-scoped objects in the namespace default', async () => {
    const namespace = cluster.cache.get({ kind: 'Namespace', namespace: '', name: 'shop' })?.object as AnyObject;
    record('here', { regarding: namespace });
    await pass(100);
    expect(events().map(({ regarding: about }) => about?.name)).toEqual(['shop']);
  });

  it('counts what happens again within six minutes into a series, and begins another event afterwards', async () => {
    record('again');
    await pass(100);
    record('again');
    await pass(100);
    expect(events()).toMatchObject([{ series: { count: 2, lastObservedTime: '2026-01-01T00:00:00.100000Z' } }]);
    for (let time = 0; time < 5; time++) {
      record('again');
      await pass(1_000);
    }
    expect(events()).toMatchObject([{ series: { count: 2 } }]);
    await pass(10_000);
    expect(events()).toMatchObject([{ series: { count: 7, lastObservedTime: '2026-01-01T00:00:04.200000Z' } }]);
    await pass(6 * 60_000);
    record('again');
    await pass(100);
    expect(events().map(({ series }) => series?.count)).toEqual([7, undefined]);
  });

  it('keeps apart what another says, what is about another, and other words', async () => {
    record('words');
    record('other words');
    record('words', { type: 'Warning' });
    record('words', { reason: 'FailedCreate' });
    record('words', { fieldPath: 'spec.containers{b}' });
    recorder.record(
      { regarding, type: 'Normal', reason: 'SuccessfulCreate', note: 'words' },
      { ...reporter, controller: 'b' },
    );
    await pass(100);
    expect(events()).toHaveLength(6);
  });

  it('combines the eleventh and further things said for one reason', async () => {
    for (let pod = 0; pod < 500; pod++) record(`Created pod: web-${pod}`);
    await pass(100);
    const notes = events().map(({ note }) => note);
    expect(notes).toHaveLength(11);
    expect(notes).toContain('(combined from similar events): Created pod: web-10');
    expect(events().find(({ series }) => series)?.series?.count).toBe(15);
    expect(sets).toBe(1);
  });

  it('lets one reporter say 25 things about one object, and one more every five minutes', async () => {
    for (let time = 0; time < 40; time++) record('again', { reason: `Reason${time}` });
    recorder.record({ regarding, type: 'Normal', reason: 'Other', note: 'words' }, { ...reporter, controller: 'b' });
    await pass(100);
    expect(events()).toHaveLength(26);
    record('still');
    await pass(299_000);
    record('still');
    await pass(1_000);
    expect(events()).toHaveLength(26);
    record('after five minutes');
    record('and no more');
    await pass(100);
    expect(events()).toHaveLength(27);
  });

  it('writes many in one change set, and a refused one does not take the others with it', async () => {
    const gone = { ...regarding, metadata: { ...regarding.metadata, namespace: 'gone', uid: 'of-the-gone' } };
    record('one');
    record('lost', { regarding: gone });
    record('two');
    await pass(100);
    expect(
      events()
        .map(({ note }) => note)
        .sort(),
    ).toEqual(['one', 'two']);
    await pass(3_600_000);
    expect(sets).toBe(4);
    expect(warnings).toEqual([]);
  });

  it('tries again while the database is away', async () => {
    isDown = true;
    record('late');
    await pass(100);
    isDown = false;
    expect(events()).toEqual([]);
    await pass(10_000);
    expect(events().map(({ note }) => note)).toEqual(['late']);
  });

  it('gives up after twelve attempts, and drops what does not fit, with a word', async () => {
    isDown = true;
    for (let number = 0; number < 1_200; number++) {
      record('overflow', { regarding: { ...regarding, metadata: { ...regarding.metadata, uid: `uid-${number}` } } });
    }
    expect(recorder.dropped).toBe(200);
    expect(warnings).toEqual(['events are dropped: too many wait to be written']);
    for (let attempt = 0; attempt < 14; attempt++) await pass(10_000);
    expect(warnings.filter((text) => text === 'an event could not be written')).toHaveLength(1_000);
    isDown = false;
    await pass(100_000);
    expect(events()).toEqual([]);
  });

  it('writes what waits before it stops', async () => {
    record('last words');
    await recorder.stop();
    expect(events().map(({ note }) => note)).toEqual(['last words']);
  });

  it('cuts notes that are too long between characters', async () => {
    record('ä'.repeat(600));
    await pass(100);
    expect(events()[0]?.note).toBe('ä'.repeat(512));
  });

  it('goes on in another event when its event was deleted', async () => {
    record('again');
    await pass(100);
    const [first] = events();
    const ref = { kind: 'Event.events.k8s.io', namespace: 'default', name: first?.metadata.name ?? '' };
    await cluster.registry.execute(admin, [{ verb: 'delete', ref }]);
    record('again');
    await pass(100);
    await pass(10_000);
    expect(events()).toMatchObject([{ note: 'again', series: { count: 2 } }]);
  });
});
