import { expect, it } from 'vitest';
import { aPod } from '../../../../test/support/manifests.ts';
import { admin, startRegistry } from '../../../../test/support/registry.ts';
import { kinds } from '../kinds/kinds.ts';
import type { Operation } from '../registry/operation.ts';
import { commitBatch } from './commit-batch.ts';

async function rig(...names: string[]) {
  const { registry, cache, store } = await startRegistry(kinds);
  const operations = names.map(
    (name): Operation => ({ verb: 'create', manifest: { ...aPod({ metadata: { name } }) } }),
  );
  await registry.execute(admin, operations);
  const bind = (name: string): Operation => ({ verb: 'bind', ref: { namespace: 'default', name }, node: 'n1' });
  const commit = (members: readonly string[], isWanted: (name: string) => boolean) =>
    commitBatch({ registry, request: admin, members, operationOf: bind, isWanted });
  const isThere = (name: string) => cache.get({ kind: 'Pod', namespace: 'default', name }) !== undefined;
  return { registry, store, commit, bind, isThere };
}

it('writes all in one change set', async () => {
  const { commit, isThere, store } = await rig('a', 'b', 'c');
  const before = await store.revision();
  expect(await commit(['a', 'b', 'c'], isThere)).toEqual(['a', 'b', 'c']);
  expect(await store.revision()).toBe(before + 1);
});

it('leaves out those that make no sense any more, and writes the others', async () => {
  const { commit, isThere } = await rig('a', 'c');
  expect(await commit(['a', 'b', 'c'], isThere)).toEqual(['a', 'c']);
});

it('finds out who is refused where nothing shows it', async () => {
  const { registry, commit, bind } = await rig('a', 'b', 'c', 'd', 'e');
  await registry.execute(admin, [bind('b'), bind('e')]);
  expect(await commit(['a', 'b', 'c', 'd', 'e'], () => true)).toEqual(['a', 'c', 'd']);
});

it('writes nothing for nobody', async () => {
  const { commit, isThere } = await rig();
  expect(await commit(['gone'], isThere)).toEqual([]);
});
