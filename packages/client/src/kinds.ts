// The kinds that a client has a member for. Any other served kind is reached by `client.of('Kind.group')`.
import type {
  ConfigMap,
  Deployment,
  EndpointSlice,
  Endpoints,
  Event,
  Lease,
  Namespace,
  Node,
  Pod,
  ReplicaSet,
  ReplicationController,
  Secret,
  Service,
  ServiceAccount,
} from './generated/kubernetes.ts';
import type { ApiObject } from './objects.ts';

export interface ClientKinds {
  configMaps: ConfigMap;
  deployments: Deployment;
  endpoints: Endpoints;
  endpointSlices: EndpointSlice;
  events: Event;
  leases: Lease;
  namespaces: Namespace;
  nodes: Node;
  pods: Pod;
  replicaSets: ReplicaSet;
  replicationControllers: ReplicationController;
  secrets: Secret;
  services: Service;
  serviceAccounts: ServiceAccount;
}

type GroupKindOf<T extends ApiObject> = T extends { apiVersion: `${infer Group}/${string}` }
  ? `${T['kind']}.${Group}`
  : T['kind'];

export const clientKinds: { readonly [K in keyof ClientKinds]: GroupKindOf<ClientKinds[K]> } = {
  configMaps: 'ConfigMap',
  deployments: 'Deployment.apps',
  endpoints: 'Endpoints',
  endpointSlices: 'EndpointSlice.discovery.k8s.io',
  events: 'Event.events.k8s.io',
  leases: 'Lease.coordination.k8s.io',
  namespaces: 'Namespace',
  nodes: 'Node',
  pods: 'Pod',
  replicaSets: 'ReplicaSet.apps',
  replicationControllers: 'ReplicationController',
  secrets: 'Secret',
  services: 'Service',
  serviceAccounts: 'ServiceAccount',
};
