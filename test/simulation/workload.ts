// What users do: one entry an action, chosen by lot with these weights.
import { isActivePod } from '@portolan/core/kinds/pod/readiness.ts';
import type { Operation, Propagation } from '@portolan/core/registry/operation.ts';
import type { Deployment, Pod, Service } from '@portolan/core/resource/generated/kubernetes.ts';
import { controllerOf } from '@portolan/core/resource/object.ts';
import type { StoredObject } from '@portolan/core/store/store.ts';
import type { SeededRandom } from '../reliability/seeded-random.ts';
import type { SimulatedCluster } from './cluster/simulated-cluster.ts';

export interface Action {
  readonly name: string;
  readonly weight: number;
  /** The operations of one change set; none where there is nothing to do it to. */
  plan(cluster: SimulatedCluster, random: SeededRandom): readonly Operation[];
}

const deploymentKind = 'Deployment.apps';
/** Namespace and name of every workload there may be. */
const workloads = [
  { namespace: 'default', name: 'web' },
  { namespace: 'default', name: 'api' },
  { namespace: 'shop', name: 'cart' },
] as const;
const goodImages = ['web:1', 'web:2', 'web:3'];
const images = [...goodImages, ...goodImages, 'bad:1', 'unready:1'];
const propagations: readonly Propagation[] = ['Background', 'Foreground', 'Orphan'];
/** Short patience, so that what a node takes down is replaced within the simulation's time. */
const tolerations = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 10,
}));

const strategies = [
  { type: 'RollingUpdate' },
  { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
  { type: 'RollingUpdate', rollingUpdate: { maxSurge: '50%', maxUnavailable: '50%' } },
  { type: 'Recreate' },
];

function newDeployment({ namespace, name }: { namespace: string; name: string }, random: SeededRandom): Deployment {
  const labels = { app: name };
  const hasHostPort = random.chance(0.15);
  const container = {
    name: 'main',
    image: random.pick(images),
    resources: { requests: { cpu: random.pick(['100m', '500m', '1']), memory: '64Mi' } },
    ...(random.chance(0.5) && { readinessProbe: { exec: { command: ['ready'] }, periodSeconds: 5 } }),
    ports: [{ containerPort: 8080, ...(hasHostPort && { hostPort: 9000 }) }],
  };
  const spec = {
    replicas: hasHostPort ? 1 + random.integer(2) : 1 + random.integer(4),
    selector: { matchLabels: labels },
    strategy: hasHostPort ? { type: 'Recreate' } : random.pick(strategies),
    minReadySeconds: random.pick([0, 0, 2]),
    revisionHistoryLimit: 2,
    progressDeadlineSeconds: random.pick([30, 600]),
    template: {
      metadata: { name: '', labels },
      spec: { containers: [container], tolerations, terminationGracePeriodSeconds: random.pick([0, 1, 30]) },
    },
  };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace, name, labels }, spec } as Deployment;
}

function newService({ namespace, name }: { namespace: string; name: string }): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }], type: 'NodePort' },
  };
}

/** A deployment of which no pod is ever ready, with its service. */
export function neverReady(): Operation[] {
  const name = 'lame';
  const labels = { app: name };
  const readinessProbe = { exec: { command: ['ready'] }, periodSeconds: 5 };
  const spec = {
    replicas: 1,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'unready:1', readinessProbe }] } },
  };
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'default', name }, spec };
  return [
    { verb: 'create', manifest: deployment },
    { verb: 'create', manifest: { ...newService({ namespace: 'default', name }) } },
  ];
}

/** One of the deployments there are. */
function someDeployment({ world }: SimulatedCluster, random: SeededRandom): StoredObject | undefined {
  const deployments = world.model.list(deploymentKind);
  return deployments.length === 0 ? undefined : random.pick(deployments);
}

function changed(stored: StoredObject | undefined, patch: object): Operation[] {
  return stored ? [{ verb: 'patch', ref: stored.key, patchType: 'strategic', patch }] : [];
}

function withImage(stored: StoredObject | undefined, image: string): Operation[] {
  return changed(stored, { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } });
}

/** With an image that gets ready, and without the port of the node: pods of all workloads that take it may not find room. */
export function healed(stored: StoredObject): Operation[] {
  const container = { name: 'main', image: 'web:1', ports: [{ containerPort: 8080, hostPort: null }] };
  return changed(stored, { spec: { template: { spec: { containers: [container] } } } });
}

export const create: Action['plan'] = (_cluster, random) => [
  { verb: 'create', manifest: { ...newDeployment(random.pick(workloads), random) } },
];

const nodePatch = (name: string, spec: object): Operation => ({
  verb: 'patch',
  ref: { kind: 'Node', name },
  patchType: 'merge',
  patch: { spec },
});

function someNode({ world }: SimulatedCluster, random: SeededRandom): string | undefined {
  const nodes = world.model.list('Node');
  return nodes.length === 0 ? undefined : random.pick(nodes).key.name;
}

/** A pod that no controller made, with the labels of one that does. */
function orphan({ namespace, name }: { namespace: string; name: string }): Operation {
  const container = { name: 'main', image: 'web:1', resources: { requests: { cpu: '100m' } } };
  const spec = { containers: [container], tolerations };
  const metadata = { namespace, generateName: 'stray-', labels: { app: name } };
  return { verb: 'create', manifest: { apiVersion: 'v1', kind: 'Pod', metadata, spec } };
}

export const actions: readonly Action[] = [
  { name: 'create a deployment', weight: 5, plan: create },
  {
    name: 'create a service',
    weight: 3,
    plan: (_cluster, random) => [{ verb: 'create', manifest: { ...newService(random.pick(workloads)) } }],
  },
  {
    name: 'scale',
    weight: 4,
    plan: (cluster, random) =>
      changed(someDeployment(cluster, random), { spec: { replicas: random.integer(random.chance(0.1) ? 8 : 5) } }),
  },
  {
    name: 'set an image',
    weight: 6,
    plan: (cluster, random) => withImage(someDeployment(cluster, random), random.pick(images)),
  },
  {
    name: 'roll back',
    weight: 3,
    plan: (cluster, random) => withImage(someDeployment(cluster, random), random.pick(goodImages.slice(0, 2))),
  },
  {
    name: 'pause or resume',
    weight: 2,
    plan: (cluster, random) => changed(someDeployment(cluster, random), { spec: { paused: random.chance(0.5) } }),
  },
  {
    name: 'delete a deployment',
    weight: 2,
    plan(cluster, random) {
      const stored = someDeployment(cluster, random);
      return stored ? [{ verb: 'delete', ref: stored.key, propagation: random.pick(propagations) }] : [];
    },
  },
  {
    name: 'delete a replica set',
    weight: 1,
    plan(cluster, random) {
      const replicaSets = cluster.world.model.list('ReplicaSet.apps');
      if (replicaSets.length === 0) return [];
      return [{ verb: 'delete', ref: random.pick(replicaSets).key, propagation: random.pick(propagations) }];
    },
  },
  {
    name: 'delete a pod',
    weight: 3,
    plan({ world }, random) {
      const pods = world.model.list('Pod').filter(({ object }) => isActivePod(object as Pod));
      if (pods.length === 0) return [];
      const { key } = random.pick(pods);
      return [{ verb: 'delete', ref: key, ...(random.chance(0.2) && { gracePeriodSeconds: 0 }) }];
    },
  },
  { name: 'create a stray pod', weight: 1, plan: (_cluster, random) => [orphan(random.pick(workloads))] },
  {
    name: 'let a pod go',
    weight: 1,
    plan({ world }, random) {
      const owned = world.model.list('Pod').filter(({ object }) => controllerOf(object) !== undefined);
      if (owned.length === 0) return [];
      const labels = { app: 'set-aside' };
      return [{ verb: 'patch', ref: random.pick(owned).key, patchType: 'merge', patch: { metadata: { labels } } }];
    },
  },
  {
    name: 'delete a service',
    weight: 1,
    plan({ world }, random) {
      const services = world.model.list('Service');
      return services.length === 0 ? [] : [{ verb: 'delete', ref: random.pick(services).key }];
    },
  },
  {
    name: 'delete a namespace',
    weight: 0.7,
    plan: () => [{ verb: 'delete', ref: { kind: 'Namespace', name: 'shop' } }],
  },
  {
    name: 'create a namespace',
    weight: 1,
    plan: () => [{ verb: 'create', manifest: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } } }],
  },
  {
    name: 'cordon or uncordon',
    weight: 1,
    plan(cluster, random) {
      const node = someNode(cluster, random);
      return node ? [nodePatch(node, { unschedulable: random.chance(0.5) || null })] : [];
    },
  },
  {
    name: 'taint or untaint',
    weight: 1,
    plan(cluster, random) {
      const node = someNode(cluster, random);
      const effect = random.pick(['NoSchedule', 'NoExecute']);
      const taints = random.chance(0.5) ? [{ key: 'special', effect }] : null;
      return node ? [nodePatch(node, { taints })] : [];
    },
  },
];
