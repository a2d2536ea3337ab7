// Manifests say how things should be, in YAML or in JSON: applied again they change nothing, whoever asks and whenever.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { startApi, type TestApi } from '../../support/api-server.ts';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { aNamespace, oneOfEach } from '../../support/manifests.ts';
import { Watching } from '../../support/watching.ts';

const examples = fileURLToPath(new URL('../../../examples', import.meta.url));

/** What people have: the examples, and one of every kind. */
function texts(): string[] {
  const files = readdirSync(examples).filter((name) => name.endsWith('.yaml'));
  const each = oneOfEach.map((build) => stringify({ ...build(), metadata: { ...build().metadata, name: 'one' } }));
  return [...files.map((name) => readFileSync(`${examples}/${name}`, 'utf8')), each.join('---\n')];
}

const applyText = `mutation($manifests: String, $objects: [JSON!]) {
  apply(manifests: $manifests, objects: $objects, fieldManager: "people") {
    revision results { outcome object { metadata { resourceVersion } } }
  }
}`;

/** As a client would read them that speaks JSON to the API. */
function objectsIn(text: string): object[] {
  return parseAllDocuments(text).map((document) => JSON.parse(JSON.stringify(document)));
}

interface Result {
  readonly outcome: string;
  readonly object: { readonly metadata: { readonly resourceVersion: string } };
}

async function apply(api: TestApi, variables: object): Promise<{ revision: string; results: Result[] }> {
  return (await api.data(applyText, variables)).apply;
}

const outcomes = ({ results }: { results: Result[] }) => new Set(results.map(({ outcome }) => outcome));

/** Every stored row as text, with fields in the order of JSONB, but for what is different each time. */
async function storedRows({ url }: TestDatabase): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const columns = "to_jsonb(o) || jsonb_build_object('body', o.body::jsonb)";
  const { rows } = await client.query(`SELECT (${columns})::text AS text FROM object o ORDER BY kind, namespace, name`);
  await client.end();
  return rows
    .map(({ text }: { text: string }) => text)
    .filter((text) => !text.includes('portolan.dev/bearer-token') && !text.includes('"name": "apiserver-'))
    .map((text) =>
      text
        .replaceAll(/"(uid|time|creationTimestamp)": "[^"]*"/g, '"$1": "…"')
        .replaceAll(/"revision": \d+/g, '"revision": 0')
        // Cluster addresses are drawn.
        .replaceAll(/\b127\.(9[6-9]|10\d|11[01])\.\d+\.\d+/g, '…'),
    )
    .sort();
}

describe('the same manifests', () => {
  const databases: TestDatabase[] = [];
  let inYaml: TestApi;
  let inJson: TestApi;

  beforeAll(async () => {
    databases.push(await createDatabase(), await createDatabase());
    [inYaml, inJson] = (await Promise.all(databases.map(({ url }) => startApi({ databaseUrl: url })))) as [
      TestApi,
      TestApi,
    ];
  });
  afterAll(async () => {
    await Promise.all([inYaml.stop(), inJson.stop()]);
    await Promise.all(databases.map((database) => database.drop()));
  });

  it('are stored as the same objects, be they YAML documents or JSON', async () => {
    for (const text of texts()) {
      expect(outcomes(await apply(inYaml, { manifests: text }))).toEqual(new Set(['CREATED']));
      expect(outcomes(await apply(inJson, { objects: objectsIn(text) }))).toEqual(new Set(['CREATED']));
    }
    const [yaml, json] = await Promise.all(databases.map(storedRows));
    expect(yaml?.length).toBeGreaterThan(25);
    expect(yaml).toEqual(json);
  });

  it('are stored as the same objects whatever the order of their fields and the way they are written', async () => {
    const one = `
      apiVersion: v1
      kind: Pod
      metadata: {name: written, namespace: default, labels: {a: "1", b: "2"}}
      spec: {containers: [{name: c, image: i, resources: {limits: {cpu: "1", memory: 1Gi}}, ports: [{containerPort: 80}]}]}`;
    const other = `
{"spec": {"containers": [{"resources": {"limits": {"memory": "1024Mi", "cpu": "1000m"}}, "ports": [{"protocol": "TCP", "containerPort": 80.0}],
  "image": "i", "name": "c"}]}, "metadata": {"labels": {"b": "2", "a": "1"}, "name": "written"}, "kind": "Pod", "apiVersion": "v1"}`;
    await apply(inYaml, { manifests: one });
    await apply(inJson, { manifests: other });
    expect(outcomes(await apply(inYaml, { manifests: one }))).toEqual(new Set(['UNCHANGED']));
    const written = (rows: string[]) =>
      rows.find((text) => text.includes('"name": "written"'))?.replace(/"managedFields": .*?\}\]/, '');
    const [yaml, json] = await Promise.all(databases.map(storedRows));
    expect(written(yaml ?? [])).toBe(written(json ?? []));
  });

  it('change nothing the second time, in either notation, and nobody hears of it', async () => {
    // But for taints, which are one value: who applies a node with some takes away the one that every new node gets.
    for (const text of texts().filter((each) => /^kind: Node$/m.test(each))) await apply(inYaml, { manifests: text });
    const { revision } = await inYaml.data('{ revision }');
    const kinds = (await inYaml.data('{ kinds { resource } }')).kinds.map(
      ({ resource }: { resource: string }) => resource,
    );
    const watching = await Watching.start(inYaml, { kinds, since: revision });
    await watching.next();
    const before = await storedRows(databases[0] as TestDatabase);
    for (const text of texts()) {
      for (const again of [{ manifests: text }, { objects: objectsIn(text) }]) {
        const answer = await apply(inYaml, again);
        expect(outcomes(answer)).toEqual(new Set(['UNCHANGED']));
        expect(answer.revision).toBe(revision);
      }
    }
    expect(await storedRows(databases[0] as TestDatabase)).toEqual(before);
    const { revision: end } = await apply(inYaml, { objects: [aNamespace({ metadata: { name: 'end' } })] });
    expect(end).toBe(String(Number(revision) + 1));
    await watching.reach(end);
    expect(watching.frames.flatMap(({ events }) => events)).toHaveLength(1);
    watching.stop();
  });

  it('change nothing when another process is asked that was not there before', async () => {
    const { revision } = await inYaml.data('{ revision }');
    const late = await startApi({ databaseUrl: inYaml.databaseUrl });
    try {
      for (const text of texts()) {
        expect(outcomes(await apply(late, { manifests: text }))).toEqual(new Set(['UNCHANGED']));
      }
    } finally {
      await late.stop();
    }
    // The other one's token, and the lease by which it is known while it runs, are the only changes.
    const { changes } = await inYaml.data(
      'query($since: String) { changes(since: $since) { nodes { changes { kind } } } }',
      { since: revision },
    );
    expect(
      changes.nodes.flatMap((set: { changes: Array<{ kind: string }> }) => set.changes.map(({ kind }) => kind)),
    ).toEqual(['Lease.coordination.k8s.io', 'Secret', 'Lease.coordination.k8s.io']);
  });
});
