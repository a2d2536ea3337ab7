// Mistakes of the scheduler, of the controllers that clear away, of elections, and of the feed.
import type { Operation } from '@portolan/core/registry/operation.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import type { Event, Node, Pod } from '@portolan/core/resource/generated/kubernetes.ts';
import { isFinished } from '@portolan/core/scheduler/cluster-feed.ts';
import { fits, type Plugin } from '@portolan/core/scheduler/plugin.ts';
import { podRequests } from '@portolan/core/scheduler/pod-requests.ts';
import { defaultProfile, type Profile } from '@portolan/core/scheduler/profile.ts';
import type { Bug } from './bug.ts';
import { inController, inWrites, isCreationOf, overriding } from './wrap.ts';

const collector = ['garbage-collector-controller'];

/** The default profile with this in place of a plug-in of its name. */
function withPlugin(plugin: Plugin): Profile {
  const plugins = defaultProfile.plugins.map((each) => (each.plugin.name === plugin.name ? { ...each, plugin } : each));
  return { ...defaultProfile, plugins };
}

/** Goes by what is bound already, and not by what is decided and about to be bound. */
function forgetful(registry: Registry): Profile {
  const bound = (node: string) =>
    registry.cache
      .list('Pod')
      .map(({ object }) => object as Pod)
      .filter((pod) => pod.spec?.nodeName === node && !isFinished(pod))
      .reduce((sum, { spec }) => sum + (spec ? podRequests(spec).milliCpu : 0), 0);
  return withPlugin({
    name: 'NodeResourcesFit',
    filter: {
      scope: 'node-and-its-pods',
      helpedBy: ['node-added', 'node-allocatable', 'pod-removed'],
      prepare: ({ requests }) => {
        return ({ facts }) =>
          bound(facts.name) + requests.milliCpu <= facts.allocatable.milliCpu ? fits : ['Insufficient cpu'];
      },
    },
  });
}

/** An owner that waits for its dependents is released at once. */
function releasesAtOnce(definition: Parameters<NonNullable<Bug['controller']>>[0]) {
  if (definition.name !== 'garbage-collector-controller') return undefined;
  const reconcile: typeof definition.reconcile = async (context, uid) => {
    const owner = context.cache.byUid(uid);
    const { finalizers = [], resourceVersion } = owner?.object.metadata ?? {};
    const isWaiting =
      owner?.object.metadata.deletionTimestamp !== undefined && finalizers.includes('foregroundDeletion');
    if (!owner || !isWaiting) return definition.reconcile(context, uid);
    const left = finalizers.filter((each) => each !== 'foregroundDeletion');
    const patch = { metadata: { uid, resourceVersion, finalizers: left.length > 0 ? left : null } };
    await context.execute([{ verb: 'patch', ref: owner.key, patchType: 'merge', patch }]);
    return definition.reconcile(context, uid);
  };
  return { ...definition, reconcile };
}

/** What an owner lets go is deleted instead. */
const collectsOrphans = inWrites(collector, (operation) => {
  if (operation.verb !== 'patch') return [operation];
  const { metadata } = operation.patch as { readonly metadata: Readonly<Record<string, unknown>> };
  return 'ownerReferences' in metadata ? [{ verb: 'delete', ref: operation.ref }] : [operation];
});

/** Nodes that have a block of addresses are not looked at. */
const forgetsBlocks = inController(['node-ipam-controller'], ({ cache }) => ({
  cache: overriding(cache, {
    list: (kind, namespace) =>
      cache.list(kind, namespace).filter(({ object }) => kind !== 'Node' || !(object as Node).spec?.podCIDR),
  }),
}));

function finalizesAtOnce(operation: Operation): Operation[] {
  const isStatus = operation.verb === 'patch' && operation.subresource === 'status';
  if (!isStatus || operation.ref.kind !== 'Namespace') return operation.verb === 'delete' ? [] : [operation];
  const { metadata } = operation.patch as { readonly metadata: object };
  return [{ ...operation, subresource: 'finalize', patch: { metadata, spec: { finalizers: [] } } }];
}

/** Never believes that an event was written, and writes it as often as it may, under other names. */
function doubting(registry: Registry): Registry {
  const attempts = ['', '-again', '-and-again', '-once-more'];
  return overriding(registry, {
    execute: (request, operations, options) => {
      const distorted = operations.flatMap((operation): Operation[] => {
        if (!isCreationOf('Event', operation)) return [operation];
        const { metadata } = operation.manifest as object as Event;
        return attempts.map((attempt) => ({
          verb: 'create',
          manifest: { ...operation.manifest, metadata: { ...metadata, name: `${metadata.name}${attempt}` } },
        }));
      });
      return registry.execute(request, distorted, options);
    },
  });
}

export const clusterBugs: readonly Bug[] = [
  {
    name: 'fence',
    tells: 'no-stale-leader',
    registry: (registry) =>
      overriding(registry, {
        execute: ({ fence: _, ...request }, operations, options) => registry.execute(request, operations, options),
      }),
  },
  { name: 'reservation', tells: 'no-overcommit', profile: forgetful },
  {
    name: 'host-ports',
    tells: 'no-overcommit',
    profile: () => withPlugin({ name: 'NodePorts' }),
  },
  { name: 'foreground', tells: 'collection', controller: releasesAtOnce },
  { name: 'orphans', tells: 'collection', controller: collectsOrphans },
  { name: 'address-blocks', tells: 'unique-addresses', controller: forgetsBlocks },
  { name: 'finalizer', tells: 'no-leftovers', controller: inWrites(['namespace-controller'], finalizesAtOnce) },
  {
    name: 'gone-nodes',
    tells: 'no-leftovers',
    controller: inWrites(['pod-garbage-collector-controller'], () => []),
  },
  {
    name: 'ready-endpoints',
    tells: 'endpoints',
    controller: inWrites(['endpointslice-controller'], (operation) => {
      if (operation.verb !== 'create' && operation.verb !== 'update') return [operation];
      const { endpoints = [] } = operation.manifest as { readonly endpoints?: readonly { conditions?: object }[] };
      const ready = endpoints.map((each) => ({ ...each, conditions: { ...each.conditions, ready: true } }));
      return [{ ...operation, manifest: { ...operation.manifest, endpoints: ready } }];
    }),
  },
  { name: 'retold', tells: 'event-series', registry: doubting },
  {
    name: 'lost-revision',
    tells: 'dense-revisions',
    link: { deliver: (batch, random) => batch.filter(() => !random.chance(0.01)) },
  },
  {
    name: 'turned-revisions',
    tells: 'dense-revisions',
    link: { deliver: (batch) => (batch.length > 3 ? batch.toReversed() : batch) },
  },
];
