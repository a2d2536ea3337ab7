import { expect, it } from 'vitest';
import { aPod, aReplicaSet, aReplicationController, aService } from '../../../../test/support/manifests.ts';
import { admin, startRegistry } from '../../../../test/support/registry.ts';
import { kinds } from '../kinds/kinds.ts';
import type { ApiObject } from '../resource/object.ts';
import { defaultSelectors } from './cluster-feed.ts';
import { PodClasses } from './pod-class.ts';

const labels = { app: 'web', tier: 'front' };

it.each([
  ['nothing', [], {}, undefined],
  ['a service', [aService()], {}, { app: 'web' }],
  ['a replica set', [aReplicaSet()], { apiVersion: 'apps/v1', kind: 'ReplicaSet' }, { app: 'web' }],
  [
    'a replication controller',
    [aReplicationController()],
    { apiVersion: 'v1', kind: 'ReplicationController' },
    { app: 'web' },
  ],
  [
    'a service and a replication controller',
    [aService({ spec: { selector: { tier: 'front' } } }), aReplicationController()],
    { apiVersion: 'v1', kind: 'ReplicationController' },
    labels,
  ],
])('takes for siblings of a pod what %s selects', async (_, selecting: readonly ApiObject[], owner, siblings) => {
  const { registry, cache } = await startRegistry(kinds);
  await registry.execute(
    admin,
    selecting.map((object) => ({ verb: 'create', manifest: { ...object } })),
  );
  const ownerReferences = 'kind' in owner ? [{ ...owner, name: 'web', uid: 'u', controller: true }] : [];
  const pod = new PodClasses().of(aPod({ metadata: { labels, ownerReferences } }));
  const isSibling = defaultSelectors(cache)(pod);
  expect(
    isSibling && {
      all: isSibling(siblings ?? {}),
      none: isSibling({}),
      wrong: isSibling({ app: 'web', tier: 'back' }),
    },
  ).toEqual(siblings && { all: true, none: false, wrong: !('tier' in siblings) });
});
