// Which describer a kind has. A kind without one is shown field by field.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Describer } from './describer.ts';
import { describeEndpointSlice, describeEndpoints, describeService } from './network.ts';
import { describeNode } from './node.ts';
import {
  describeAnything,
  describeConfigMap,
  describeNamespace,
  describeSecret,
  describeServiceAccount,
} from './plain.ts';
import { describePod } from './pod.ts';
import { describeDeployment, describeReplicaSet } from './workloads.ts';

const describers: Readonly<Record<string, Describer<never>>> = {
  configmaps: describeConfigMap,
  'deployments.apps': describeDeployment,
  endpoints: describeEndpoints,
  'endpointslices.discovery.k8s.io': describeEndpointSlice,
  namespaces: describeNamespace,
  nodes: describeNode,
  pods: describePod,
  'replicasets.apps': describeReplicaSet,
  replicationcontrollers: describeReplicaSet,
  secrets: describeSecret,
  serviceaccounts: describeServiceAccount,
  services: describeService,
};

/** `resource`: `deployments.apps`. */
export function describerOf(resource: string): Describer<ApiObject> {
  const found = Object.hasOwn(describers, resource) ? describers[resource] : undefined;
  return (found ?? describeAnything) as Describer<ApiObject>; // It is called with objects of its kind only.
}
