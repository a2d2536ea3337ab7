// The controllers a control plane runs, one line each; each of their files says what it does.
import type { ControllerFactory } from '../runtime/controller.ts';
import { deploymentController } from './deployment/reconcile.ts';
import { endpointSliceController } from './endpoint-slice/reconcile.ts';
import { endpointsController } from './endpoints/reconcile.ts';
import { garbageCollectorController } from './garbage-collection/reconcile.ts';
import { kinds } from './kinds.ts';
import { namespaceController } from './namespace/reconcile.ts';
import { nodeIpamController } from './node/ipam/reconcile.ts';
import { nodeLifecycleController } from './node/lifecycle/reconcile.ts';
import { taintEvictionController } from './node/taint-eviction/reconcile.ts';
import { podGarbageCollectorController } from './pod-garbage-collection/reconcile.ts';
import { replicaSetController } from './replica-set/reconcile.ts';
import { serviceAccountController } from './service-account/reconcile.ts';

export const controllers: readonly ControllerFactory[] = [
  endpointSliceController,
  endpointsController,
  () => deploymentController,
  () => replicaSetController,
  () => garbageCollectorController(kinds),
  () => namespaceController(kinds),
  () => nodeIpamController(),
  () => nodeLifecycleController(),
  () => podGarbageCollectorController(),
  () => serviceAccountController,
  () => taintEvictionController(),
];
