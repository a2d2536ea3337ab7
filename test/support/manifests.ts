// Small sound manifests, one builder a kind: `aPod()`, `aDeployment({ metadata: { name: 'web' }, spec: { replicas: 3 } })`.
// Changes replace whole fields, except that metadata and spec are changed field by field.
import type {
  ConfigMap,
  CoreV1Event,
  Deployment,
  EndpointSlice,
  Endpoints,
  Event,
  Lease,
  Namespace,
  Node,
  ObjectMeta,
  Pod,
  PodTemplateSpec,
  ReplicaSet,
  ReplicationController,
  Secret,
  Service,
  ServiceAccount,
} from '@portolan/core/resource/generated/kubernetes.ts';
import type { ApiObject } from '@portolan/core/resource/object.ts';

type SpecOf<T> = T extends { spec?: infer Spec } ? Spec : never;

export type Changes<T extends ApiObject> = Partial<Omit<T, 'apiVersion' | 'kind' | 'metadata' | 'spec'>> & {
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec?: Partial<SpecOf<T>>;
};

/** A builder whose objects share nothing with one another. */
function builder<T extends ApiObject & { spec?: object }>(base: T): (changes?: Changes<T>) => T {
  return (changes = {}) => {
    const { metadata, spec, ...rest } = changes;
    const object = structuredClone({ ...base, ...rest, metadata: { ...base.metadata, ...metadata } });
    return base.spec || spec ? { ...object, spec: structuredClone({ ...base.spec, ...spec }) } : object;
  };
}

const namespace = 'default';
const labels = { app: 'web' };
const eventTime = '2026-01-01T00:00:00.000000Z';
const image = 'registry.example/web:1.0';

const templateMetadata: Partial<ObjectMeta> = { labels };
const template: PodTemplateSpec = {
  metadata: templateMetadata as ObjectMeta, // A template has no name, though the type of its metadata asks for one.
  spec: { containers: [{ name: 'main', image }] },
};

export const aNamespace = builder<Namespace>({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });

export const aNode = builder<Node>({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', labels: { 'kubernetes.io/hostname': 'n1' } },
  status: {
    capacity: { cpu: '4', memory: '8Gi', pods: '110' },
    conditions: [{ type: 'Ready', status: 'True' }],
    addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
  },
});

export const aPod = builder<Pod>({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace, labels },
  spec: { containers: [{ name: 'main', image }] },
});

export const aReplicaSet = builder<ReplicaSet>({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web', namespace, labels },
  spec: { replicas: 3, selector: { matchLabels: labels }, template },
});

export const aReplicationController = builder<ReplicationController>({
  apiVersion: 'v1',
  kind: 'ReplicationController',
  metadata: { name: 'web', namespace, labels },
  spec: { replicas: 3, selector: labels, template },
});

export const aDeployment = builder<Deployment>({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace, labels },
  spec: { replicas: 3, selector: { matchLabels: labels }, template },
});

export const aService = builder<Service>({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace },
  spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
});

export const anEndpointSlice = builder<EndpointSlice>({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1', namespace, labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.1.0.1'], conditions: { ready: true } }],
  ports: [{ port: 8080 }],
});

/** The older single object, not one endpoint. */
export const anEndpoints = builder<Endpoints>({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'web', namespace },
  subsets: [{ addresses: [{ ip: '10.1.0.1' }], ports: [{ port: 8080 }] }],
});

export const anEvent = builder<Event>({
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: { name: 'web.1', namespace },
  eventTime,
  regarding: { apiVersion: 'v1', kind: 'Pod', namespace, name: 'web' },
  reportingController: 'portolan.dev/test',
  reportingInstance: 'test-1',
  action: 'Testing',
  reason: 'Tested',
  type: 'Normal',
});

/** The older form, as most recorders still write it. */
export const aCoreEvent = builder<CoreV1Event>({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'web.1', namespace },
  involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name: 'web' },
  reason: 'Tested',
  message: 'has been tested',
  source: { component: 'test' },
  firstTimestamp: '2026-01-01T00:00:00Z',
  lastTimestamp: '2026-01-01T00:00:00Z',
  count: 1,
  type: 'Normal',
});

export const aConfigMap = builder<ConfigMap>({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace },
  data: { colour: 'blue' },
});

export const aSecret = builder<Secret>({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'password', namespace },
  stringData: { password: 'sesame' },
});

export const aServiceAccount = builder<ServiceAccount>({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'robot', namespace },
});

export const aLease = builder<Lease>({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'leader', namespace: 'kube-system' },
  spec: { holderIdentity: 'n1', leaseDurationSeconds: 15, renewTime: eventTime },
});

/** One of every kind that is served, in its stored form. */
export const oneOfEach: readonly (() => ApiObject)[] = [
  aConfigMap,
  aDeployment,
  anEndpointSlice,
  anEndpoints,
  anEvent,
  aLease,
  aNamespace,
  aNode,
  aPod,
  aReplicaSet,
  aReplicationController,
  aSecret,
  aService,
  aServiceAccount,
];
