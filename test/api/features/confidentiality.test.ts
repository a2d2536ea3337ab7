// Secrets and settings stay with those who may read them. A word that nobody else may know is stored where a secret and a
// config map can hold one, every way to read or to write is tried, and the word must not be in what comes back.
import { kindNames } from '@portolan/core/graphql/names.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { schemaTable } from '@portolan/core/resource/schema-table.ts';
import { shortTypeNames } from '@portolan/core/resource/type-names.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiProcess, startApiProcess } from '../../support/api-process.ts';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { aConfigMap, aNode, anEvent, aPod, aSecret, aService } from '../../support/manifests.ts';
import { RawSocket } from '../../support/raw-socket.ts';

const canary = 'canary-7f3a9c';
const forms = [canary, Buffer.from(canary).toString('base64').slice(0, 16)];

let database: TestDatabase;
/** A process of its own, for its log is to be searched too. */
let api: ApiProcess;
let nodeToken: string;
let joinToken: string;
let hidden = { uid: '', revision: '' };

async function create(objects: object[]): Promise<Array<{ uid: string; revision: string }>> {
  const text = 'mutation($objects: [JSON!]!) { create(objects: $objects) { revision results { object { id } } } }';
  const { revision, results } = (await api.data(text, { objects })).create;
  return results.map(({ object }: { object: { id: string } }) => ({ uid: object.id, revision }));
}

beforeAll(async () => {
  database = await createDatabase();
  api = await startApiProcess(database.url, ['--log-level', 'trace']);
  nodeToken = (await api.data('mutation { joinNode(name: "n1") { token } }')).joinNode.token;
  joinToken = (await api.data('mutation { createJoinToken { token } }')).createJoinToken.token;
  const annotations = { note: canary };
  const volumes = (secretName: string) => [{ name: 'v', secret: { secretName } }];
  const [ours] = await create([
    aPod({ metadata: { name: 'ours' }, spec: { nodeName: 'n1', volumes: volumes('ours') } }),
    aNode({ metadata: { name: 'n1' } }),
    aNode({ metadata: { name: 'n2' } }),
    aSecret({ metadata: { name: 'ours' }, stringData: { password: 'ours' } }),
    // What a node may read leads to what it may not: a service to all its pods, a pod to what it owns and to its events.
    aService({ metadata: { name: 'web' } }),
  ]);
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'ours', uid: ours?.uid ?? '' };
  const metadata = { name: 'hidden', annotations, ownerReferences: [owner] };
  [hidden = hidden] = await create([
    aSecret({ metadata, stringData: { password: canary } }),
    aConfigMap({ metadata, data: { key: canary } }),
    aPod({ metadata: { name: 'theirs', annotations }, spec: { nodeName: 'n2', volumes: volumes('hidden') } }),
    anEvent({ metadata: { name: 'hidden' }, regarding: { ...owner, namespace: 'default' }, note: canary }),
  ]);
});
afterAll(async () => {
  await api.stop('SIGKILL');
  await database.drop();
});

/** Every field an object may show, through the interface that all kinds share. */
const shown = 'kind manifest(managedFields: true) owner { manifest } owned { manifest } events { nodes { manifest } }';

const typeNames = shortTypeNames(schemaTable);
const perKind = kinds.all.flatMap((definition) => {
  const { one, many } = kindNames(definition, typeNames);
  const place = definition.namespaced ? 'namespace: "default", ' : '';
  return [
    [one, `{ ${one}(${place}name: "hidden") { ${shown} } }`],
    [one, `{ ${one}(${place}name: "theirs") { ${shown} } }`],
    [many, `{ ${many} { nodes { ${shown} } edges { node { ${shown} } } } }`],
    [many, `{ ${many}(fieldSelector: "metadata.name=hidden") { nodes { ${shown} } } }`],
  ] as Array<[string, string]>;
});

/** By the root field that each goes through. */
const queries = (): Array<[field: string, query: string]> => [
  ...perKind,
  ['object', `{ object(kind: "secret", name: "hidden") { ${shown} } }`],
  ['object', `{ object(kind: "secret", name: "hidden", at: "${hidden.revision}") { ${shown} } }`],
  ['objects', `{ objects(kind: "cm") { nodes { ${shown} } } }`],
  ['objects', `{ objects(kind: "secret", at: "${hidden.revision}") { nodes { ${shown} } } }`],
  ['topNodes', '{ topNodes { node { manifest } } }'],
  ['topPods', '{ topPods { pod { manifest } } }'],
  ['proxyRules', '{ proxyRules(node: "n1") { service targets { address } } }'],
  ['resource', `{ resource(id: "${hidden.uid}") { ${shown} } }`],
  ['table', '{ table(kind: "secret", wide: true) { rows { cells object { manifest } } } }'],
  ['table', '{ table(kind: "cm", wide: true) { rows { cells object { manifest } } } }'],
  ['storage', '{ storage { nodes { key value } } }'],
  [
    'change',
    `{ change(revision: "${hidden.revision}") { changes { name object { ${shown} } previous { ${shown} } } } }`,
  ],
  ['changes', `{ changes(since: "0") { nodes { changes { name object { ${shown} } previous { ${shown} } } } } }`],
  [
    'namespace',
    '{ namespace(name: "default") { secrets { nodes { manifest } } configMaps { nodes { manifest } } pods { nodes { secrets { manifest } } } } }',
  ],
  [
    'node',
    '{ node(name: "n1") { pods { manifest secrets { pods { secrets { manifest } } } services { pods { manifest } } } } }',
  ],
  [
    'pod',
    '{ pod(namespace: "default", name: "ours") { node { pods { secrets { manifest } } } secrets { pods { manifest } } } }',
  ],
  [
    'pods',
    '{ pods(fieldSelector: "spec.nodeName=n1") { nodes { secrets { pods { manifest secrets { manifest } } } } } }',
  ],
  ['services', `{ services { nodes { pods { ${shown} secrets { manifest } } endpointSlices { manifest } } } }`],
  ['pod', `{ pod(namespace: "default", name: "ours") { ${shown} } }`],
  ['kinds', '{ kinds { kind } }'],
  ['explain', '{ explain(kind: "secret") { group version kind } }'],
  ['canI', '{ canI(verb: "get", kind: "secret", namespace: "default", name: "hidden") { allowed reason } }'],
  ['whoAmI', '{ whoAmI { user groups } }'],
  ['health', '{ health { checks { name message } } }'],
  ['revision', '{ revision }'],
  ['controllers', '{ controllers { name lastError reconciles(last: 50) { key } } }'],
  ['componentConfig', '{ componentConfig { name identity } }'],
  ['scheduler', '{ scheduler { bound } }'],
  ['explainScaleDown', '{ explainScaleDown(name: "theirs") { because pod { manifest } } }'],
  ['explainScheduling', '{ explainScheduling(namespace: "default", name: "theirs") { message } }'],
];

const secret = 'apiVersion: "v1", kind: "Secret", metadata: { name: "hidden", namespace: "default" }';
const result = '{ results { object { manifest } error { message causes { message } } } }';
const one = '{ object { manifest } }';

/** A dry run shows what would be stored; a refusal may speak of what is there. */
const mutations: string[] = ['true', 'false'].flatMap((dryRun) => [
  `mutation { patchSecret(namespace: "default", name: "hidden", patch: { metadata: { labels: { a: "b" } } }, dryRun: ${dryRun}) ${one} }`,
  `mutation { patchSecret(namespace: "default", name: "hidden", type: JSON, patch: [{ op: "test", path: "/data/password", value: "x" }], dryRun: ${dryRun}) ${one} }`,
  `mutation { updateSecret(input: { metadata: { name: "hidden", namespace: "default" }, immutable: true }, dryRun: ${dryRun}) ${one} }`,
  `mutation { createSecret(input: { metadata: { name: "hidden", namespace: "default" } }, dryRun: ${dryRun}) ${one} }`,
  `mutation { apply(objects: [{ ${secret} }], dryRun: ${dryRun}) ${result} }`,
  `mutation { apply(objects: [{ ${secret}, data: { password: "eA==" } }], atomic: false, dryRun: ${dryRun}) ${result} }`,
  `mutation { update(objects: [{ ${secret} }], dryRun: ${dryRun}) ${result} }`,
  `mutation { patch(kind: "secret", namespace: "default", name: "hidden", patch: {}, dryRun: ${dryRun}) ${result} }`,
  `mutation { deleteSecret(namespace: "default", name: "hidden", dryRun: ${dryRun}) ${one} }`,
  `mutation { deleteSecrets(namespace: "default", dryRun: ${dryRun}) ${result} }`,
  `mutation { deleteObjects(refs: [{ kind: "secret", namespace: "default", name: "hidden" }], atomic: false, dryRun: ${dryRun}) ${result} }`,
  `mutation { commit(operations: [{ patch: { kind: "secret", namespace: "default", name: "hidden", patch: {} } }], dryRun: ${dryRun}) ${result} }`,
  `mutation { commit(operations: [{ delete: { kind: "cm", namespace: "default", name: "hidden" } }], dryRun: ${dryRun}) ${result} }`,
  `mutation { updatePodStatus(input: { metadata: { name: "theirs", namespace: "default" }, spec: { containers: [] }, status: { message: "x" } }, dryRun: ${dryRun}) ${one} }`,
  `mutation { patchPod(namespace: "default", name: "theirs", subresource: STATUS, patch: { status: { message: "x" } }, dryRun: ${dryRun}) ${one} }`,
  `mutation { deletePod(namespace: "default", name: "theirs", dryRun: ${dryRun}) ${one} }`,
]);

const subscriptions: string[] = [
  'subscription { watch(kinds: ["Secret"]) { events { object { manifest } } } }',
  'subscription { watch(kinds: ["Service", "ConfigMap"], since: "0") { events { object { manifest } } } }',
  'subscription { watch(kinds: ["Pod"], fieldSelector: "spec.nodeName=n2") { events { object { manifest } } } }',
  'subscription { secretChanges(namespace: "default") { events { object { manifest } } } }',
  'subscription { secretChanges(namespace: "default", fieldSelector: "metadata.name=hidden") { events { object { manifest } } } }',
  'subscription { configMapChanges(since: "0") { events { object { manifest } } } }',
  'subscription { podChanges { events { object { manifest } } } }',
];

function expectNothing(text: string, of: string): void {
  for (const form of forms) expect(text.includes(form), `${of} shows it: ${text.slice(0, 2_000)}`).toBe(false);
}

describe.each([
  ['a node', () => nodeToken],
  ['whoever is about to join', () => joinToken],
])('what %s may not read', (_, token) => {
  it('is in no answer to a query', async () => {
    for (const [, query] of queries()) {
      const answer = await api.execute(query, {}, token());
      // Anything else would not have been executed.
      expect(answer.status, `${query}: ${JSON.stringify(answer.errors)}`).toBe(200);
      expectNothing(JSON.stringify(answer), query);
    }
  });

  it('is in no answer to a mutation, and none of them is made', async () => {
    const before = await api.data('{ revision }');
    for (const mutation of mutations) {
      const answer = await api.execute(mutation, {}, token());
      expect(answer.status, `${mutation}: ${JSON.stringify(answer.errors)}`).toBe(200);
      expectNothing(JSON.stringify(answer), mutation);
    }
    expect(await api.data('{ revision }')).toEqual(before);
  });

  it('is in no watch', async () => {
    const socket = await RawSocket.connect(api, token());
    for (const [position, subscription] of subscriptions.entries()) {
      socket.subscribe(String(position), subscription);
      const { payload } = await socket.next('error');
      expect(payload).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expectNothing(JSON.stringify(payload), subscription);
    }
    socket.close();
  });
});

describe('these tests', () => {
  it('go through every root field of a query', async () => {
    const { __schema } = await api.data('{ __schema { queryType { fields { name } } } }');
    const names = __schema.queryType.fields.map(({ name }: { name: string }) => name);
    expect(names.filter((name: string) => !queries().some(([field]) => field === name))).toEqual([]);
  });

  it('would see the word: an administrator is shown it', async () => {
    for (const kind of ['secret', 'cm']) {
      const text = JSON.stringify(await api.data(`{ object(kind: "${kind}", name: "hidden") { manifest } }`));
      expect(forms.some((form) => text.includes(form))).toBe(true);
    }
  });

  it('still let a node read what its own pods name', async () => {
    const text = '{ pod(namespace: "default", name: "ours") { secrets { metadata { name } data } } }';
    const { data } = await api.execute(text, {}, nodeToken);
    expect(data.pod.secrets).toEqual([{ metadata: { name: 'ours' }, data: { password: 'b3Vycw==' } }]);
  });
});

describe('the server itself', () => {
  it('tells nobody: neither its log, nor its metrics, nor the texts of its errors', async () => {
    const asAdmin = [
      `mutation { patchSecret(namespace: "default", name: "hidden", type: MERGE, patch: { type: "other" }) ${one} }`,
      `mutation { updateSecret(input: { metadata: { name: "hidden", namespace: "default", resourceVersion: "1" }, stringData: { a: "${canary}" } }) ${one} }`,
      `mutation { createSecret(input: { metadata: { name: "Bad_Name", namespace: "default" }, stringData: { "not a key": "${canary}" } }) ${one} }`,
      `mutation { patchSecret(namespace: "default", name: "hidden", type: MERGE, patch: { data: { password: "${canary}!" } }) ${one} }`,
      `mutation { createSecret(input: { metadata: { name: "typed", namespace: "default" }, type: "kubernetes.io/dockerconfigjson", stringData: { ".dockerconfigjson": "${canary}" } }) ${one} }`,
    ];
    for (const mutation of asAdmin) {
      const { errors } = await api.execute(mutation);
      expect(errors).toHaveLength(1);
      expectNothing(JSON.stringify(errors), mutation);
    }
    const metrics = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${api.token}` } });
    expectNothing(await metrics.text(), '/metrics');
    expect(api.log()).toContain('"msg":"ready"');
    expectNothing(api.log(), 'the log');
    for (const token of [api.token, nodeToken, joinToken]) expect(api.log()).not.toContain(token);
  });
});

describe('without a token', () => {
  it('nothing is answered, over any transport', async () => {
    const texts = [...queries().map(([, query]) => query), ...mutations];
    for (const query of texts) {
      const response = await api.post(JSON.stringify({ query }), { authorization: '' });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        errors: [{ message: 'Unauthorized', extensions: { code: 'UNAUTHORIZED', reason: 'Unauthorized', causes: [] } }],
      });
    }
    const stream = { accept: 'text/event-stream', authorization: '' };
    for (const query of subscriptions) expect((await api.post(JSON.stringify({ query }), stream)).status).toBe(401);
    const socket = new RawSocket(api.webSocketUrl);
    await socket.opened();
    socket.send({ type: 'connection_init', payload: {} });
    expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
  });
});
