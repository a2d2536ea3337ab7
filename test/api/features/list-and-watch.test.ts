// The pattern that every controller, cache and dashboard rests on: list, then watch from the revision of the list.
import type { AnyObject } from '@portolan/core/resource/object.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../support/api-server.ts';
import { aConfigMap, aNamespace } from '../../support/manifests.ts';
import { expectRefusal } from '../../support/refusal.ts';
import { type SeenFrame, Watching, type WatchVariables } from '../../support/watching.ts';

let api: TestApi;
const applyText = 'mutation($objects: [JSON!]!) { apply(objects: $objects, force: true) { revision } }';

beforeAll(async () => {
  api = await startApi({ limits: { bookmarkMs: 100 } });
});
afterAll(() => api.stop());

async function apply(...objects: object[]): Promise<string> {
  return (await api.data(applyText, { objects })).apply.revision;
}

async function list(namespace: string, labelSelector?: string) {
  const text = `query($namespace: String!, $labelSelector: String) {
    configMaps(namespace: $namespace, labelSelector: $labelSelector) { resourceVersion nodes { manifest } }
  }`;
  const { configMaps } = await api.data(text, { namespace, labelSelector });
  const manifests: AnyObject[] = configMaps.nodes.map(({ manifest }: { manifest: AnyObject }) => manifest);
  return { resourceVersion: configMaps.resourceVersion as string, objects: byUid(manifests) };
}

function byUid(objects: Iterable<AnyObject>): Map<string, AnyObject> {
  return new Map([...objects].map((object) => [object.metadata.uid ?? '', object]));
}

const names = Array.from({ length: 10 }, (_, index) => `c${index}`);
const step = fc.record({
  names: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }),
  tier: fc.constantFrom('front', 'back'),
  verb: fc.constantFrom('apply', 'apply', 'delete'),
});

/** Many small change sets, from several writers at once. */
async function writeRandomly(namespace: string, writers: number): Promise<void> {
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (const { verb, names, tier } of fc.sample(step, { numRuns: 40, seed: writer })) {
        if (verb === 'apply') {
          const value = { data: { at: String(performance.now()) } };
          await apply(
            ...names.map((name) => aConfigMap({ metadata: { name, namespace, labels: { tier } }, ...value })),
          );
        } else {
          const refs = names.map((name) => ({ kind: 'ConfigMap', namespace, name }));
          // Those that are gone already are no concern of this test.
          await api.execute(
            'mutation($refs: [ObjectRefInput!]!) { deleteObjects(refs: $refs, atomic: false) { revision } }',
            { refs },
          );
        }
      }
    }),
  );
}

/** Starts from a list and goes on from where it was each time it is cut off. */
class Follower {
  readonly frames: SeenFrame[] = [];
  objects = new Map<string, AnyObject>();
  private position = '';
  private readonly selection: WatchVariables & { readonly namespace: string; readonly labelSelector?: string };

  constructor(selection: Follower['selection']) {
    this.selection = selection;
  }

  async start(): Promise<void> {
    const { resourceVersion, objects } = await list(this.selection.namespace, this.selection.labelSelector);
    this.position = resourceVersion;
    this.objects = objects;
  }

  /** Follows up to the revision, and gives up its connection after every `cutAfter` frames. */
  async follow(until: Promise<string>, cutAfter: number): Promise<void> {
    let end = Number.POSITIVE_INFINITY;
    void until.then((revision) => {
      end = Number(revision);
    });
    while (Number(this.position) < end) {
      const watching = await Watching.start(api, { kinds: ['ConfigMap'], ...this.selection, since: this.position });
      for (let count = 0; count < cutAfter && Number(this.position) < end; count += 1) this.take(await watching.next());
      watching.stop();
    }
  }

  private take(frame: SeenFrame): void {
    this.frames.push(frame);
    expect(frame.type).toMatch(/^(DELTA|BOOKMARK)$/);
    for (const { type, object } of frame.events) {
      const { uid = '', resourceVersion } = object.manifest.metadata;
      expect(Number(resourceVersion)).toBeGreaterThan(Number(this.position));
      expect(this.objects.has(uid)).toBe(type !== 'ADDED');
      if (type === 'DELETED') this.objects.delete(uid);
      else this.objects.set(uid, object.manifest);
    }
    this.position = frame.resourceVersion;
  }
}

describe('list, then watch from its revision', () => {
  it('always comes to what is stored, each change once and in order, however often it is cut off', async () => {
    const namespace = 'followed';
    await apply(aNamespace({ metadata: { name: namespace } }));
    const writing = writeRandomly(namespace, 4).then(() => apply(aConfigMap({ metadata: { name: 'end', namespace } })));
    const selections = [undefined, 'tier=front', 'tier!=front', 'tier notin (front, back)'];
    const followers = selections.flatMap((labelSelector) =>
      [1, 3, 1_000].map((cutAfter) => {
        const follower = new Follower({ namespace, ...(labelSelector !== undefined && { labelSelector }) });
        return { follower, labelSelector, done: follower.start().then(() => follower.follow(writing, cutAfter)) };
      }),
    );
    await writing;
    await Promise.all(followers.map(({ done }) => done));
    for (const { follower, labelSelector } of followers) {
      expect(follower.objects).toEqual((await list(namespace, labelSelector)).objects);
    }
    const events = followers[0]?.follower.frames.flatMap(({ events }) => events) ?? [];
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['ADDED', 'MODIFIED', 'DELETED']));
    expect(events.length).toBeGreaterThan(100);
  });

  it('sees exactly one event for each of a hundred new objects', async () => {
    const namespace = 'hundred';
    await apply(aNamespace({ metadata: { name: namespace } }));
    const { resourceVersion } = await list(namespace);
    const watching = await Watching.start(api, { kinds: ['ConfigMap'], namespace, since: resourceVersion });
    const written = Array.from({ length: 100 }, (_, index) => `n${String(index).padStart(2, '0')}`);
    let last = '';
    for (const name of written) last = await apply(aConfigMap({ metadata: { name, namespace } }));
    await watching.reach(last);
    const events = watching.frames.flatMap(({ events }) => events);
    expect(events.map(({ type, object }) => `${type} ${object.manifest.metadata.name}`)).toEqual(
      written.map((name) => `ADDED ${name}`),
    );
    const revisions = events.map(({ object }) => Number(object.manifest.metadata.resourceVersion));
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
    watching.stop();
  });
});

describe('a revision that is no longer retained', () => {
  const gone = { code: 'GONE', message: /too old/ };
  let old: string;
  let floor: string;
  let cursor: string;

  beforeAll(async () => {
    const members = names.map((name) => aConfigMap({ metadata: { name, namespace: 'expired' } }));
    old = await apply(aNamespace({ metadata: { name: 'expired' } }), ...members);
    const text = '{ configMaps(namespace: "expired", first: 3) { pageInfo { endCursor } } }';
    cursor = (await api.data(text)).configMaps.pageInfo.endCursor;
    floor = await apply(...members.map((member) => ({ ...member, data: { colour: 'red' } })));
    await api.controlPlane.store.compact(Number(floor));
  });

  it.each([
    ['a list', 'query($old: String) { configMaps(at: $old) { totalCount } }'],
    ['a list of any kind', 'query($old: String) { objects(kind: "cm", at: $old) { totalCount } }'],
    ['an object', 'query($old: String) { configMap(namespace: "expired", name: "c0", at: $old) { kind } }'],
    [
      'an object of any kind',
      'query($old: String) { object(kind: "cm", namespace: "expired", name: "c0", at: $old) { kind } }',
    ],
    ['a change set', 'query($old: String!) { change(revision: $old) { actor } }'],
    ['history', 'query($old: String) { changes(since: $old) { endRevision } }'],
    [
      'the next page',
      'query($cursor: String) { configMaps(namespace: "expired", first: 3, after: $cursor) { totalCount } }',
    ],
  ])('is refused with GONE: %s', async (_, text) => {
    await expectRefusal(api.execute(text, { old, cursor }), gone);
  });

  it('is refused by time as well', async () => {
    await expectRefusal(api.execute('{ configMaps(at: "2020-01-01T00:00:00Z") { totalCount } }'), gone);
  });

  it('makes a watch ask for a new list, from which it loses nothing', async () => {
    // Another process: this one may still remember what the store has forgotten.
    const late = await startApi({ databaseUrl: api.databaseUrl });
    try {
      const watching = await Watching.start(late, { kinds: ['ConfigMap'], namespace: 'expired', since: old });
      expect(await watching.next()).toMatchObject({ type: 'RELIST_REQUIRED', events: [] });
      expect((await watching.socket.next('complete')).id).toBe('watch');
      watching.stop();
      const { resourceVersion, objects } = await list('expired');
      const again = await Watching.start(late, { kinds: ['ConfigMap'], namespace: 'expired', since: resourceVersion });
      const revision = await apply(aConfigMap({ metadata: { name: 'later', namespace: 'expired' } }));
      await again.reach(revision);
      again.stop();
      expect(byUid([...objects.values(), ...again.state().values()])).toEqual((await list('expired')).objects);
    } finally {
      await late.stop();
    }
  });

  it('ends where what is retained begins', async () => {
    const { configMaps } = await api.data(
      'query($at: String) { configMaps(namespace: "expired", at: $at) { totalCount } }',
      {
        at: floor,
      },
    );
    expect(configMaps.totalCount).toBe(names.length);
  });
});
