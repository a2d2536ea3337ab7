// A write that was decided on one state and meets another in the store.
import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import type { ChangeSet, CommitResult, Store } from '@portolan/core/store/store.ts';
import { describe, expect, it } from 'vitest';
import { admin, configMap, startRegistry } from '../support/registry.ts';

/**
 * Somebody else is quicker: the first attempt fails as on a view that is behind, and `meanwhile` happens after the second
 * was decided, on a fresh view, and before it reaches the store.
 */
async function startOvertaken(meanwhile: Operation) {
  const { store, cache, clock, registry } = await startRegistry(kinds);
  await registry.execute(admin, [{ verb: 'create', manifest: configMap('a') }]);
  await cache.fresh();
  let attempts = 0;
  const commit = async (set: ChangeSet): Promise<CommitResult> => {
    attempts++;
    if (attempts === 1) return { ok: false, refused: [{ position: 0, why: 'revision-mismatch' }] };
    if (attempts === 2) await registry.execute(admin, [meanwhile]);
    return store.commit(set);
  };
  const slow: Store = Object.assign(Object.create(store) as Store, { commit });
  const { metadata } = await registry.get(admin, { kind: 'ConfigMap', name: 'a' });
  return {
    registry: new Registry({ store: slow, cache, kinds, clock }),
    resourceVersion: metadata.resourceVersion ?? '',
  };
}

const deletion: Operation = { verb: 'delete', ref: { kind: 'ConfigMap', name: 'a' } };
const change: Operation = { verb: 'update', manifest: configMap('a', { by: 'another' }) };

describe('a write that another one has overtaken', () => {
  it('does not find an object that is deleted meanwhile, also when it names a version', async () => {
    const { registry, resourceVersion } = await startOvertaken(deletion);
    const manifest = configMap('a', { by: 'me' }, { resourceVersion });
    await expect(registry.execute(admin, [{ verb: 'update', manifest }])).rejects.toMatchObject({ reason: 'NotFound' });
  });

  it('does not find an object to delete that is deleted meanwhile, also when it names a version', async () => {
    const { registry, resourceVersion } = await startOvertaken(deletion);
    const guarded: Operation = { ...deletion, preconditions: { resourceVersion } };
    await expect(registry.execute(admin, [guarded])).rejects.toMatchObject({ reason: 'NotFound' });
  });

  it('is a conflict when it names a version that is replaced meanwhile', async () => {
    const { registry, resourceVersion } = await startOvertaken(change);
    const manifest = configMap('a', { by: 'me' }, { resourceVersion });
    await expect(registry.execute(admin, [{ verb: 'update', manifest }])).rejects.toMatchObject({ reason: 'Conflict' });
  });

  it('is decided again on the newer state when it names none', async () => {
    const { registry } = await startOvertaken(change);
    const { results } = await registry.execute(admin, [{ verb: 'update', manifest: configMap('a', { by: 'me' }) }]);
    expect(results[0]?.object.data).toEqual({ by: 'me' });
  });
});
