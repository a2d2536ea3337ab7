import { readdirSync, readFileSync } from 'node:fs';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import { parseManifests } from '@portolan/core/resource/manifest.ts';
import { expect, it } from 'vitest';
import { admin, startRegistry } from './support/registry.ts';

const folder = new URL('../examples/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** Together and in their order, as `apply -f` hands them in. */
function applying(file: string): Operation[] {
  const text = readFileSync(new URL(file, folder), 'utf8');
  return parseManifests(text).map((manifest) => ({ verb: 'apply', manifest }));
}

it.each(files)('%s is accepted whole, and changes nothing the second time', async (file) => {
  const { registry, cache, store } = await startRegistry(kinds);
  const operations = applying(file);
  const { results } = await registry.execute(admin, operations);
  expect(results.map(({ outcome }) => outcome)).toEqual(operations.map(() => 'created'));
  expect(results.flatMap(({ warnings }) => warnings)).toEqual([]);
  const again = await registry.execute(admin, operations);
  expect(again.results.map(({ outcome }) => outcome)).toEqual(operations.map(() => 'unchanged'));
  cache.stop();
  await store.close();
});

it('show every kind but those that others make, and their forerunner', () => {
  const shown = new Set(files.flatMap(applying).map((each) => ('manifest' in each ? each.manifest.kind : '')));
  expect(kinds.all.map(({ kind }) => kind).filter((kind) => !shown.has(kind))).toEqual([
    'ReplicaSet',
    'ReplicationController',
  ]);
});
