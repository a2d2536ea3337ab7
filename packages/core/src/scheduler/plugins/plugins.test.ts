// Each plug-in by the numbers and words of Kubernetes.
import { describe, expect, it } from 'vitest';
import type { Node, PodSpec } from '../../resource/generated/kubernetes.ts';
import { Cluster } from '../cluster.ts';
import { diagnose, evaluate, type NodeVerdict } from '../evaluate.ts';
import { nodeFacts } from '../node-state.ts';
import { podClassOf } from '../pod-class.ts';
import { defaultProfile } from '../profile.ts';

const hostname = 'kubernetes.io/hostname';
const zoneLabel = 'topology.kubernetes.io/zone';

interface NodeSketch {
  readonly allocatable?: Record<string, string>;
  readonly labels?: Record<string, string>;
  readonly spec?: NonNullable<Node['spec']>;
  readonly images?: { readonly names: string[]; readonly sizeBytes: number }[];
}

function aCluster(nodes: Record<string, NodeSketch>, cluster = new Cluster()): Cluster {
  for (const [name, { allocatable, labels = {}, spec, images }] of Object.entries(nodes)) {
    const node: Node = {
      ...{ apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { [hostname]: name, ...labels } } },
      ...(spec && { spec }),
      status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...allocatable }, ...(images && { images }) },
    };
    cluster.setNode(nodeFacts(node));
  }
  return cluster;
}

function aClass(spec: Partial<PodSpec> = {}, labels: Record<string, string> = { app: 'web' }) {
  const full: PodSpec = { containers: [{ name: 'main', image: 'web' }], ...spec };
  return podClassOf({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default', labels },
    spec: full,
  });
}

const requesting = (requests: Record<string, string>): Partial<PodSpec> => ({
  containers: [{ name: 'main', image: 'web', resources: { requests } }],
});

let placed = 0;
function place(
  cluster: Cluster,
  nodeName: string,
  spec: Partial<PodSpec> = {},
  count = 1,
  isTerminating = false,
): void {
  for (let at = 0; at < count; at++) {
    cluster.place({ uid: `placed-${placed++}`, pod: aClass(spec), nodeName, isTerminating });
  }
}

/** `{ n1: 75 }`: what a plug-in gives each node that fits. */
function scores(cluster: Cluster, spec: Partial<PodSpec>, plugin: string): Record<string, number | undefined> {
  const verdicts = evaluate(defaultProfile, cluster, aClass(spec)).filter(({ fits }) => fits);
  const scoreOf = ({ scores: all }: NodeVerdict) => all.find((each) => each.plugin === plugin)?.score;
  return Object.fromEntries(verdicts.map((verdict) => [verdict.node, scoreOf(verdict)]));
}

const message = (cluster: Cluster, spec: Partial<PodSpec>) => diagnose(defaultProfile, cluster, aClass(spec)).message;
const fitting = (cluster: Cluster, spec: Partial<PodSpec>) =>
  evaluate(defaultProfile, cluster, aClass(spec)).flatMap(({ node, fits }) => (fits ? node : []));

describe('the default profile', () => {
  it('has the plug-ins and weights of Kubernetes, but for those that are not there yet', () => {
    const weights = defaultProfile.plugins.flatMap(({ plugin, weight }) =>
      plugin.score ? [[plugin.name, weight]] : [],
    );
    expect(weights).toEqual([
      ['TaintToleration', 3],
      ['NodeAffinity', 2],
      ['NodeResourcesFit', 1],
      ['PodTopologySpread', 2],
      ['NodeResourcesBalancedAllocation', 1],
      ['ImageLocality', 1],
    ]);
  });

  it('counts each node with the first plug-in that turns it down, reasons sorted as texts', () => {
    const cluster = aCluster({
      n1: { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } },
      n2: { spec: { taints: [{ key: 'a', effect: 'NoExecute' }] } },
      n3: { spec: { unschedulable: true } },
      n4: { allocatable: { cpu: '1', memory: '1Gi' } },
    });
    expect(message(cluster, requesting({ cpu: '2', memory: '2Gi' }))).toBe(
      '0/4 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 node(s) were unschedulable, ' +
        '2 node(s) had untolerated taint(s).',
    );
    expect(message(new Cluster(), {})).toBe('no nodes available to schedule pods');
  });
});

describe('NodeResourcesFit', () => {
  it.each<[string, Record<string, string>, Record<string, string>, number]>([
    ['an empty node', { cpu: '4', memory: '8Gi' }, { cpu: '1', memory: '2Gi' }, 75],
    ['a full one', { cpu: '1', memory: '2Gi' }, { cpu: '1', memory: '2Gi' }, 0],
    ['different shares', { cpu: '4', memory: '8Gi' }, { cpu: '2', memory: '2Gi' }, 62],
    ['shares cut to whole numbers', { cpu: '3', memory: '3Gi' }, { cpu: '1', memory: '1Gi' }, 66],
    ['no requests: 100m and 200Mi', { cpu: '1', memory: '2000Mi' }, {}, 90],
    ['no memory', { cpu: '4', memory: '0' }, { cpu: '1' }, 75],
    ['no cpu', { cpu: '0', memory: '1000Mi' }, { memory: '250Mi' }, 75],
    ['neither', { cpu: '0', memory: '0' }, {}, 0],
    ['requests of nothing that are written down', { cpu: '4', memory: '8Gi' }, { cpu: '0', memory: '0' }, 100],
    ['great numbers', { cpu: '1k', memory: '16Ti' }, { cpu: '1', memory: '1Gi' }, 99],
  ])('scores %s', (_case, allocatable, requests, score) => {
    const cluster = aCluster({ n1: { allocatable } });
    expect(scores(cluster, requesting(requests), 'NodeResourcesFit')).toEqual({ n1: score });
  });

  it('adds up what pods on the node request, limits aside', () => {
    const cluster = aCluster({ n1: {} });
    place(cluster, 'n1', requesting({ cpu: '3500m' }));
    expect(message(cluster, requesting({ cpu: '1' }))).toBe('0/1 nodes are available: 1 Insufficient cpu.');
    expect(fitting(cluster, requesting({ cpu: '500m' }))).toEqual(['n1']);
    const limited = { containers: [{ name: 'main', image: 'web', resources: { limits: { cpu: '9' } } }] };
    expect(fitting(cluster, limited)).toEqual(['n1']);
  });

  it('counts init containers, sidecars and overhead', () => {
    const container = (cpu: string, restartPolicy?: 'Always') => ({
      ...{ name: 'c', image: 'web', resources: { requests: { cpu } } },
      ...(restartPolicy && { restartPolicy }),
    });
    const needs = (cpu: string, spec: PodSpec) => {
      const has = (allocatable: string) => fitting(aCluster({ n1: { allocatable: { cpu: allocatable } } }), spec);
      expect([has(cpu), has(`${Number.parseInt(cpu, 10) - 1}m`)]).toEqual([['n1'], []]);
    };
    needs('2000m', { containers: [container('1')], initContainers: [container('2')] });
    needs('2500m', { containers: [container('1')], initContainers: [container('500m', 'Always'), container('2')] });
    needs('1500m', { containers: [container('1')], initContainers: [container('500m', 'Always')] });
    needs('1250m', { containers: [container('1')], overhead: { cpu: '250m' } });
    needs('3000m', { containers: [container('1')], resources: { requests: { cpu: '3' } } });
  });

  it('knows extended resources, ephemeral storage and the number of pods', () => {
    const cluster = aCluster({
      n1: { allocatable: { 'example.com/gpu': '1', 'ephemeral-storage': '1Gi', pods: '2' } },
    });
    place(cluster, 'n1', requesting({ 'example.com/gpu': '1' }));
    expect(message(cluster, requesting({ 'example.com/gpu': '1', 'ephemeral-storage': '2Gi' }))).toBe(
      '0/1 nodes are available: 1 Insufficient ephemeral-storage, 1 Insufficient example.com/gpu.',
    );
    place(cluster, 'n1');
    expect(message(cluster, {})).toBe('0/1 nodes are available: 1 Too many pods.');
  });
});

describe('NodeResourcesBalancedAllocation', () => {
  const balance = (allocatable: Record<string, string>, requests: Record<string, string>) =>
    scores(aCluster({ n1: { allocatable } }), requesting(requests), 'NodeResourcesBalancedAllocation').n1;

  it.each<[string, Record<string, string>, number | undefined]>([
    ['a half and a quarter', { cpu: '2', memory: '2Gi' }, 87],
    ['equal shares', { cpu: '1', memory: '2Gi' }, 100],
    ['one resource only', { cpu: '4' }, 50],
    ['nothing at all: not asked', {}, undefined],
  ])('scores %s', (_case, requests, score) => {
    expect(balance({ cpu: '4', memory: '8Gi' }, requests)).toBe(score);
  });
});

describe('TaintToleration', () => {
  const taints = [{ key: 'a', value: 'x', effect: 'PreferNoSchedule' }];

  it('prefers nodes with fewer taints that are not tolerated', () => {
    const two = [...taints, { key: 'b', effect: 'PreferNoSchedule' }];
    const cluster = aCluster({ n1: {}, n2: { spec: { taints } }, n3: { spec: { taints: two } } });
    expect(scores(cluster, {}, 'TaintToleration')).toEqual({ n1: 100, n2: 50, n3: 0 });
    const tolerations = [{ key: 'b', operator: 'Exists' }];
    expect(scores(cluster, { tolerations }, 'TaintToleration')).toEqual({ n1: 100, n2: 0, n3: 0 });
  });

  it.each([
    [{ key: 'a', operator: 'Equal', value: 'x', effect: 'NoSchedule' }, true],
    [{ key: 'a', value: 'x' }, true],
    [{ key: 'a', operator: 'Exists' }, true],
    [{ operator: 'Exists' }, true],
    [{ key: 'a', operator: 'Equal', value: 'y' }, false],
    [{ key: 'a', operator: 'Exists', effect: 'NoExecute' }, false],
    [{ key: 'b', operator: 'Exists' }, false],
  ])('meets the taint a=x:NoSchedule with %o: %s', (toleration, isTolerated) => {
    const cluster = aCluster({ n1: { spec: { taints: [{ key: 'a', value: 'x', effect: 'NoSchedule' }] } } });
    expect(fitting(cluster, { tolerations: [toleration] })).toEqual(isTolerated ? ['n1'] : []);
  });
});

describe('NodeAffinity', () => {
  const disks = { ssd: { labels: { disk: 'ssd', size: '8' } }, hdd: { labels: { disk: 'hdd' } }, none: {} };
  const required = (key: string, operator: string, ...values: string[]): Partial<PodSpec> => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key, operator, values }] }],
        },
      },
    },
  });

  it.each([
    [required('disk', 'In', 'ssd', 'tape'), ['ssd']],
    [required('disk', 'NotIn', 'ssd'), ['hdd', 'none']],
    [required('disk', 'Exists'), ['ssd', 'hdd']],
    [required('disk', 'DoesNotExist'), ['none']],
    [required('size', 'Gt', '7'), ['ssd']],
    [required('size', 'Lt', '8'), []],
    [{ nodeSelector: { disk: 'ssd' } }, ['ssd']],
    [{ nodeSelector: { disk: 'hdd' }, ...required('disk', 'In', 'ssd') }, []],
  ])('%#: lets pods onto the nodes they ask for', (spec, nodes) => {
    expect(fitting(aCluster(disks), spec)).toEqual(nodes);
  });

  it('gives the sum of preferred weights, as shares of the highest', () => {
    const preferred = (weight: number, value: string) => ({
      weight,
      preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: [value] }] },
    });
    const affinity = {
      nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [preferred(80, 'ssd'), preferred(20, 'hdd')] },
    };
    expect(scores(aCluster(disks), { affinity }, 'NodeAffinity')).toEqual({ ssd: 100, hdd: 25, none: 0 });
  });

  it('says that other nodes than the named were not looked at', () => {
    const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['ssd'] }] };
    const affinity = {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } },
    };
    expect(fitting(aCluster(disks), { affinity })).toEqual(['ssd']);
    expect(message(aCluster(disks), { affinity, ...requesting({ cpu: '9' }) })).toBe(
      "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity].",
    );
    expect(message(aCluster(disks), { nodeSelector: { disk: 'tape' } })).toBe(
      "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
    );
  });
});

describe('NodePorts', () => {
  const onPort = (hostPort: number, hostIP?: string, protocol?: string): Partial<PodSpec> => ({
    containers: [
      {
        name: 'main',
        ports: [{ containerPort: 80, hostPort, ...(hostIP && { hostIP }), ...(protocol && { protocol }) }],
      },
    ],
  });

  it.each([
    [onPort(8080), true],
    [onPort(8081), false],
    [onPort(8080, '127.0.0.1'), true],
    [onPort(8080, undefined, 'UDP'), false],
  ])('%#: refuses a port that is taken on the same address and protocol', (spec, isRefused) => {
    const cluster = aCluster({ n1: {} });
    place(cluster, 'n1', onPort(8080));
    const reason = "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.";
    if (isRefused) expect(message(cluster, spec)).toBe(reason);
    expect(fitting(cluster, spec)).toEqual(isRefused ? [] : ['n1']);
  });
});

describe('ImageLocality', () => {
  it('prefers nodes that have the image, less so when few have it', () => {
    const mebibyte = 1024 * 1024;
    const cluster = aCluster({ n1: { images: [{ names: ['web:latest'], sizeBytes: 500 * mebibyte }] }, n2: {} });
    expect(scores(cluster, {}, 'ImageLocality')).toEqual({ n1: 23, n2: 0 });
    const other = { containers: [{ name: 'main', image: 'other' }] };
    expect(scores(cluster, other, 'ImageLocality')).toEqual({ n1: undefined, n2: undefined });
  });
});

describe('PodTopologySpread', () => {
  const zones = {
    a1: { labels: { [zoneLabel]: 'a' } },
    a2: { labels: { [zoneLabel]: 'a' } },
    b1: { labels: { [zoneLabel]: 'b' } },
    none: {},
  };
  const constraint = (whenUnsatisfiable: string, more: object = {}): Partial<PodSpec> => ({
    topologySpreadConstraints: [
      {
        ...{ maxSkew: 1, topologyKey: zoneLabel, whenUnsatisfiable },
        ...{ labelSelector: { matchLabels: { app: 'web' } }, ...more },
      },
    ],
  });

  it('keeps domains within the skew, strictly', () => {
    const cluster = aCluster(zones);
    const hard = constraint('DoNotSchedule');
    expect(fitting(cluster, hard)).toEqual(['a1', 'a2', 'b1']);
    place(cluster, 'a1');
    expect(fitting(cluster, hard)).toEqual(['b1']);
    // Only domains that the pod may use are compared.
    expect(fitting(cluster, { ...hard, nodeSelector: { [zoneLabel]: 'a' } })).toEqual(['a1', 'a2']);
  });

  it('says whether a label is missing or the skew too great', () => {
    const cluster = aCluster(zones);
    place(cluster, 'a1', {}, 2);
    place(cluster, 'b1', requesting({ cpu: '4' }));
    expect(message(cluster, { ...constraint('DoNotSchedule'), ...requesting({ cpu: '1' }) })).toBe(
      "0/4 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match pod topology spread constraints " +
        "(missing required label), 2 node(s) didn't match pod topology spread constraints.",
    );
  });

  it('does not count pods that are being deleted, and demands the least number of domains', () => {
    const cluster = aCluster(zones);
    place(cluster, 'a1', {}, 1, true);
    expect(fitting(cluster, constraint('DoNotSchedule'))).toEqual(['a1', 'a2', 'b1']);
    place(cluster, 'a1');
    place(cluster, 'b1');
    expect(fitting(cluster, constraint('DoNotSchedule'))).toEqual(['a1', 'a2', 'b1']);
    expect(fitting(cluster, constraint('DoNotSchedule', { minDomains: 3 }))).toEqual([]);
  });

  it('prefers domains with fewer pods, where there is a choice', () => {
    const cluster = aCluster(zones);
    place(cluster, 'a1', {}, 3);
    place(cluster, 'b1');
    // Two zones weigh ln 4: 3 pods are 4 (rounded from 4.16), 1 pod is 1 (from 1.39).
    expect(scores(cluster, constraint('ScheduleAnyway'), 'PodTopologySpread')).toEqual({
      a1: 25,
      a2: 25,
      b1: 100,
      none: 0,
    });
  });

  it('spreads siblings by the defaults of the cluster, though nodes know no zone', () => {
    const cluster = aCluster(
      { n1: {}, n2: {}, n3: {} },
      new Cluster(
        () =>
          ({ app }) =>
            app === 'web',
      ),
    );
    place(cluster, 'n1', {}, 2);
    place(cluster, 'n2');
    // Three hosts weigh ln 5, and a skew of 3 is tolerated: 2 + 1.61 × pods, rounded to 5, 4 and 2.
    expect(scores(cluster, {}, 'PodTopologySpread')).toEqual({ n1: 40, n2: 60, n3: 100 });
  });
});
