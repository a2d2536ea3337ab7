// 500 objects of eight kinds in one `apply`: all of them or none, for every reader and every watcher.
import type { ApiObject } from '@portolan/core/resource/object.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { startApi, type TestApi } from '../../support/api-server.ts';
import {
  aConfigMap,
  aDeployment,
  aLease,
  aNamespace,
  aPod,
  aReplicaSet,
  aSecret,
  aService,
} from '../../support/manifests.ts';
import { type SeenFrame, Watching, type WatchVariables } from '../../support/watching.ts';

let api: TestApi;
const open: Watching[] = [];

beforeAll(async () => {
  // Watchers that see nothing of what is written are soon told how far they have come.
  api = await startApi({ limits: { bookmarkMs: 100 } });
});
afterAll(() => api.stop());
afterEach(() => {
  for (const watching of open.splice(0)) watching.stop();
});

const builders = [aConfigMap, aSecret, aService, aPod, aReplicaSet, aDeployment, aLease];
const kinds = ['Namespace', 'ConfigMap', 'Secret', 'Service', 'Pod', 'ReplicaSet', 'Deployment', 'Lease'];
const size = 500;

/** A namespace and what lives in it, half of it labelled `half=even`. */
function fleet(namespace: string): ApiObject[] {
  const members = Array.from({ length: size - 1 }, (_, index): ApiObject => {
    const build = builders[index % builders.length] ?? aConfigMap;
    const labels = { half: index % 2 === 0 ? 'even' : 'odd' };
    return build({ metadata: { name: `member-${String(index).padStart(3, '0')}`, namespace, labels } });
  });
  return [aNamespace({ metadata: { name: namespace } }), ...members];
}

const applyText = `mutation($objects: [JSON!], $manifests: String) {
  apply(objects: $objects, manifests: $manifests) { revision results { outcome object { metadata { resourceVersion } } } }
}`;

/** A write of its own, for watchers to come to an end at. */
async function mark(name: string): Promise<string> {
  return (await api.data(applyText, { objects: [aConfigMap({ metadata: { name } })] })).apply.revision;
}

interface Watcher {
  readonly field?: string;
  readonly variables: WatchVariables;
  selects(object: ApiObject): boolean;
}

function watchersOf(namespace: string, since: string): Watcher[] {
  const isOf =
    (...names: string[]) =>
    ({ kind }: ApiObject) =>
      names.includes(kind);
  return [
    { variables: { kinds }, selects: () => true },
    { variables: { kinds, batchMs: 0 }, selects: () => true },
    { variables: { kinds, since }, selects: () => true },
    { variables: { kinds, labelSelector: 'half=even' }, selects: ({ metadata }) => metadata.labels?.half === 'even' },
    { variables: { kinds: ['Pod', 'Lease'], namespace }, selects: isOf('Pod', 'Lease') },
    { variables: { kinds: ['Pod'], fieldSelector: `metadata.namespace=${namespace}` }, selects: isOf('Pod') },
    { field: 'podChanges', variables: {}, selects: isOf('Pod') },
    { field: 'configMapChanges', variables: { namespace, batchMs: 50 }, selects: isOf('ConfigMap') },
    { field: 'namespaceChanges', variables: {}, selects: isOf('Namespace') },
  ];
}

async function start({ field, variables }: Watcher): Promise<Watching> {
  const watching = await Watching.start(api, variables, field === undefined ? {} : { field });
  open.push(watching);
  return watching;
}

function countAt(revision: string, { events }: SeenFrame): number {
  return events.filter(({ object }) => object.manifest.metadata.resourceVersion === revision).length;
}

/** How many events of the revision each frame holds that holds any. */
function partsOf({ frames }: Watching, revision: string): number[] {
  return frames.map((frame) => countAt(revision, frame)).filter((count) => count > 0);
}

/** How many objects there are by the lists of all eight kinds. */
async function countIn(namespace: string): Promise<number> {
  const { data, errors } = await api.execute(
    `query($in: String!, $itself: String!) {
      namespaces(fieldSelector: $itself) { totalCount } configMaps(namespace: $in) { totalCount }
      secrets(namespace: $in) { totalCount } services(namespace: $in) { totalCount }
      pods(namespace: $in) { totalCount } replicaSets(namespace: $in) { totalCount }
      deployments(namespace: $in) { totalCount } leases(namespace: $in) { totalCount }
    }`,
    { in: namespace, itself: `metadata.name=${namespace}` },
  );
  expect(errors).toBeUndefined();
  const lists: Array<{ totalCount: number }> = Object.values(data);
  return lists.reduce((sum, { totalCount }) => sum + totalCount, 0);
}

describe('one apply of 500 objects of eight kinds', () => {
  it('reaches every watcher in one frame, at one revision, while others write too', async () => {
    const watchers = watchersOf('whole', await mark('before'));
    const all = await Promise.all(watchers.map(start));
    await Promise.all(all.map((watching) => watching.next()));
    const noise = Promise.all(Array.from({ length: 40 }, (_, index) => mark(`noise-${index}`)));
    const { apply } = await api.data(applyText, { objects: fleet('whole') });
    await noise;
    const revisions = apply.results.map((each: Result) => each.object.metadata.resourceVersion);
    expect(revisions).toEqual(Array(size).fill(apply.revision));
    const end = await mark('after');
    await Promise.all(all.map((watching) => watching.reach(end)));
    const expected = watchers.map(({ selects }) => [fleet('whole').filter(selects).length]);
    expect(all.map((watching) => partsOf(watching, apply.revision))).toEqual(expected);
    const { change } = await api.data('query($of: String!) { change(revision: $of) { changes { name } } }', {
      of: apply.revision,
    });
    expect(change.changes).toHaveLength(size);
  });

  it('is whole in the snapshot of a watcher who comes meanwhile or later, or follows it as a whole', async () => {
    const before = await mark('before');
    const answer = api.data(applyText, { objects: fleet('meanwhile') });
    const watchers = watchersOf('meanwhile', before);
    const early = await Promise.all([...watchers, ...watchers, ...watchers].map(start));
    const { revision } = (await answer).apply;
    const all = [...early, ...(await Promise.all(watchers.map(start)))];
    const end = await mark('after');
    await Promise.all(all.map((watching) => watching.reach(end)));
    for (const [position, { frames }] of all.entries()) {
      // The frames of one snapshot share its revision and count from the last one on.
      const snapshot = frames.filter(({ type }) => type === 'SNAPSHOT');
      const inSnapshot = snapshot.reduce((sum, frame) => sum + countAt(revision, frame), 0);
      const inDeltas = frames.filter(({ type }) => type === 'DELTA').map((frame) => countAt(revision, frame));
      const parts = [inSnapshot, ...inDeltas].filter((count) => count > 0);
      const { selects } = watchers[position % watchers.length] ?? { selects: () => false };
      expect(parts).toEqual([fleet('meanwhile').filter(selects).length]);
    }
  });

  it('takes the same objects as YAML', async () => {
    const manifests = fleet('yaml')
      .map((object) => stringify(object))
      .join('---\n');
    const { apply } = await api.data(applyText, { manifests });
    expect(apply.results.map(({ outcome }: Result) => outcome)).toEqual(Array(size).fill('CREATED'));
    expect(await countIn('yaml')).toBe(size);
  });
});

interface Result {
  readonly outcome: string;
  readonly object: { readonly metadata: { readonly resourceVersion: string } };
}

/** The 500 objects with one of them spoilt. */
function fleetWith(namespace: string, spoilt: object): object[] {
  const objects: object[] = fleet(namespace);
  objects[387] = spoilt;
  return objects;
}

describe('one apply of 500 objects, one of which cannot be', () => {
  const cases: ReadonlyArray<[what: string, code: string, spoilt: (namespace: string) => object]> = [
    [
      'invalid',
      'INVALID',
      (namespace) => aDeployment({ metadata: { name: 'spoilt', namespace }, spec: { replicas: -1 } }),
    ],
    [
      'of a wrong type',
      'BAD_REQUEST',
      (namespace) => ({ ...aConfigMap({ metadata: { namespace } }), data: { port: 80 } }),
    ],
    ['misspelt', 'BAD_REQUEST', (namespace) => ({ ...aConfigMap({ metadata: { namespace } }), dta: {} })],
    ['of an unknown kind', 'BAD_REQUEST', () => ({ apiVersion: 'v1', kind: 'Wdiget', metadata: { name: 'spoilt' } })],
    ['in a namespace that is not there', 'NOT_FOUND', () => aConfigMap({ metadata: { namespace: 'nowhere' } })],
    ["in conflict with another manager's fields", 'CONFLICT', () => aConfigMap({ metadata: { name: 'owned' } })],
    [
      'of an old resourceVersion',
      'CONFLICT',
      () => aConfigMap({ metadata: { name: 'settled', resourceVersion: '1' }, data: { colour: 'red' } }),
    ],
    ['twice in it', 'BAD_REQUEST', (namespace) => aConfigMap({ metadata: { name: 'member-000', namespace } })],
  ];

  beforeAll(async () => {
    const owned = aConfigMap({ metadata: { name: 'owned' }, data: { colour: 'green' } });
    await api.data('mutation($o: [JSON!]) { apply(objects: $o, fieldManager: "other") { revision } }', { o: [owned] });
    await mark('settled');
  });

  it.each(cases)('leaves nothing behind when it is %s', async (what, code, spoilt) => {
    const namespace = `none-${cases.findIndex(([each]) => each === what)}`;
    const before = await mark('before');
    const all = await Promise.all(watchersOf(namespace, before).map(start));
    await Promise.all(all.map((watching) => watching.next()));
    const { data, errors } = await api.execute(applyText, { objects: fleetWith(namespace, spoilt(namespace)) });
    expect(data).toEqual({ apply: null });
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual([code]);
    expect(await countIn(namespace)).toBe(0);
    const end = await mark(`after-${namespace}`);
    expect(Number(end)).toBe(Number(before) + 1);
    await Promise.all(all.map((watching) => watching.reach(end)));
    const deltas = all.flatMap(({ frames }) => frames.filter(({ type }) => type === 'DELTA'));
    const names = deltas.flatMap(({ events }) => events.map(({ object }) => object.manifest.metadata.name));
    // The lease of the API process is renewed meanwhile.
    const left = new Set(names.filter((name: string) => !name.startsWith('apiserver-')));
    expect(left).toEqual(new Set([`after-${namespace}`]));
  });
});
