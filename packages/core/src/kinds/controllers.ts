// The controllers a control plane runs, one line each; each of their files says what it does.
import type { ControllerDefinition, ControllerFactory } from '../runtime/controller.ts';
import { deploymentController } from './deployment/reconcile.ts';
import { endpointSliceMirroringController } from './endpoint-slice/mirroring/reconcile.ts';
import { endpointSliceController } from './endpoint-slice/reconcile.ts';
import { endpointsController } from './endpoints/reconcile.ts';
import { garbageCollectorController } from './garbage-collection/reconcile.ts';
import { kinds } from './kinds.ts';
import { namespaceController } from './namespace/reconcile.ts';
import { type NodeIpamOptions, nodeIpamController } from './node/ipam/reconcile.ts';
import type { NodeLifecycleOptions } from './node/lifecycle/options.ts';
import { nodeLifecycleController } from './node/lifecycle/reconcile.ts';
import { taintEvictionController } from './node/taint-eviction/reconcile.ts';
import { type PodGarbageCollectionOptions, podGarbageCollectorController } from './pod-garbage-collection/reconcile.ts';
import { replicaSetController } from './replica-set/reconcile.ts';
import { replicationControllerController } from './replication-controller/reconcile.ts';
import { serviceAccountController } from './service-account/reconcile.ts';

/** What an operator may set; each has Kubernetes' default. */
export interface ControllerSettings {
  /** How many keys a controller works on at a time, by the name of the controller. */
  readonly concurrency?: Readonly<Record<string, number>>;
  readonly nodeIpam?: Partial<NodeIpamOptions>;
  readonly nodeLifecycle?: Partial<NodeLifecycleOptions>;
  readonly podGarbageCollection?: Partial<PodGarbageCollectionOptions>;
}

export function controllersWith(settings: ControllerSettings = {}): readonly ControllerFactory[] {
  const factories: readonly ControllerFactory[] = [
    endpointSliceController,
    endpointSliceMirroringController,
    endpointsController,
    () => deploymentController,
    () => replicaSetController,
    () => replicationControllerController,
    () => garbageCollectorController(kinds),
    () => namespaceController(kinds),
    () => nodeIpamController(settings.nodeIpam),
    () => nodeLifecycleController(settings.nodeLifecycle),
    () => podGarbageCollectorController(settings.podGarbageCollection),
    () => serviceAccountController,
    () => taintEvictionController(),
  ];
  return factories.map((make) => () => withConcurrency(make(), settings.concurrency));
}

function withConcurrency(
  definition: ControllerDefinition,
  concurrencies: ControllerSettings['concurrency'] = {},
): ControllerDefinition {
  const concurrency = concurrencies[definition.name];
  return concurrency === undefined ? definition : { ...definition, concurrency };
}
