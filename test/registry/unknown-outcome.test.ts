// What the registry does when the store cannot say whether it has written.

import { kinds } from '@portolan/core/kinds/kinds.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import type { ChangeSet, Store } from '@portolan/core/store/store.ts';
import { describe, expect, it } from 'vitest';
import { admin, configMap, startRegistry } from '../support/registry.ts';

/** Its answer to the next write is lost: the write happened, but nobody knows. */
async function startForgetful() {
  const { store, cache, clock, registry } = await startRegistry(kinds);
  let asked = 0;
  let isForgetting = false;
  const commit = async (set: ChangeSet) => {
    asked++;
    const result = await store.commit(set);
    if (!isForgetting) return result;
    isForgetting = false;
    throw new ApiError('Timeout', 'whether the change was made is not known');
  };
  const forgetful: Store = Object.assign(Object.create(store) as Store, { commit });
  return {
    store,
    sound: registry,
    registry: new Registry({ store: forgetful, cache, kinds, clock }),
    asked: () => asked,
    forget: () => {
      isForgetting = true;
    },
  };
}

describe('a write whose outcome the store cannot tell', () => {
  it('is reported as such, and not made again under the name of a conflict with itself', async () => {
    const { registry, asked, forget, store } = await startForgetful();
    forget();
    const creation = registry.execute(admin, [{ verb: 'create', manifest: configMap('a') }]);
    await expect(creation).rejects.toMatchObject({ reason: 'Timeout' });
    expect(asked()).toBe(1);
    expect(await store.get({ kind: 'ConfigMap', namespace: 'default', name: 'a' })).toBeDefined();
  });

  it('is reported as such when it was guarded by the version that it replaced', async () => {
    const { registry, sound, forget } = await startForgetful();
    await sound.execute(admin, [{ verb: 'create', manifest: configMap('a', { step: '1' }) }]);
    const { metadata } = await sound.get(admin, { kind: 'ConfigMap', name: 'a' });
    const manifest = configMap('a', { step: '2' }, { resourceVersion: metadata.resourceVersion });
    forget();
    await expect(registry.execute(admin, [{ verb: 'update', manifest }])).rejects.toMatchObject({ reason: 'Timeout' });
  });
});
