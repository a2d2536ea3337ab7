// What an operator may set of single controllers, under kube-controller-manager's names and with its defaults.
import type { ControllerSettings } from '@portolan/core/kinds/controllers.ts';
import { PodCidrs } from '@portolan/core/kinds/node/ipam/pod-cidrs.ts';
import { defaultNodeIpamOptions } from '@portolan/core/kinds/node/ipam/reconcile.ts';
import { defaultNodeLifecycleOptions } from '@portolan/core/kinds/node/lifecycle/options.ts';
import { defaultPodGarbageCollectionOptions } from '@portolan/core/kinds/pod-garbage-collection/reconcile.ts';
import { z } from 'zod';
import { positiveDuration } from './duration-flag.ts';

/** How many keys a controller works on at a time: the flag, its controller and its default. */
const concurrencyFlags = [
  ['concurrent-deployment-syncs', 'deployment-controller', 5],
  ['concurrent-endpoint-syncs', 'endpoints-controller', 5],
  ['concurrent-gc-syncs', 'garbage-collector-controller', 20],
  ['concurrent-namespace-syncs', 'namespace-controller', 10],
  ['concurrent-rc-syncs', 'replicationcontroller-controller', 5],
  ['concurrent-replicaset-syncs', 'replicaset-controller', 5],
  ['concurrent-service-endpoint-syncs', 'endpointslice-controller', 5],
  ['mirroring-concurrent-service-endpoint-syncs', 'endpointslice-mirroring-controller', 5],
] as const;

type ConcurrencyFlag = (typeof concurrencyFlags)[number][0];

function forEachFlag<T>(make: (usual: number) => T): Record<ConcurrencyFlag, T> {
  return Object.fromEntries(concurrencyFlags.map(([flag, , usual]) => [flag, make(usual)])) as Record<
    ConcurrencyFlag,
    T
  >;
}

export const controllerFlags = {
  'node-monitor-period': { type: 'string' },
  'node-monitor-grace-period': { type: 'string' },
  'node-startup-grace-period': { type: 'string' },
  'node-eviction-rate': { type: 'string' },
  'secondary-node-eviction-rate': { type: 'string' },
  'unhealthy-zone-threshold': { type: 'string' },
  'large-cluster-size-threshold': { type: 'string' },
  'cluster-cidr': { type: 'string' },
  'node-cidr-mask-size': { type: 'string' },
  'terminated-pod-gc-threshold': { type: 'string' },
  ...forEachFlag(() => ({ type: 'string' }) as const),
} as const;

export const controllerUsage = `  --node-monitor-period TIME    how often nodes are judged (default 5s)
  --node-monitor-grace-period TIME
                                how long a node may be silent before it counts as lost (default 50s)
  --node-startup-grace-period TIME
                                the same for a node that has not reported yet (default 1m)
  --node-eviction-rate N        lost nodes a second, in each zone, whose pods are made to leave (default 0.1)
  --secondary-node-eviction-rate N
                                the same while a large zone is mostly lost (default 0.01)
  --unhealthy-zone-threshold N  the share of lost nodes that is most of a zone (default 0.55)
  --large-cluster-size-threshold N
                                zones of up to so many nodes are left alone while they are mostly lost (default 50)
  --cluster-cidr CIDR           the IPv4 block of all pod addresses (default 127.128.0.0/10)
  --node-cidr-mask-size N       the size of a node's part of it (default 24)
  --terminated-pod-gc-threshold N
                                so many ended pods are kept; 0 for all of them (default 12500)
${concurrencyFlags.map(concurrencyUsage).join('\n')}`;

function concurrencyUsage([flag, controller, usual]: (typeof concurrencyFlags)[number]): string {
  return `  --${flag} N\n${' '.repeat(32)}how many objects ${controller} works on at a time (default ${usual})`;
}

const rate = (usual: number) => z.coerce.number().min(0).default(usual);

export const controllerShape = {
  'node-monitor-period': positiveDuration(defaultNodeLifecycleOptions.monitorPeriodMs),
  'node-monitor-grace-period': positiveDuration(defaultNodeLifecycleOptions.gracePeriodMs),
  'node-startup-grace-period': positiveDuration(defaultNodeLifecycleOptions.startupGracePeriodMs),
  'node-eviction-rate': rate(defaultNodeLifecycleOptions.evictionRate),
  'secondary-node-eviction-rate': rate(defaultNodeLifecycleOptions.secondaryEvictionRate),
  'unhealthy-zone-threshold': rate(defaultNodeLifecycleOptions.unhealthyZoneThreshold).refine(
    (share) => share <= 1,
    'must be between 0 and 1',
  ),
  'large-cluster-size-threshold': z.coerce.number().int().min(0).default(defaultNodeLifecycleOptions.largeZoneNodes),
  'cluster-cidr': z.cidrv4({ error: 'must be an IPv4 block', abort: true }).default(defaultNodeIpamOptions.clusterCidr),
  'node-cidr-mask-size': z.coerce.number().int().min(1).max(32).default(defaultNodeIpamOptions.nodeCidrMaskSize),
  'terminated-pod-gc-threshold': z.coerce
    .number()
    .int()
    .default(defaultPodGarbageCollectionOptions.terminatedThreshold),
  ...forEachFlag((usual) => z.coerce.number().int().min(1).default(usual)),
};

export type ControllerConfiguration = z.output<z.ZodObject<typeof controllerShape>>;

/** What the flags must be to one another. */
export function checkControllers(
  { 'cluster-cidr': cidr, 'node-cidr-mask-size': maskSize }: ControllerConfiguration,
  refuse: (flag: string, message: string) => void,
): void {
  if (!PodCidrs.fits(cidr, maskSize)) refuse('node-cidr-mask-size', `blocks of /${maskSize} do not fit in ${cidr}`);
}

export function controllerSettingsOf(configuration: ControllerConfiguration): ControllerSettings {
  return {
    concurrency: Object.fromEntries(concurrencyFlags.map(([flag, controller]) => [controller, configuration[flag]])),
    nodeIpam: {
      clusterCidr: configuration['cluster-cidr'],
      nodeCidrMaskSize: configuration['node-cidr-mask-size'],
    },
    nodeLifecycle: {
      monitorPeriodMs: configuration['node-monitor-period'],
      gracePeriodMs: configuration['node-monitor-grace-period'],
      startupGracePeriodMs: configuration['node-startup-grace-period'],
      evictionRate: configuration['node-eviction-rate'],
      secondaryEvictionRate: configuration['secondary-node-eviction-rate'],
      unhealthyZoneThreshold: configuration['unhealthy-zone-threshold'],
      largeZoneNodes: configuration['large-cluster-size-threshold'],
    },
    podGarbageCollection: { terminatedThreshold: configuration['terminated-pod-gc-threshold'] },
  };
}
