// The verbs that all kinds share, one kind after another, in the words of its own fields.
import { kindNames } from '@portolan/core/graphql/names.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { type KindDefinition, resourceName } from '@portolan/core/resource/kind.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { schemaTable } from '@portolan/core/resource/schema-table.ts';
import { shortTypeNames } from '@portolan/core/resource/type-names.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../support/api-server.ts';
import { oneOfEach } from '../../support/manifests.ts';
import { expectRefusal } from '../../support/refusal.ts';
import { Watching } from '../../support/watching.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ limits: { bookmarkMs: 100 } });
});
afterAll(() => api.stop());

const typeNames = shortTypeNames(schemaTable);

/** A kind's own fields and arguments. */
function textsOf(definition: KindDefinition) {
  const { type, types, one, many } = kindNames(definition, typeNames);
  const key = definition.namespaced ? 'namespace: "default", name: $name' : 'name: $name';
  const within = definition.namespaced ? 'namespace: "default", ' : '';
  const result = '{ outcome revision object { manifest } }';
  const patch = (form: string, more = '') =>
    `mutation($name: String!, $patch: JSON!) { result: patch${type}(${key}, type: ${form}, patch: $patch${more}) ${result} }`;
  return {
    get: `query($name: String!, $at: String) { found: ${one}(${key}, at: $at) { manifest } }`,
    list: `query($fields: String) { found: ${many}(labelSelector: "made=here", fieldSelector: $fields) { totalCount nodes { manifest } } }`,
    create: `mutation($input: ${type}Input!) { result: create${type}(input: $input) ${result} }`,
    update: `mutation($input: ${type}Input!) { result: update${type}(input: $input) ${result} }`,
    patches: { merge: patch('MERGE'), strategic: patch('STRATEGIC'), json: patch('JSON') },
    patchStatus: patch('MERGE', ', subresource: STATUS'),
    apply: `mutation($objects: [JSON!]!) { apply(objects: $objects, fieldManager: "ci") { results { outcome } } }`,
    remove: `mutation($name: String!) { result: delete${type}(${key}) ${result} }`,
    removeMany: `mutation { result: delete${types}(${within}labelSelector: "batch=yes") { results { object { metadata { name } } } } }`,
    changes: `${one}Changes`,
  };
}

describe.each(kinds.all.map((definition): [string, KindDefinition] => [definition.kind, definition]))(
  '%s',
  (_, definition) => {
    const { hasStatus, namespaced } = definition;
    const texts = textsOf(definition);
    const name = `one-${definition.singular}`;
    const resource = resourceName(definition).replace('.', '\\.');

    /** A sound object of the kind, as people write it. */
    function manifest(metadata: object = { name }): AnyObject {
      const sound = oneOfEach.map((build) => build()).find(({ kind }) => kind === definition.kind);
      if (!sound) throw new Error(`there is no sound ${definition.kind} to test with`);
      return {
        ...sound,
        metadata: { ...(namespaced && { namespace: 'default' }), labels: { made: 'here' }, ...metadata } as never,
      };
    }

    async function read(at?: string): Promise<AnyObject> {
      return (await api.data(texts.get, { name, at })).found.manifest;
    }

    async function create(object: AnyObject): Promise<{ object: AnyObject; revision: string }> {
      const { result } = await api.data(texts.create, { input: object });
      expect(result.outcome).toBe('CREATED');
      return { object: result.object.manifest, revision: result.revision };
    }

    it('is created once', async () => {
      const { object, revision } = await create(manifest());
      expect(object.metadata).toMatchObject({ name, uid: expect.any(String), resourceVersion: revision });
      await expectRefusal(api.execute(texts.create, { input: manifest() }), {
        code: 'ALREADY_EXISTS',
        message: new RegExp(`^${resource} "${name}" already exists$`),
        name,
      });
    });

    it('is read, listed and found by its id, each time the same', async () => {
      const manifest = await read();
      const { found } = await api.data(texts.list, { fields: `metadata.name=${name}` });
      expect(found).toEqual({ totalCount: 1, nodes: [{ manifest }] });
      const id = manifest.metadata.uid;
      const { resource } = await api.data('query($id: ID!) { resource(id: $id) { id manifest } }', { id });
      expect(resource).toEqual({ id, manifest });
    });

    it('is patched in three ways and applied, and stays in the past what it was', async () => {
      const before = await read();
      const patch = (form: keyof typeof texts.patches, body: unknown) =>
        api.data(texts.patches[form], { name, patch: body });
      await patch('merge', { metadata: { labels: { by: 'merge' } } });
      await patch('strategic', { metadata: { annotations: { 'example.com/by': 'strategic' } } });
      await patch('json', [{ op: 'replace', path: '/metadata/labels/by', value: 'json' }]);
      const { apiVersion, kind, metadata } = before;
      const applied = { apiVersion, kind, metadata: { ...manifest().metadata, labels: { applied: 'yes' } } };
      const { apply } = await api.data(texts.apply, { objects: [applied] });
      expect(apply.results).toEqual([{ outcome: 'CONFIGURED' }]);
      const after = await read();
      expect(after.metadata.labels).toMatchObject({ made: 'here', by: 'json', applied: 'yes' });
      expect(after.metadata.annotations).toMatchObject({ 'example.com/by': 'strategic' });
      expect(after.metadata.uid).toBe(metadata.uid);
      expect(await read(metadata.resourceVersion)).toEqual(before);
    });

    it('is replaced by whoever has seen its latest state', async () => {
      const seen = await read();
      await api.data(texts.patches.merge, { name, patch: { metadata: { labels: { meanwhile: 'yes' } } } });
      const input = { ...seen, metadata: { ...seen.metadata, labels: { made: 'anew' } } };
      await expectRefusal(api.execute(texts.update, { input }), {
        code: 'CONFLICT',
        message: /has been modified/,
        name,
      });
      const { resourceVersion } = (await read()).metadata;
      const latest = { ...input, metadata: { ...input.metadata, resourceVersion } };
      const { result } = await api.data(texts.update, { input: latest });
      expect(result).toMatchObject({ outcome: 'CONFIGURED', object: { manifest: { metadata: { name } } } });
      const again = await api.data(texts.update, { input: result.object.manifest });
      expect(again.result).toMatchObject({ outcome: 'UNCHANGED', object: result.object });
    });

    if (hasStatus) {
      it('has a status that is written apart and counts no generation', async () => {
        const before = await read();
        const times = { lastTransitionTime: '2026-01-01T00:00:00Z' };
        const condition = { type: 'Tested', status: 'True', reason: 'Test', message: 'tested', ...times };
        const status = { ...(before.status as object), conditions: [condition] };
        const patch = { status, metadata: { labels: { both: 'yes' } } };
        await api.data(texts.patches.merge, { name, patch });
        const main = await read();
        expect(main.status).toEqual(before.status);
        expect(main.metadata.labels).toMatchObject({ both: 'yes' });
        await api.data(texts.patchStatus, { name, patch: { status, metadata: { labels: { both: 'no' } } } });
        const after = await read();
        expect(after.status).toMatchObject({ conditions: [{ type: 'Tested', status: 'True' }] });
        expect(after.metadata.labels).toMatchObject({ both: 'yes' });
        expect(after.metadata.generation).toBe(before.metadata.generation);
      });
    }

    it('is watched from its beginning to its end', async () => {
      const other = `watched-${definition.singular}`;
      const selected = { fieldSelector: `metadata.name=${other}` };
      const watching = await Watching.start(api, selected, { field: texts.changes });
      await watching.next();
      await create(manifest({ name: other }));
      const { result } = await api.data(texts.remove, { name: other });
      await watching.reach(result.revision);
      // A namespace is emptied first.
      const end = definition.blocksDeletion ? 'MODIFIED' : 'DELETED';
      expect(watching.frames.flatMap(({ events }) => events.map(({ type }) => type))).toEqual(['ADDED', end]);
      watching.stop();
    });

    it('is deleted, and is not there afterwards', async () => {
      const { result } = await api.data(texts.remove, { name });
      expect(result.outcome).toBe(definition.blocksDeletion ? 'TERMINATING' : 'DELETED');
      if (definition.blocksDeletion) return;
      const notFound = { code: 'NOT_FOUND', message: new RegExp(`^${resource} "${name}" not found$`), name };
      await expectRefusal(api.execute(texts.get, { name }), notFound);
      await expectRefusal(api.execute(texts.remove, { name }), notFound);
      await expectRefusal(api.execute(texts.update, { input: manifest() }), notFound);
    });

    it('is named from generateName, and deleted by selection', async () => {
      const prefix = `${definition.singular}-`;
      const generated = () => manifest({ generateName: prefix, labels: { batch: 'yes' } });
      const made = await Promise.all([1, 2, 3].map(async () => (await create(generated())).object.metadata.name));
      for (const each of made) expect(each).toMatch(new RegExp(`^${prefix}[bcdfghjklmnpqrstvwxz2456789]{5}$`));
      const { result } = await api.data(texts.removeMany);
      const gone = result.results.map((each: { object: AnyObject }) => each.object.metadata.name);
      expect(gone.sort()).toEqual(made.sort());
    });
  },
);
