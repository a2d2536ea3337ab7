import { isReason } from '@portolan/core/resource/api-error.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Data, executors, type Graphql, startGraphql } from '../support/graphql.ts';
import { aConfigMap, aDeployment, aLease, aNode, anEvent, aPod } from '../support/manifests.ts';
import { nodeRequest } from '../support/registry.ts';

let api: Graphql;

const revision = async () => (await api.run('{ revision }')).revision;

describe.each(executors)('typed writes, %s', (executor) => {
  beforeEach(async () => {
    api = await startGraphql({ executor });
  });

  it('create an object with its defaults', async () => {
    const { createDeployment } = await api.run(
      `mutation ($input: DeploymentInput!) { createDeployment(input: $input, reason: "first") {
        outcome revision warnings object { metadata { name generation resourceVersion } spec { strategy { type } } }
      } }`,
      { input: aDeployment() },
    );
    expect(createDeployment).toEqual({
      outcome: 'CREATED',
      revision: await revision(),
      warnings: [],
      object: {
        metadata: { name: 'web', generation: 1, resourceVersion: await revision() },
        spec: { strategy: { type: 'RollingUpdate' } },
      },
    });
    const { change } = await api.run('query ($r: String!) { change(revision: $r) { verb reason } }', {
      r: createDeployment.revision,
    });
    expect(change).toEqual({ verb: 'create', reason: 'first' });
  });

  it('take literals and leave out apiVersion and kind', async () => {
    const { createConfigMap } = await api.run(`mutation {
      createConfigMap(input: { metadata: { generateName: "a-", labels: { app: "web" } }, data: { x: "1" } }) {
        object { manifest }
      }
    }`);
    expect(createConfigMap.object.manifest).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: expect.stringMatching(/^a-/), namespace: 'default', labels: { app: 'web' } },
      data: { x: '1' },
    });
  });

  it("say what is invalid in Kubernetes' words, with a cause per field", async () => {
    const failure = await api.failure(
      'mutation ($input: DeploymentInput!) { createDeployment(input: $input) { outcome } }',
      { input: { metadata: { name: 'web' }, spec: { replicas: -1, template: {} } } },
    );
    expect(failure.message).toMatch(/^Deployment.apps "web" is invalid: \[/);
    expect(failure.extensions).toMatchObject({ code: 'INVALID', kind: 'Deployment.apps', name: 'web' });
    expect(failure.extensions.causes).toContainEqual({
      reason: 'FieldValueInvalid',
      field: 'spec.replicas',
      message: 'Invalid value: -1: must be greater than or equal to 0',
    });
    expect(failure.extensions.causes).toContainEqual({
      reason: 'FieldValueRequired',
      field: 'spec.selector',
      message: 'Required value',
    });
  });

  it('refuse an unknown field, a wrong type and the wrong kind', async () => {
    const source = 'mutation ($input: ConfigMapInput!) { createConfigMap(input: $input) { outcome } }';
    for (const [input, message] of [
      [{ metadata: { name: 'a', colour: 'red' } }, /Field "colour" is not defined by type "?ObjectMetaInput/],
      [{ metadata: { name: 7 } }, /String cannot represent a non string value: 7/],
      [{ ...aConfigMap(), kind: 'Secret' }, /the kind of the input is "Secret": this writes configmaps/],
      [{ metadata: { name: 'a' }, data: { a: 1 } }, /data\[?\.?a/],
    ] as const) {
      expect(await api.failure(source, { input })).toMatchObject({
        message: expect.stringMatching(message),
        extensions: { code: 'BAD_REQUEST' },
      });
    }
  });

  it('update with the latest resourceVersion only, and count generations of the spec only', async () => {
    const [created] = await api.create(aDeployment());
    const update = `mutation ($input: DeploymentInput!) { updateDeployment(input: $input) {
      outcome object { metadata { generation resourceVersion } }
    } }`;
    const resourceVersion: string = created?.metadata.resourceVersion;
    const input = aDeployment({ metadata: { name: 'web', resourceVersion }, spec: { replicas: 5 } });
    expect((await api.run(update, { input })).updateDeployment).toMatchObject({
      outcome: 'CONFIGURED',
      object: { metadata: { generation: 2 } },
    });
    const stale = { ...input, spec: { ...input.spec, replicas: 6 } };
    expect(await api.failure(update, { input: stale })).toMatchObject({
      message:
        'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
      extensions: { code: 'CONFLICT', kind: 'Deployment.apps', name: 'web' },
    });
    const status = `mutation ($input: DeploymentInput!) { updateDeploymentStatus(input: $input) {
      object { metadata { generation } spec { replicas } status { observedGeneration } }
    } }`;
    const { updateDeploymentStatus } = await api.run(status, {
      input: { metadata: { name: 'web' }, spec: { replicas: 9 }, status: { observedGeneration: 2 } },
    });
    expect(updateDeploymentStatus.object).toEqual({
      metadata: { generation: 2 },
      spec: { replicas: 5 },
      status: { observedGeneration: 2 },
    });
  });

  it('patch in three ways', async () => {
    await api.create(aConfigMap());
    const patch = `mutation ($patch: JSON!, $type: PatchType!) {
      patchConfigMap(namespace: "default", name: "settings", patch: $patch, type: $type) { outcome object { data } }
    }`;
    const run = async (type: string, change: unknown) => (await api.run(patch, { type, patch: change })).patchConfigMap;
    expect(await run('STRATEGIC', { data: { size: 'xl' } })).toEqual({
      outcome: 'CONFIGURED',
      object: { data: { colour: 'blue', size: 'xl' } },
    });
    expect(await run('MERGE', { data: { colour: null } })).toMatchObject({ object: { data: { size: 'xl' } } });
    expect(await run('JSON', [{ op: 'replace', path: '/data/size', value: 's' }])).toMatchObject({
      object: { data: { size: 's' } },
    });
    expect(await run('MERGE', { data: { size: 's' } })).toMatchObject({ outcome: 'UNCHANGED' });
  });

  it('delete, unless the object is another one by now', async () => {
    const [created] = await api.create(aConfigMap());
    const source = `mutation ($uid: String) {
      deleteConfigMap(namespace: "default", name: "settings", preconditions: { uid: $uid }) { outcome object { id } }
    }`;
    expect(await api.failure(source, { uid: 'another' })).toMatchObject({ extensions: { code: 'CONFLICT' } });
    expect(await api.run(source, { uid: created?.metadata.uid })).toEqual({
      deleteConfigMap: { outcome: 'DELETED', object: { id: created?.metadata.uid } },
    });
    expect(await api.failure(source)).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  });

  it('delete a selection in one change set', async () => {
    const labelled = (name: string, app: string) => aConfigMap({ metadata: { name, labels: { app } } });
    await api.create(labelled('a', 'x'), labelled('b', 'y'), labelled('c', 'x'));
    const { deleteConfigMaps } = await api.run(`mutation {
      deleteConfigMaps(namespace: "default", labelSelector: "app=x") { revision results { outcome object { metadata { name } } } }
    }`);
    expect(deleteConfigMaps.results).toEqual([
      { outcome: 'DELETED', object: { metadata: { name: 'a' } } },
      { outcome: 'DELETED', object: { metadata: { name: 'c' } } },
    ]);
    expect(deleteConfigMaps.revision).toBe(await revision());
  });

  it('change nothing in a dry run, and show what would be', async () => {
    const before = await revision();
    const { createPod } = await api.run(
      'mutation ($input: PodInput!) { createPod(input: $input, dryRun: true) { outcome object { spec { restartPolicy } } } }',
      { input: aPod() },
    );
    expect(createPod).toEqual({ outcome: 'CREATED', object: { spec: { restartPolicy: 'Always' } } });
    expect(await revision()).toBe(before);
  });

  it('own the fields they set under the manager they name', async () => {
    const source = `mutation ($manager: String) {
      createConfigMap(input: { metadata: { name: "a" }, data: { x: "1" } }, fieldManager: $manager) {
        object { metadata { managedFields { manager } } }
      }
    }`;
    expect(await api.run(source, { manager: 'tuner' })).toMatchObject({
      createConfigMap: { object: { metadata: { managedFields: [{ manager: 'tuner' }] } } },
    });
    expect(await api.failure(source, { manager: 'x'.repeat(129) })).toMatchObject({
      message: expect.stringContaining('may not be more than 128 bytes'),
    });
    expect(await api.failure(source, { manager: 'a\u0007' })).toMatchObject({
      message: expect.stringContaining('should only contain printable characters'),
    });
  });

  it('are refused to an identity without the right', async () => {
    expect(await api.failure('mutation { deleteNode(name: "n1") { outcome } }', {}, nodeRequest('n1'))).toMatchObject({
      extensions: { code: 'FORBIDDEN', kind: 'Node', name: 'n1' },
    });
  });
});

describe.each(executors)('writes of any kinds, %s', (executor) => {
  beforeEach(async () => {
    api = await startGraphql({ executor });
  });

  it('apply YAML of several documents in one change set, and say when nothing changes', async () => {
    const manifests = `apiVersion: v1
kind: Namespace
metadata: {name: garden}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: soil, namespace: garden}
data: {kind: loam}
`;
    const source = `mutation ($manifests: String) { apply(manifests: $manifests, fieldManager: "me") {
      revision results { outcome warnings error { code } object { kind metadata { name resourceVersion } } }
    } }`;
    const { apply } = await api.run(source, { manifests });
    const resourceVersion = apply.revision;
    expect(apply.results).toEqual([
      {
        outcome: 'CREATED',
        warnings: [],
        error: null,
        object: { kind: 'Namespace', metadata: { name: 'garden', resourceVersion } },
      },
      {
        outcome: 'CREATED',
        warnings: [],
        error: null,
        object: { kind: 'ConfigMap', metadata: { name: 'soil', resourceVersion } },
      },
    ]);
    const again = (await api.run(source, { manifests })).apply;
    expect(again.results.map((result: Data) => result.outcome)).toEqual(['UNCHANGED', 'UNCHANGED']);
    expect(again.revision).toBe(resourceVersion);
  });

  it('apply nothing at all when one object is refused, unless each stands for itself', async () => {
    const objects = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'garden' } },
      aConfigMap({ metadata: { namespace: 'garden' } }),
      aConfigMap({ metadata: { name: 'Bad Name' } }),
      { apiVersion: 'v1', kind: 'Widget', metadata: { name: 'w' } },
    ];
    const source = `mutation ($objects: [JSON!], $atomic: Boolean!) { apply(objects: $objects, atomic: $atomic) {
      results { outcome object { kind } error { code reason message kind name causes { field } } }
    } }`;
    expect(await api.failure(source, { objects, atomic: true })).toMatchObject({ extensions: { code: 'INVALID' } });
    expect(await api.failure('{ namespace(name: "garden") { id } }')).toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    });
    const { apply } = await api.run(source, { objects, atomic: false });
    expect(apply.results).toMatchObject([
      { outcome: 'CREATED', object: { kind: 'Namespace' }, error: null },
      { outcome: 'CREATED', object: { kind: 'ConfigMap' }, error: null },
      {
        outcome: null,
        object: null,
        error: {
          code: 'INVALID',
          reason: 'Invalid',
          kind: 'ConfigMap',
          name: 'Bad Name',
          causes: [{ field: 'metadata.name' }],
        },
      },
      { outcome: null, error: { code: 'BAD_REQUEST', message: 'no matches for kind "Widget" in version "v1"' } },
    ]);
  });

  it('name the other manager when an apply conflicts, and take the field by force', async () => {
    const source = `mutation ($colour: String, $manager: String, $force: Boolean) {
      apply(objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { colour: $colour } }],
        fieldManager: $manager, force: $force) { results { outcome object { ... on ConfigMap { data } } } }
    }`;
    await api.run(source, { colour: 'red', manager: 'ann' });
    const conflict = await api.failure(source, { colour: 'green', manager: 'bob' });
    expect(conflict).toMatchObject({
      message: expect.stringContaining('"ann"'),
      extensions: { code: 'CONFLICT', causes: [{ reason: 'FieldManagerConflict', field: '.data.colour' }] },
    });
    expect(await api.run(source, { colour: 'green', manager: 'bob', force: true })).toEqual({
      apply: { results: [{ outcome: 'CONFIGURED', object: { data: { colour: 'green' } } }] },
    });
  });

  it('refuse unknown fields with their paths, or warn of them', async () => {
    const source = `mutation ($objects: [JSON!]!, $validation: FieldValidation) {
      create(objects: $objects, fieldValidation: $validation) { results { warnings } }
    }`;
    const objects = [{ ...aConfigMap(), colour: 'red' }];
    expect(await api.failure(source, { objects })).toMatchObject({
      message: expect.stringContaining('unknown field "colour"'),
      extensions: { code: 'BAD_REQUEST', causes: [{ field: 'colour' }] },
    });
    expect(await api.run(source, { objects, validation: 'WARN' })).toEqual({
      create: { results: [{ warnings: ['unknown field "colour"'] }] },
    });
    expect(await api.failure(source, { objects: ['text'] })).toMatchObject({
      message: 'objects[0]: Invalid value: must be a JSON object',
    });
  });

  it('delete by reference or by manifest, in any words for the kind', async () => {
    await api.create(aConfigMap(), aPod(), aNode());
    const { deleteObjects } = await api.run(
      `mutation ($manifests: String) { deleteObjects(
        refs: [{ kind: "po", namespace: "default", name: "web" }, { kind: "nodes", name: "n1" }],
        manifests: $manifests, gracePeriodSeconds: 0
      ) { results { outcome object { kind } } } }`,
      { manifests: JSON.stringify(aConfigMap()) },
    );
    expect(deleteObjects.results).toEqual([
      { outcome: 'DELETED', object: { kind: 'Pod' } },
      { outcome: 'DELETED', object: { kind: 'Node' } },
      { outcome: 'DELETED', object: { kind: 'ConfigMap' } },
    ]);
  });

  it('commit several verbs as one change set', async () => {
    await api.create(aConfigMap(), aDeployment());
    const { commit } = await api.run(
      `mutation ($operations: [OperationInput!]!) { commit(operations: $operations) {
        revision results { outcome object { kind metadata { resourceVersion } } }
      } }`,
      {
        operations: [
          { create: { object: aPod() } },
          {
            patch: {
              kind: 'deploy',
              name: 'web',
              patch: { spec: { replicas: 7 } },
              subresource: 'SCALE',
              type: 'MERGE',
            },
          },
          { delete: { kind: 'configmaps', name: 'settings' } },
        ],
      },
    );
    const metadata = { resourceVersion: commit.revision };
    expect(commit.results).toEqual([
      { outcome: 'CREATED', object: { kind: 'Pod', metadata } },
      { outcome: 'CONFIGURED', object: { kind: 'Deployment', metadata } },
      { outcome: 'DELETED', object: { kind: 'ConfigMap', metadata } },
    ]);
  });

  it('refuse an operation with two verbs', async () => {
    const operations = [{ create: { object: aPod() }, delete: { kind: 'po', name: 'web' } }];
    const source = 'mutation ($operations: [OperationInput!]!) { commit(operations: $operations) { revision } }';
    expect(await api.failure(source, { operations })).toMatchObject({ extensions: { code: 'BAD_REQUEST' } });
  });
});

describe.each(executors)('the verbs people use, %s', (executor) => {
  beforeEach(async () => {
    api = await startGraphql({ executor });
  });

  it('scale', async () => {
    await api.create(aDeployment(), aConfigMap());
    const source = `mutation ($kind: String!, $name: String!, $replicas: Int!) {
      scale(kind: $kind, name: $name, replicas: $replicas) { results { object { ... on Deployment { spec { replicas } } } } }
    }`;
    expect(await api.run(source, { kind: 'deploy', name: 'web', replicas: 9 })).toEqual({
      scale: { results: [{ object: { spec: { replicas: 9 } } }] },
    });
    expect(await api.failure(source, { kind: 'deploy', name: 'web', replicas: -1 })).toMatchObject({
      extensions: { code: 'INVALID', causes: [{ field: 'spec.replicas' }] },
    });
    expect(await api.failure(source, { kind: 'cm', name: 'settings', replicas: 1 })).toMatchObject({
      message: 'the server could not find the requested resource: configmaps/scale',
      extensions: { code: 'NOT_FOUND' },
    });
  });

  it('cordon and uncordon', async () => {
    await api.create(aNode());
    const run = async (verb: string) =>
      (await api.run(`mutation { ${verb}(node: "n1") { outcome object { spec { unschedulable } } } }`))[verb];
    expect(await run('cordon')).toEqual({ outcome: 'CONFIGURED', object: { spec: { unschedulable: true } } });
    expect(await run('cordon')).toMatchObject({ outcome: 'UNCHANGED' });
    expect(await run('uncordon')).toMatchObject({ outcome: 'CONFIGURED', object: { spec: { unschedulable: null } } });
  });

  it('bind a pod once', async () => {
    const [pod] = await api.create(aPod(), aNode());
    const source = `mutation ($node: String!, $uid: String) {
      bindPod(namespace: "default", name: "web", node: $node, uid: $uid) { outcome object { spec { nodeName } } }
    }`;
    expect(await api.failure(source, { node: 'n1', uid: 'x' })).toMatchObject({ extensions: { code: 'CONFLICT' } });
    expect(await api.run(source, { node: 'n1', uid: pod?.metadata.uid })).toEqual({
      bindPod: { outcome: 'CONFIGURED', object: { spec: { nodeName: 'n1' } } },
    });
    expect(await api.failure(source, { node: 'n2' })).toMatchObject({
      message: 'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "n1"',
      extensions: { code: 'CONFLICT', kind: 'Pod', name: 'web' },
    });
  });

  it('bind a pod to exactly one of many nodes that want it', async () => {
    await api.create(aPod());
    const bind = (node: string) =>
      api.answer(
        `mutation { bindPod(namespace: "default", name: "web", node: "${node}") { object { spec { nodeName } } } }`,
      );
    const answers = await Promise.all(['n1', 'n2', 'n3', 'n4', 'n5'].map(bind));
    const bound = answers.flatMap(({ data }) => (data?.bindPod ? [data.bindPod as Data] : []));
    expect(bound).toHaveLength(1);
    const refusals = answers.flatMap(({ errors = [] }) => errors.map(({ originalError }) => originalError));
    expect(refusals.map((error) => isReason(error, 'Conflict'))).toEqual([true, true, true, true]);
    const { pod } = await api.run('{ pod(namespace: "default", name: "web") { spec { nodeName } } }');
    expect(pod).toEqual(bound[0]?.object);
  });

  it('bind no pod that waits for its gates or goes away', async () => {
    await api.create(
      aPod({ spec: { schedulingGates: [{ name: 'example.com/wait' }] } }),
      aPod({ metadata: { name: 'going', finalizers: ['example.com/hold'] } }),
    );
    await api.run('mutation { deletePod(namespace: "default", name: "going") { outcome } }');
    const bind = (name: string) =>
      api.failure(`mutation { bindPod(namespace: "default", name: "${name}", node: "n1") { outcome } }`);
    expect((await bind('web')).message).toContain('pod web has non-empty .spec.schedulingGates');
    expect((await bind('going')).message).toContain('pod going is being deleted, cannot be assigned to a host');
  });

  it('evict a pod in its grace period', async () => {
    await api.create(aPod({ spec: { nodeName: 'n1' } }), aNode());
    expect(
      await api.run(`mutation { evictPod(namespace: "default", name: "web") {
        outcome object { metadata { deletionGracePeriodSeconds } }
      } }`),
    ).toEqual({ evictPod: { outcome: 'TERMINATING', object: { metadata: { deletionGracePeriodSeconds: 30 } } } });
  });
});

describe.each(executors)('list mutations, %s', (executor) => {
  beforeEach(async () => {
    api = await startGraphql({ executor });
  });

  it('write the statuses that can be written, and say why not of the others', async () => {
    const [a, b] = await api.create(aPod({ metadata: { name: 'a' } }), aPod({ metadata: { name: 'b' } }));
    const entry = (name: string, uid: unknown, more: object = {}) => ({
      namespace: 'default',
      name,
      uid,
      status: { phase: 'Running', qosClass: 'BestEffort' },
      ...more,
    });
    const { updatePodStatuses } = await api.run(
      `mutation ($statuses: [PodStatusUpdateInput!]!) { updatePodStatuses(statuses: $statuses) {
        revision results { outcome object { ... on Pod { status { phase } } } error { code } }
      } }`,
      {
        statuses: [
          entry('a', a?.metadata.uid),
          entry('b', 'another'),
          entry('c', 'none'),
          entry('b', b?.metadata.uid, { resourceVersion: '1' }),
        ],
      },
    );
    expect(updatePodStatuses.results).toEqual([
      { outcome: 'CONFIGURED', object: { status: { phase: 'Running' } }, error: null },
      { outcome: null, object: null, error: { code: 'CONFLICT' } },
      { outcome: null, object: null, error: { code: 'NOT_FOUND' } },
      { outcome: null, object: null, error: { code: 'CONFLICT' } },
    ]);
    expect(updatePodStatuses.revision).toBe(await revision());
  });

  it('renew leases without a revision', async () => {
    const [lease] = await api.create(aLease());
    const before = await revision();
    const renewal = (name: string, uid: unknown) => ({
      namespace: 'kube-system',
      name,
      uid,
      renewTime: '2026-01-01T00:01:00.000000Z',
    });
    const source = `mutation ($renewals: [LeaseRenewalInput!]!) { renewLeases(renewals: $renewals) {
      name error { code }
    } }`;
    const renewals = [renewal('leader', lease?.metadata.uid), renewal('leader', 'another'), renewal('none', 'x')];
    // One renewal of a lease at a time: the second is for a lease that was replaced.
    expect(await api.run(source, { renewals: [renewals[0], renewals[2]] })).toEqual({
      renewLeases: [
        { name: 'leader', error: null },
        { name: 'none', error: { code: 'NOT_FOUND' } },
      ],
    });
    expect(await api.run(source, { renewals: [renewals[1]] })).toEqual({
      renewLeases: [{ name: 'leader', error: { code: 'CONFLICT' } }],
    });
    const data = await api.run('{ lease(namespace: "kube-system", name: "leader") { spec { renewTime } } revision }');
    expect(data).toEqual({ lease: { spec: { renewTime: '2026-01-01T00:01:00.000000Z' } }, revision: before });
    expect(await api.failure(source, { renewals: [{ ...renewals[0], renewTime: 'soon' }] })).toMatchObject({
      extensions: { code: 'BAD_REQUEST' },
    });
  });

  it("let a node renew its own lease and no other's", async () => {
    const [own, other] = await api.create(
      aLease({ metadata: { name: 'n1', namespace: 'kube-node-lease' } }),
      aLease({ metadata: { name: 'n2', namespace: 'kube-node-lease' } }),
    );
    const renew = (name: string, uid: unknown) => ({
      renewals: [{ namespace: 'kube-node-lease', name, uid, renewTime: '2026-01-01T00:01:00.000000Z' }],
    });
    const source =
      'mutation ($renewals: [LeaseRenewalInput!]!) { renewLeases(renewals: $renewals) { error { code } } }';
    expect(await api.run(source, renew('n1', own?.metadata.uid), nodeRequest('n1'))).toEqual({
      renewLeases: [{ error: null }],
    });
    expect(await api.failure(source, renew('n2', other?.metadata.uid), nodeRequest('n1'))).toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it('create events, each by itself', async () => {
    const { apiVersion: _, kind: __, ...event } = anEvent();
    const { createEvents } = await api.run(
      `mutation ($events: [JSON!]!) { createEvents(events: $events) { results { outcome object { apiVersion } error { code } } } }`,
      {
        events: [
          event,
          { ...event, metadata: { name: 'web.2' }, type: 'Loud' },
          anEvent({ metadata: { name: 'web.3' } }),
        ],
      },
    );
    expect(createEvents.results).toEqual([
      { outcome: 'CREATED', object: { apiVersion: 'events.k8s.io/v1' }, error: null },
      { outcome: null, object: null, error: { code: 'INVALID' } },
      { outcome: 'CREATED', object: { apiVersion: 'events.k8s.io/v1' }, error: null },
    ]);
  });

  it('take a thousand items and no more', async () => {
    const events = Array.from({ length: 1001 }, () => ({}));
    expect(
      await api.failure('mutation ($events: [JSON!]!) { createEvents(events: $events) { revision } }', { events }),
    ).toMatchObject({ message: 'events: Too many: 1001: must have at most 1000 items' });
  });
});

describe.each(executors)('credentials, %s', (executor) => {
  beforeEach(async () => {
    api = await startGraphql({ executor });
  });

  it('are made by whoever keeps them', async () => {
    expect(
      await api.run(`mutation {
        createJoinToken(ttlSeconds: 60, description: "rack 1") { token expiration }
        joinNode(name: "n1") { token user }
      }`),
    ).toEqual({
      createJoinToken: { token: 'admin {"ttlSeconds":60,"description":"rack 1"}', expiration: '2026-01-02T00:00:00Z' },
      joinNode: { token: 'secret', user: 'system:node:n1' },
    });
  });
});
