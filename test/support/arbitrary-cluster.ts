// Random nodes, pods and changes of a cluster, small enough that they often meet: for property tests.
import type {
  LabelSelector,
  Node,
  NodeSelectorRequirement,
  Pod,
  PodSpec,
} from '@portolan/core/resource/generated/kubernetes.ts';
import fc from 'fast-check';

const hostname = 'kubernetes.io/hostname';
const zone = 'topology.kubernetes.io/zone';

const arbitraryTaint = fc.record({
  key: fc.constantFrom('dedicated', 'gpu'),
  value: fc.constantFrom('', 'a'),
  effect: fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
});

const nodeNames = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5'] as const;

export const arbitraryNode: fc.Arbitrary<Node> = fc
  .record({
    name: fc.constantFrom(...nodeNames),
    zone: fc.constantFrom(undefined, 'a', 'b', 'c'),
    disk: fc.constantFrom(undefined, 'ssd', 'hdd'),
    hasHostname: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
    taints: fc.array(arbitraryTaint, { maxLength: 2 }),
    unschedulable: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
    cpu: fc.constantFrom('0', '1', '2500m', '4'),
    memory: fc.constantFrom('0', '1Gi', '3000M', '8Gi'),
    gpus: fc.integer({ min: 0, max: 2 }),
    pods: fc.constantFrom('2', '5', '110'),
    image: fc.constantFrom(0, 50_000_000, 900_000_000),
  })
  .map((each) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: each.name,
      labels: {
        ...(each.hasHostname && { [hostname]: each.name }),
        ...(each.zone && { [zone]: each.zone }),
        ...(each.disk && { disk: each.disk }),
      },
    },
    spec: { taints: each.taints, unschedulable: each.unschedulable },
    status: {
      allocatable: { cpu: each.cpu, memory: each.memory, pods: each.pods, 'example.com/gpu': String(each.gpus) },
      images: each.image > 0 ? [{ names: ['web:latest'], sizeBytes: each.image }] : [],
    },
  }));

const arbitraryTerm = fc.record({
  matchExpressions: fc.array(
    fc.record({
      key: fc.constantFrom('disk', zone),
      operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: fc.subarray(['ssd', 'a', 'b'], { minLength: 1 }),
    }),
    { maxLength: 2 },
  ),
  matchFields: fc.constantFrom<NodeSelectorRequirement[]>(
    [],
    [{ key: 'metadata.name', operator: 'In', values: ['n1', 'n2'] }],
  ),
});

const arbitrarySpread = fc.record(
  {
    maxSkew: fc.integer({ min: 1, max: 2 }),
    topologyKey: fc.constantFrom(hostname, zone),
    whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
    labelSelector: fc.constantFrom<LabelSelector>({}, { matchLabels: { app: 'a' } }),
    minDomains: fc.integer({ min: 1, max: 4 }),
    nodeAffinityPolicy: fc.constantFrom('Honor', 'Ignore'),
    nodeTaintsPolicy: fc.constantFrom('Honor', 'Ignore'),
    matchLabelKeys: fc.constantFrom<string[]>([], ['tier']),
  },
  { requiredKeys: ['maxSkew', 'topologyKey', 'whenUnsatisfiable', 'labelSelector'] },
);

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });

export const arbitraryPod: fc.Arbitrary<Pod> = fc
  .record({
    app: fc.constantFrom('a', 'b'),
    tier: fc.constantFrom('x', 'y'),
    requests: fc.record(
      {
        cpu: fc.constantFrom('0', '100m', '1'),
        memory: fc.constantFrom('100Mi', '1Gi'),
        'example.com/gpu': fc.constantFrom('0', '1'),
      },
      { requiredKeys: [] },
    ),
    hostPort: fc.constantFrom(undefined, undefined, 80, 81),
    nodeSelector: fc.constantFrom(undefined, undefined, { disk: 'ssd' }),
    required: sometimes(fc.array(arbitraryTerm, { minLength: 1, maxLength: 2 })),
    preferred: fc.array(fc.record({ weight: fc.integer({ min: 1, max: 100 }), preference: arbitraryTerm }), {
      maxLength: 2,
    }),
    tolerations: fc.array(
      fc.record({ key: fc.constantFrom('dedicated', 'gpu'), operator: fc.constantFrom('Exists', 'Equal') }),
      { maxLength: 2 },
    ),
    spread: fc.array(arbitrarySpread, { maxLength: 2 }),
  })
  .map((each) => {
    const nodeAffinity = {
      ...(each.required && { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: each.required } }),
      preferredDuringSchedulingIgnoredDuringExecution: each.preferred,
    };
    const ports = each.hostPort === undefined ? [] : [{ containerPort: 80, hostPort: each.hostPort }];
    const spec: PodSpec = {
      containers: [{ name: 'main', image: 'web', resources: { requests: each.requests }, ports }],
      affinity: { nodeAffinity },
      tolerations: each.tolerations,
      topologySpreadConstraints: each.spread,
      ...(each.nodeSelector && { nodeSelector: each.nodeSelector }),
    };
    const labels = { app: each.app, tier: each.tier };
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default', labels }, spec };
  });

export type ClusterChange =
  | { readonly change: 'set node'; readonly node: Node }
  | { readonly change: 'remove node'; readonly name: string }
  | {
      readonly change: 'place';
      readonly uid: number;
      readonly pod: number;
      readonly name: string;
      readonly isTerminating: boolean;
    }
  | { readonly change: 'take off'; readonly uid: number }
  | { readonly change: 'selectors' };

/** `pods`: how many pods there are to choose from. */
export function arbitraryChange(pods: number): fc.Arbitrary<ClusterChange> {
  const uid = fc.integer({ min: 0, max: 20 });
  const name = fc.constantFrom(...nodeNames);
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ change: fc.constant('set node' as const), node: arbitraryNode }) },
    { weight: 1, arbitrary: fc.record({ change: fc.constant('remove node' as const), name }) },
    {
      weight: 6,
      arbitrary: fc.record({
        change: fc.constant('place' as const),
        uid,
        pod: fc.integer({ min: 0, max: pods - 1 }),
        name,
        isTerminating: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
      }),
    },
    { weight: 2, arbitrary: fc.record({ change: fc.constant('take off' as const), uid }) },
    { weight: 1, arbitrary: fc.constant({ change: 'selectors' as const }) },
  );
}
