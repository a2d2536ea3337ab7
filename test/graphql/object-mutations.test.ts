import { beforeEach, describe, expect, it } from 'vitest';
import { type Data, executors, type Graphql, startGraphql } from '../support/graphql.ts';
import { aConfigMap, aDeployment, aNode, aPod } from '../support/manifests.ts';

let api: Graphql;

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

  it('delete a selection of one kind, which for a kind with namespaces is of one namespace', async () => {
    const labelled = (name: string, app: string) => aConfigMap({ metadata: { name, labels: { app } } });
    await api.create(labelled('a', 'x'), labelled('b', 'y'), labelled('c', 'x'));
    const source = `mutation ($namespace: String) {
      deleteCollection(kind: "cm", namespace: $namespace, labelSelector: "app=x") { results { outcome object { metadata { name } } } }
    }`;
    expect(await api.failure(source)).toMatchObject({
      message: 'deleting configmaps takes a namespace',
      extensions: { code: 'BAD_REQUEST' },
    });
    expect(await api.run(source, { namespace: 'default' })).toEqual({
      deleteCollection: {
        results: [
          { outcome: 'DELETED', object: { metadata: { name: 'a' } } },
          { outcome: 'DELETED', object: { metadata: { name: 'c' } } },
        ],
      },
    });
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

  it('take a patch that does not say its form for a strategic one', async () => {
    await api.create(aPod());
    const source = `mutation ($operations: [OperationInput!]!) { commit(operations: $operations) {
      results { object { ... on Pod { spec { containers { name image } } } } }
    } }`;
    const containers = [{ name: 'main', image: 'registry.example/web:2.0' }];
    const patch = { kind: 'Pod', name: 'web', patch: { spec: { containers } } };
    for (const type of [{}, { type: null }]) {
      const { commit } = await api.run(source, { operations: [{ patch: { ...patch, ...type } }] });
      expect(commit.results).toEqual([{ object: { spec: { containers } } }]);
    }
  });

  it('refuse an operation with two verbs', async () => {
    const operations = [{ create: { object: aPod() }, delete: { kind: 'po', name: 'web' } }];
    const source = 'mutation ($operations: [OperationInput!]!) { commit(operations: $operations) { revision } }';
    expect(await api.failure(source, { operations })).toMatchObject({ extensions: { code: 'BAD_REQUEST' } });
  });
});
