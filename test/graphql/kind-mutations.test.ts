import { beforeEach, describe, expect, it } from 'vitest';
import { executors, type Graphql, startGraphql } from '../support/graphql.ts';
import { aConfigMap, aDeployment, aPod } from '../support/manifests.ts';
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
