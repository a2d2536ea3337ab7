import { configMap as configMapKind } from '@portolan/core/kinds/config-map/kind.ts';
import { namespace } from '@portolan/core/kinds/namespace/kind.ts';
import { node } from '@portolan/core/kinds/node/kind.ts';
import { secret } from '@portolan/core/kinds/secret/kind.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import { KindList } from '@portolan/core/resource/kind.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { admin, as, configMap, refusal, startRegistry } from '../support/registry.ts';

const kinds = new KindList([namespace, configMapKind, secret, node]);
const ref = (name: string) => ({ kind: 'ConfigMap', namespace: 'default', name });

let registry: Registry;
let parts: Awaited<ReturnType<typeof startRegistry>>;

beforeEach(async () => {
  parts = await startRegistry(kinds);
  registry = parts.registry;
});

const create = (name: string, data?: Record<string, string>, metadata?: Record<string, unknown>) =>
  registry.execute(admin, [{ verb: 'create', manifest: configMap(name, data, metadata) }]);

describe('create', () => {
  it('gives uid, creation time and revision, and takes none of them from the client', async () => {
    const { revision, results } = await create(
      'a',
      { x: '1' },
      { uid: 'mine', creationTimestamp: '2020-01-01T00:00:00Z' },
    );
    const { metadata } = results[0]?.object ?? {};
    expect(metadata?.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(metadata?.creationTimestamp).toBe('2026-01-01T00:00:00Z');
    expect(metadata?.resourceVersion).toBe(String(revision));
    expect(await registry.get(admin, ref('a'))).toEqual(results[0]?.object);
  });

  it('makes copies of one manifest that draws its name, each an object of its own', async () => {
    const manifest = { ...configMap('', { a: '1' }), metadata: { generateName: 'copy-', namespace: 'default' } };
    const operations = Array.from({ length: 5 }, () => ({ verb: 'create' as const, manifest }));
    const { results } = await registry.execute(admin, operations);
    const made = results.map(({ object }) => object);
    expect(new Set(made.map(({ metadata }) => metadata.name)).size).toBe(5);
    expect(new Set(made.map(({ metadata }) => metadata.uid)).size).toBe(5);
    for (const object of made) {
      const { name, uid } = object.metadata;
      expect(name).toMatch(/^copy-.{5}$/);
      const [first] = made;
      expect(object).toEqual({ ...first, metadata: { ...first?.metadata, name, uid } });
      expect(await registry.get(admin, { kind: 'ConfigMap', name })).toEqual(object);
    }
  });

  it('draws a name from generateName and draws again when it is taken', async () => {
    const names = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const { results } = await create('', {}, { generateName: 'web-', name: undefined });
      names.add(results[0]?.object.metadata.name ?? '');
    }
    expect(names.size).toBe(20);
    for (const name of names) expect(name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('refuses what exists, and a namespace that does not', async () => {
    await create('a');
    expect(await refusal(create('a'))).toMatchObject({
      reason: 'AlreadyExists',
      message: 'configmaps "a" already exists',
    });
    const elsewhere = await refusal(create('a', {}, { namespace: 'nowhere' }));
    expect(elsewhere).toMatchObject({ reason: 'NotFound', message: 'namespaces "nowhere" not found' });
  });

  it('refuses a resourceVersion', async () => {
    const refused = await refusal(create('a', {}, { resourceVersion: '5' }));
    expect(refused).toMatchObject({
      reason: 'BadRequest',
      message: 'resourceVersion should not be set on objects to be created',
    });
  });

  it('names unknown fields and wrong types with their paths, or warns of them, or drops them', async () => {
    const manifest = { ...configMap('a'), spec: {}, data: { n: '1' } };
    const strict = await refusal(registry.execute(admin, [{ verb: 'create', manifest }]));
    expect(strict.message).toBe(
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "spec"',
    );
    const warned = await registry.execute(admin, [{ verb: 'create', manifest }], { fieldValidation: 'WARN' });
    expect(warned.results[0]?.warnings).toEqual(['unknown field "spec"']);
    expect(warned.results[0]?.object).not.toHaveProperty('spec');
    const wrong = await refusal(
      registry.execute(admin, [{ verb: 'create', manifest: { ...configMap('b'), data: { n: 1 } } }]),
    );
    expect(wrong.reason).toBe('BadRequest');
    expect(wrong.message).toContain('data');
  });

  it('refuses a kind that is not served', async () => {
    const manifest = { apiVersion: 'v1', kind: 'Widget', metadata: { name: 'a' } };
    const refused = await refusal(registry.execute(admin, [{ verb: 'create', manifest }]));
    expect(refused.message).toBe('no matches for kind "Widget" in version "v1"');
  });

  it('refuses an invalid object with every cause', async () => {
    const refused = await refusal(create('Bad_Name', { 'not a key': '' }));
    expect(refused.reason).toBe('Invalid');
    expect(
      (refused as never as { details: { causes: { field: string }[] } }).details.causes.map(({ field }) => field),
    ).toEqual(['metadata.name', 'data[not a key]']);
  });
});

describe('update', () => {
  it('replaces what the client may change and keeps what it may not', async () => {
    const { results } = await create('a', { x: '1' });
    const before = results[0]?.object;
    const manifest = configMap('a', { y: '2' }, { creationTimestamp: '2020-01-01T00:00:00Z' });
    const after = await registry.execute(admin, [{ verb: 'update', manifest }]);
    expect(after.results[0]?.outcome).toBe('configured');
    expect(after.results[0]?.object).toMatchObject({ data: { y: '2' } });
    expect(after.results[0]?.object.metadata.uid).toBe(before?.metadata.uid);
    expect(after.results[0]?.object.metadata.creationTimestamp).toBe(before?.metadata.creationTimestamp);
  });

  it('refuses an old resourceVersion and an other uid', async () => {
    const { results } = await create('a', { x: '1' });
    const { resourceVersion, uid } = results[0]?.object.metadata ?? {};
    await registry.execute(admin, [{ verb: 'update', manifest: configMap('a', { x: '2' }, { resourceVersion }) }]);
    const stale = registry.execute(admin, [
      { verb: 'update', manifest: configMap('a', { x: '3' }, { resourceVersion }) },
    ]);
    expect(await refusal(stale)).toMatchObject({
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    });
    const other = registry.execute(admin, [{ verb: 'update', manifest: configMap('a', {}, { uid: `${uid}0` }) }]);
    expect((await refusal(other)).message).toContain('Precondition failed: UID in precondition');
  });

  it('changes nothing and takes no revision when nothing differs', async () => {
    const { revision } = await create('a', { x: '1' });
    const same = await registry.execute(admin, [{ verb: 'update', manifest: configMap('a', { x: '1' }) }]);
    expect(same.results[0]?.outcome).toBe('unchanged');
    expect(await parts.store.revision()).toBe(revision);
  });

  it('refuses what does not exist', async () => {
    const missing = registry.execute(admin, [{ verb: 'update', manifest: configMap('a') }]);
    expect(await refusal(missing)).toMatchObject({ reason: 'NotFound', message: 'configmaps "a" not found' });
  });

  it('lets every one of many contending unguarded writers through, one after another', async () => {
    await create('a', { n: '0' });
    const patches = Array.from({ length: 300 }, (_, i) =>
      registry.execute(admin, [
        { verb: 'patch', ref: ref('a'), patchType: 'merge', patch: { data: { [`k${i}`]: String(i) } } },
      ]),
    );
    await Promise.all(patches);
    const { data } = (await registry.get(admin, ref('a'))) as { data?: Record<string, string> };
    expect(Object.keys(data ?? {})).toHaveLength(301);
  });
});

describe('patch', () => {
  it('applies JSON, merge and strategic merge patches', async () => {
    await create('a', { x: '1', y: '2' });
    const patch = (patchType: 'json' | 'merge' | 'strategic', body: unknown) =>
      registry.execute(admin, [{ verb: 'patch', ref: ref('a'), patchType, patch: body }]);
    await patch('json', [{ op: 'replace', path: '/data/x', value: '5' }]);
    await patch('merge', { data: { y: null } });
    const { results } = await patch('strategic', { metadata: { labels: { app: 'web' } } });
    expect(results[0]?.object).toMatchObject({ data: { x: '5' }, metadata: { labels: { app: 'web' } } });
  });

  it('takes a resourceVersion in the patch as a precondition', async () => {
    await create('a', { x: '1' });
    const stale = { metadata: { resourceVersion: '1' }, data: { x: '2' } };
    const refused = await refusal(
      registry.execute(admin, [{ verb: 'patch', ref: ref('a'), patchType: 'merge', patch: stale }]),
    );
    expect(refused.reason).toBe('Conflict');
  });

  it('may not rename', async () => {
    await create('a');
    const renamed = { metadata: { name: 'b' } };
    const refused = await refusal(
      registry.execute(admin, [{ verb: 'patch', ref: ref('a'), patchType: 'merge', patch: renamed }]),
    );
    expect(refused.reason).toBe('BadRequest');
  });
});

describe('apply', () => {
  const apply = (manager: string, data: Record<string, string>, force = false) =>
    registry.execute(as(manager), [{ verb: 'apply', manifest: configMap('a', data), force }]);

  it('creates, then says unchanged and takes no revision', async () => {
    const first = await apply('ci', { x: '1' });
    expect(first.results[0]?.outcome).toBe('created');
    parts.clock.advance(60_000);
    const second = await apply('ci', { x: '1' });
    expect(second.results[0]?.outcome).toBe('unchanged');
    expect(second.results[0]?.object).toEqual(first.results[0]?.object);
    expect(await parts.store.revision()).toBe(first.revision);
  });

  it('names the other manager and the field of a conflict, and takes it by force', async () => {
    await apply('ci', { x: '1' });
    const refused = await refusal(apply('me', { x: '2' }));
    expect(refused.reason).toBe('Conflict');
    expect(refused.message).toContain('conflict with "ci"');
    expect(refused.message).toContain('.data.x');
    const forced = await apply('me', { x: '2' }, true);
    expect(forced.results[0]?.object).toMatchObject({ data: { x: '2' } });
  });

  it('forgets all owners when an update sends none', async () => {
    await apply('ci', { x: '1' });
    const reset = configMap('a', { x: '1' }, { managedFields: [{}] });
    await registry.execute(admin, [{ verb: 'update', manifest: reset }]);
    expect((await refusal(apply('me', { x: '2' }))).message).toContain('conflict with "before-first-apply"');
  });

  it('removes a field its only owner drops, and keeps what another owns', async () => {
    await apply('ci', { x: '1', y: '1' });
    await apply('me', { y: '1', z: '1' });
    const { results } = await apply('ci', {});
    expect(results[0]?.object).toMatchObject({ data: { y: '1', z: '1' } });
    expect(results[0]?.object).not.toHaveProperty('data.x');
  });
});

describe('delete', () => {
  const remove = (name: string, options = {}) =>
    registry.execute(admin, [{ verb: 'delete', ref: ref(name), ...options }]);

  it('removes at once what has no finalizers, and shows its last state', async () => {
    await create('a', { x: '1' });
    const { results } = await remove('a');
    expect(results[0]).toMatchObject({ outcome: 'deleted', object: { data: { x: '1' } } });
    expect((await refusal(registry.get(admin, ref('a')))).reason).toBe('NotFound');
    expect((await refusal(remove('a'))).reason).toBe('NotFound');
  });

  it('waits for finalizers, and goes when the last is taken off', async () => {
    await create('a', {}, { finalizers: ['example.com/hold'] });
    const { results } = await remove('a');
    expect(results[0]?.outcome).toBe('terminating');
    expect(results[0]?.object.metadata).toMatchObject({
      deletionGracePeriodSeconds: 0,
      deletionTimestamp: '2026-01-01T00:00:00Z',
    });
    expect((await remove('a')).results[0]?.outcome).toBe('terminating');
    const patch = { metadata: { finalizers: null } };
    const last = await registry.execute(admin, [{ verb: 'patch', ref: ref('a'), patchType: 'merge', patch }]);
    expect(last.results[0]?.outcome).toBe('deleted');
    expect((await refusal(registry.get(admin, ref('a')))).reason).toBe('NotFound');
  });

  it('keeps an object for its dependents in the foreground and when they are to be orphaned', async () => {
    await create('a');
    const foreground = await remove('a', { propagation: 'Foreground' });
    expect(foreground.results[0]?.object.metadata.finalizers).toEqual(['foregroundDeletion']);
    await create('b');
    const orphan = await remove('b', { propagation: 'Orphan' });
    expect(orphan.results[0]?.object.metadata.finalizers).toEqual(['orphan']);
  });

  it('checks preconditions', async () => {
    await create('a');
    expect((await refusal(remove('a', { preconditions: { uid: 'other' } }))).reason).toBe('Conflict');
    expect((await refusal(remove('a', { preconditions: { resourceVersion: '1' } }))).reason).toBe('Conflict');
  });

  it('refuses the namespaces a cluster cannot be without, and creation in one that is going away', async () => {
    const protectedOne = registry.execute(admin, [{ verb: 'delete', ref: { kind: 'Namespace', name: 'default' } }]);
    expect((await refusal(protectedOne)).message).toBe(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    );
    const { results } = await registry.execute(admin, [{ verb: 'delete', ref: { kind: 'Namespace', name: 'shop' } }]);
    expect(results[0]).toMatchObject({ outcome: 'terminating', object: { status: { phase: 'Terminating' } } });
    const refused = await refusal(create('a', {}, { namespace: 'shop' }));
    expect(refused.message).toContain('because it is being terminated');
  });

  it('deletes a collection in one change set', async () => {
    for (const name of ['a', 'b', 'c']) await create(name, {}, { labels: { app: name === 'c' ? 'db' : 'web' } });
    const before = await parts.store.revision();
    const list = { kind: 'ConfigMap', namespace: 'default', labelSelector: 'app=web' };
    const { results } = await registry.deleteCollection(admin, list);
    expect(results).toHaveLength(2);
    expect(await parts.store.revision()).toBe(before + 1);
    const left = await registry.list(admin, { kind: 'ConfigMap' });
    expect(left.items.map(({ metadata }) => metadata.name)).toEqual(['c']);
  });

  it('deletes more objects than a change set may hold in several', async () => {
    const count = 5_001;
    const names = Array.from({ length: count }, (_, index) => `many-${index}`);
    for (let at = 0; at < count; at += 2_000) {
      const manifests = names.slice(at, at + 2_000).map((name) => configMap(name, {}, { labels: { many: '' } }));
      await registry.execute(
        admin,
        manifests.map((manifest) => ({ verb: 'create', manifest })),
      );
    }
    const before = await parts.store.revision();
    const list = { kind: 'ConfigMap', namespace: 'default', labelSelector: 'many' };
    const { revision, results } = await registry.deleteCollection(admin, list);
    expect(results.map(({ object }) => object.metadata.name).sort()).toEqual(names.sort());
    expect(revision).toBe(before + 2);
    expect((await registry.list(admin, list)).items).toEqual([]);
  });
});

describe('a change set', () => {
  it('creates a namespace and what lives in it together, under one revision', async () => {
    const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } };
    const { revision, results } = await registry.execute(admin, [
      { verb: 'create', manifest },
      { verb: 'create', manifest: configMap('a', {}, { namespace: 'new' }) },
    ]);
    expect(new Set(results.map(({ object }) => object.metadata.resourceVersion))).toEqual(new Set([String(revision)]));
  });

  it('leaves nothing behind when one operation fails', async () => {
    const before = await parts.store.revision();
    const manifests = [configMap('a'), configMap('b'), configMap('Not A Name')];
    await refusal(
      registry.execute(
        admin,
        manifests.map((manifest) => ({ verb: 'apply', manifest })),
      ),
    );
    expect(await parts.store.revision()).toBe(before);
    expect((await registry.list(admin, { kind: 'ConfigMap' })).items).toEqual([]);
  });

  it('may touch an object once', async () => {
    const twice = registry.execute(admin, [
      { verb: 'create', manifest: configMap('a') },
      { verb: 'create', manifest: configMap('a') },
    ]);
    expect((await refusal(twice)).reason).toMatch(/BadRequest|AlreadyExists/);
    const applied = registry.execute(admin, [
      { verb: 'apply', manifest: configMap('a') },
      { verb: 'apply', manifest: configMap('a', { x: '1' }) },
    ]);
    expect((await refusal(applied)).reason).toBe('BadRequest');
  });

  it('writes nothing on a dry run and shows what would be stored', async () => {
    const before = await parts.store.revision();
    const { results } = await registry.execute(admin, [{ verb: 'create', manifest: configMap('a', { x: '1' }) }], {
      dryRun: true,
    });
    expect(results[0]).toMatchObject({ outcome: 'created', object: { data: { x: '1' } } });
    expect(await parts.store.revision()).toBe(before);
  });

  it('remembers who and why', async () => {
    const { revision } = await registry.execute(admin, [{ verb: 'create', manifest: configMap('a') }], {
      reason: 'release 5',
    });
    const [changes] = await parts.store.history(revision - 1, 10);
    expect(changes?.origin).toEqual({ actor: 'admin', verb: 'create', reason: 'release 5' });
  });
});
