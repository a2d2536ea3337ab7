import { configMap as configMapKind } from '@portolan/core/kinds/config-map/kind.ts';
import { namespace } from '@portolan/core/kinds/namespace/kind.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import { isReason } from '@portolan/core/resource/api-error.ts';
import { KindList } from '@portolan/core/resource/kind.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { admin, configMap, refusal, startRegistry } from '../support/registry.ts';

const kinds = new KindList([namespace, configMapKind]);
const ref = (name: string) => ({ kind: 'ConfigMap', namespace: 'default', name });

let registry: Registry;
let parts: Awaited<ReturnType<typeof startRegistry>>;

beforeEach(async () => {
  parts = await startRegistry(kinds);
  registry = parts.registry;
});

const create = (name: string, data?: Record<string, string>, metadata?: Record<string, unknown>) =>
  registry.execute(admin, [{ verb: 'create', manifest: configMap(name, data, metadata) }]);

describe('list', () => {
  beforeEach(async () => {
    for (let i = 0; i < 10; i++) await create(`c${i}`, { n: String(i) }, { labels: { half: i < 5 ? 'low' : 'high' } });
  });

  it('selects by label and by any field, counts, and orders', async () => {
    const low = await registry.list(admin, {
      kind: 'ConfigMap',
      labelSelector: 'half=low',
      orderBy: ['-metadata.name'],
    });
    expect(low.items.map(({ metadata }) => metadata.name)).toEqual(['c4', 'c3', 'c2', 'c1', 'c0']);
    const one = await registry.list(admin, { kind: 'ConfigMap', fieldSelector: 'metadata.name=c7' });
    expect(one).toMatchObject({ total: 1 });
    expect(await refusal(registry.list(admin, { kind: 'ConfigMap', fieldSelector: 'spec.x=1' }))).toMatchObject({
      reason: 'BadRequest',
    });
  });

  it('pages on one revision, whatever happens meanwhile', async () => {
    const first = await registry.list(admin, { kind: 'ConfigMap', limit: 4 });
    expect(first.total).toBe(10);
    await create('b-new');
    await registry.execute(admin, [{ verb: 'delete', ref: ref('c5') }]);
    const names = first.items.map(({ metadata }) => metadata.name);
    let { continueToken } = first;
    while (continueToken !== undefined) {
      const page = await registry.list(admin, { kind: 'ConfigMap', limit: 4, continueToken });
      expect(page.revision).toBe(first.revision);
      names.push(...page.items.map(({ metadata }) => metadata.name));
      continueToken = page.continueToken;
    }
    expect(names).toEqual(Array.from({ length: 10 }, (_, i) => `c${i}`));
  });

  it('shows past revisions and moments, and refuses a token it did not give', async () => {
    const { revision } = await registry.list(admin, { kind: 'ConfigMap' });
    parts.clock.advance(10_000);
    await registry.deleteCollection(admin, { kind: 'ConfigMap', namespace: 'default' });
    expect((await registry.list(admin, { kind: 'ConfigMap', at: String(revision) })).total).toBe(10);
    expect((await registry.list(admin, { kind: 'ConfigMap', at: '2026-01-01T00:00:05Z' })).total).toBe(10);
    expect((await registry.list(admin, { kind: 'ConfigMap' })).total).toBe(0);
    expect((await registry.get(admin, ref('c3'), String(revision))).metadata.name).toBe('c3');
    expect(isReason(await refusal(registry.list(admin, { kind: 'ConfigMap', continueToken: 'x' })), 'BadRequest')).toBe(
      true,
    );
  });

  it('refuses a compacted revision', async () => {
    await parts.store.compact(8);
    expect((await refusal(registry.list(admin, { kind: 'ConfigMap', at: '5' }))).reason).toBe('Expired');
  });
});
