// What a list showed at a revision, it shows of that revision ever after, for as long as the revision is retained.
import type { AnyObject } from '@portolan/core/resource/object.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../support/api-server.ts';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { aNamespace, aPod } from '../../support/manifests.ts';
import { narrowPartitions } from '../../support/postgres-store.ts';

const probes = 1_000;
const writers = 4;
const writesEach = 75;
const namespaces = ['past-a', 'past-b'];
const podNames = Array.from({ length: 12 }, (_, index) => `p${String(index).padStart(2, '0')}`);
const tiers = ['front', 'back'];
const nodeNames = ['n1', 'n2', 'n3'];

let database: TestDatabase;
let api: TestApi;
/** Lists as they were answered, by their revision. */
const recorded = new Map<number, readonly AnyObject[]>();
/** When each revision was committed. */
let committedAt: ReadonlyMap<number, string>;

beforeAll(async () => {
  database = await createDatabase();
  // Narrow, so that compaction drops what it may.
  await narrowPartitions(database.url, 20);
  api = await startApi({ databaseUrl: database.url });
  const objects = namespaces.map((name) => aNamespace({ metadata: { name } }));
  await api.data('mutation($objects: [JSON!]!) { create(objects: $objects) { revision } }', { objects });
  await writeAndRecord();
  committedAt = await readTimes();
}, 600_000);
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const listText = `query($at: String, $namespace: String, $labels: String, $fields: String, $first: Int, $after: String) {
  pods(at: $at, namespace: $namespace, labelSelector: $labels, fieldSelector: $fields, first: $first, after: $after) {
    resourceVersion totalCount nodes { manifest } pageInfo { hasNextPage endCursor }
  }
}`;

async function list(variables: object): Promise<{ revision: number; pods: AnyObject[] }> {
  const { pods } = await api.data(listText, variables);
  return {
    revision: Number(pods.resourceVersion),
    pods: pods.nodes.map(({ manifest }: { manifest: AnyObject }) => manifest),
  };
}

/** Several writers at once, and a reader who keeps what it is shown meanwhile. */
async function writeAndRecord(): Promise<void> {
  const seed = fc.sample(fc.integer(), { numRuns: 1, seed: 20260101 })[0] ?? 0;
  let writing = true;
  const written = Promise.all(Array.from({ length: writers }, (_, writer) => writeRandomly(seed + writer))).then(() => {
    writing = false;
  });
  while (writing) await record();
  await written;
  await record();
}

async function record(): Promise<void> {
  const { revision, pods } = await list({});
  const known = recorded.get(revision);
  if (known) expect(pods).toEqual(known);
  recorded.set(revision, pods);
}

interface Step {
  readonly verb: 'apply' | 'status' | 'delete' | 'deleteMany';
  readonly namespace: string;
  readonly names: readonly string[];
  readonly tier: string;
  readonly node: string | undefined;
}

const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom('apply', 'apply', 'apply', 'status', 'delete', 'deleteMany'),
  namespace: fc.constantFrom(...namespaces),
  names: fc.uniqueArray(fc.constantFrom(...podNames), { minLength: 1, maxLength: 5 }),
  tier: fc.constantFrom(...tiers),
  node: fc.option(fc.constantFrom(...nodeNames), { nil: undefined }),
});

async function writeRandomly(seed: number): Promise<void> {
  for (const each of fc.sample(step, { numRuns: writesEach, seed })) await write(each);
}

/** Refusals are part of it: of pods that are not there, and of changes that pods do not allow. */
async function write({ verb, namespace, names, tier, node }: Step): Promise<void> {
  const refs = names.map((name) => ({ kind: 'Pod', namespace, name }));
  switch (verb) {
    case 'apply': {
      const metadata = { namespace, labels: { tier } };
      const spec = node === undefined ? {} : { nodeName: node };
      const objects = names.map((name) => aPod({ metadata: { ...metadata, name }, spec }));
      const text = 'mutation($objects: [JSON!]!) { apply(objects: $objects, force: true, atomic: false) { revision } }';
      await api.execute(text, { objects });
      return;
    }
    case 'status': {
      const objects = names.map((name) => ({ ...aPod({ metadata: { name, namespace } }), status: { message: tier } }));
      const text = 'mutation($objects: [JSON!]!) { update(objects: $objects, subresource: STATUS) { revision } }';
      await api.execute(text, { objects });
      return;
    }
    case 'delete': {
      const text =
        'mutation($refs: [ObjectRefInput!]!) { deleteObjects(refs: $refs, gracePeriodSeconds: 0, atomic: false) { revision } }';
      await api.execute(text, { refs });
      return;
    }
    case 'deleteMany': {
      const text =
        'mutation($in: String, $labels: String) { deletePods(namespace: $in, labelSelector: $labels, gracePeriodSeconds: 0) { revision } }';
      await api.execute(text, { in: namespace, labels: `tier=${tier}` });
    }
  }
}

async function readTimes(): Promise<Map<number, string>> {
  const times = new Map<number, string>();
  for (let since = '0', more = true; more; ) {
    const text =
      'query($since: String) { changes(since: $since, first: 1000) { endRevision hasNextPage nodes { revision at } } }';
    const { changes } = await api.data(text, { since });
    for (const { revision, at } of changes.nodes) times.set(Number(revision), at);
    since = changes.endRevision;
    more = changes.hasNextPage;
  }
  return times;
}
interface Probe {
  readonly revision: number;
  /** Asked for by its revision, or by the moment it was committed. */
  readonly byTime: boolean;
  readonly namespace: string | undefined;
  readonly tier: string | undefined;
  readonly node: string | undefined;
  /** Items of a page; all at once when absent. */
  readonly first: number | undefined;
}

const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });

function arbitraryProbe(revisions: readonly number[]): fc.Arbitrary<Probe> {
  return fc.record({
    revision: fc.constantFrom(...revisions),
    byTime: fc.boolean(),
    namespace: maybe(namespaces),
    tier: maybe(tiers),
    node: maybe(nodeNames),
    first: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  });
}

/** Change sets that were committed together have one time: the last of them is what was there then. */
function timeOf(revision: number): string | undefined {
  const at = committedAt.get(revision);
  return committedAt.get(revision + 1) === at ? undefined : at;
}

function expectedOf({ revision, namespace, tier, node }: Probe): AnyObject[] {
  return (recorded.get(revision) ?? []).filter(
    ({ metadata, spec }) =>
      (namespace === undefined || metadata.namespace === namespace) &&
      (tier === undefined || metadata.labels?.tier === tier) &&
      (node === undefined || (spec as { nodeName?: string }).nodeName === node),
  );
}

async function readPages(server: TestApi, { revision, byTime, namespace, tier, node, first }: Probe) {
  const at = (byTime && timeOf(revision)) || String(revision);
  const found: AnyObject[] = [];
  for (let after: string | null = null; ; ) {
    const { pods } = await server.data(listText, {
      at,
      namespace,
      labels: tier && `tier=${tier}`,
      fields: node && `spec.nodeName=${node}`,
      first,
      after,
    });
    expect(pods.resourceVersion).toBe(String(revision));
    found.push(...pods.nodes.map(({ manifest }: { manifest: AnyObject }) => manifest));
    expect(pods.totalCount).toBeGreaterThanOrEqual(found.length);
    if (!pods.pageInfo.hasNextPage) return found;
    after = pods.pageInfo.endCursor;
  }
}

async function probe(servers: readonly TestApi[], revisions: readonly number[], numRuns: number): Promise<void> {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryProbe(revisions), async (each) => {
      const server = servers[count++ % servers.length] ?? api;
      expect(await readPages(server, each)).toEqual(expectedOf(each));
    }),
    { numRuns, seed: 20260101 },
  );
}

describe('a list of a past revision', () => {
  /** It was not there when anything was written: all it can know is in the database. */
  let late: TestApi;

  beforeAll(async () => {
    late = await startApi({ databaseUrl: api.databaseUrl });
  });
  afterAll(() => late.stop());

  const revisions = () => [...recorded.keys()].sort((a, b) => a - b);

  it('was recorded at many revisions, while pods came, changed and went', () => {
    const texts = new Set([...recorded.values()].map((pods) => JSON.stringify(pods)));
    expect(texts.size).toBeGreaterThan(50);
    const uids = new Set([...recorded.values()].flat().map(({ metadata }) => metadata.uid));
    expect(uids.size).toBeGreaterThan(namespaces.length * podNames.length);
  });

  it('is what was listed then, by revision and by time, whole, selected and in pages', async () => {
    await probe([api, late], revisions(), probes / 2);
  }, 600_000);

  it('stays that when older history is compacted, and says so of what is gone', async () => {
    const all = revisions();
    const floor = all[Math.floor(all.length / 2)] ?? 0;
    await api.controlPlane.store.compact(floor);
    await probe(
      [api, late],
      all.filter((revision) => revision >= floor),
      probes / 2,
    );
    const gone = all.filter((revision) => revision < floor);
    for (const revision of [gone[0], gone.at(-1)]) {
      for (const at of [String(revision), committedAt.get(revision ?? 0)]) {
        for (const server of [api, late]) {
          const { data, errors } = await server.execute(listText, { at });
          expect([data.pods, errors?.[0]?.extensions?.code]).toEqual([null, 'GONE']);
        }
      }
    }
  }, 600_000);
});
