// Why a pod is where it is, or nowhere: what the scheduler's plug-ins say of every node, and what would change their mind.
import type { Pod, Toleration } from '@portolan/client/generated/kubernetes.ts';
import { quantityNumber } from '@portolan/client/quantity.ts';
import { bytesText, coresText } from '../../components/amounts.ts';

export interface Check {
  readonly plugin: string;
  readonly passed: boolean;
  readonly reason: string | null;
}

export interface Verdict {
  readonly node: string;
  readonly fits: boolean;
  /** Null where it does not fit. */
  readonly score: number | null;
  readonly checks: readonly Check[];
  readonly scores: ReadonlyArray<{ readonly plugin: string; readonly score: number; readonly weight: number }>;
}

export interface Explanation {
  readonly schedulable: boolean;
  readonly message: string | null;
  readonly nodes: readonly Verdict[];
}

export const explainDocument = `query Why($namespace: String, $name: String, $manifest: JSON) {
  explainScheduling(namespace: $namespace, name: $name, manifest: $manifest) {
    schedulable message
    nodes { node fits score checks { plugin passed reason } scores { plugin score weight } }
  }
}`;

/** What there is of a node for the pod that is asked about, which takes nothing there itself. */
export interface Room {
  /** Cores and bytes. */
  readonly cpu: number;
  readonly memory: number;
  readonly pods: number;
  /** `key=value:effect` */
  readonly taints: readonly string[];
}

export interface Demand {
  readonly cpu: number;
  readonly memory: number;
}

export type Fix =
  | { readonly type: 'free'; readonly resource: string; readonly amount: string }
  | { readonly type: 'evict' }
  | { readonly type: 'other'; readonly resource: string }
  | { readonly type: 'tolerate'; readonly taints: string }
  | { readonly type: 'uncordon' }
  | { readonly type: 'label'; readonly labels: string }
  | { readonly type: 'affinity' }
  | { readonly type: 'nodeName'; readonly name: string }
  | { readonly type: 'ports'; readonly ports: string }
  | { readonly type: 'spread' };

/** As the scheduler counts: containers together, or an init container where that asks for more, and the overhead. */
export function demandOf({ spec }: Pod): Demand {
  return { cpu: demanded(spec, 'cpu'), memory: demanded(spec, 'memory') };
}

function demanded(spec: Pod['spec'], resource: string): number {
  const read = (quantities: Readonly<Record<string, string>> | undefined) =>
    quantityNumber(quantities?.[resource] ?? '0');
  let sidecars = 0;
  let highest = 0;
  for (const { restartPolicy, resources } of spec?.initContainers ?? []) {
    const own = read(resources?.requests);
    if (restartPolicy === 'Always') sidecars += own;
    highest = Math.max(highest, restartPolicy === 'Always' ? sidecars : sidecars + own);
  }
  const together = (spec?.containers ?? []).reduce((sum, { resources }) => sum + read(resources?.requests), sidecars);
  return Math.max(together, highest) + read(spec?.overhead);
}

/** `needs 2, free 1.5` of what is short, in words of the plug-in otherwise. */
export function numbersOf(
  check: Check,
  demand: Demand,
  room: Room | undefined,
): ReadonlyArray<readonly [string, string]> {
  if (check.plugin !== 'NodeResourcesFit' || !room) return [];
  const short = new Set(reasonsOf(check));
  const rows: Array<readonly [string, string]> = [];
  if (check.passed || short.has('Insufficient cpu')) {
    rows.push(['cpu', `${coresText(demand.cpu)} / ${coresText(Math.max(0, room.cpu))}`]);
  }
  if (check.passed || short.has('Insufficient memory')) {
    rows.push(['memory', `${bytesText(demand.memory)} / ${bytesText(Math.max(0, room.memory))}`]);
  }
  return rows;
}

export function fixesOf({ checks }: Verdict, pod: Pod, room: Room | undefined): readonly Fix[] {
  return checks.filter(({ passed }) => !passed).flatMap((check) => fixesOfCheck(check, pod, room));
}

function fixesOfCheck(check: Check, pod: Pod, room: Room | undefined): readonly Fix[] {
  const { spec } = pod;
  switch (check.plugin) {
    case 'NodeResourcesFit':
      return reasonsOf(check).map((reason) => resourceFix(reason, demandOf(pod), room));
    case 'TaintToleration': {
      // The taint of a cordon goes with the cordon, which has a check of its own.
      const taints = (room?.taints ?? []).filter((taint) => !taint.startsWith('node.kubernetes.io/unschedulable:'));
      const kept = untolerated(taints, spec?.tolerations ?? []);
      return kept.length > 0 || !room ? [{ type: 'tolerate', taints: kept.join(', ') }] : [];
    }
    case 'NodeUnschedulable':
      return [{ type: 'uncordon' }];
    case 'NodeAffinity': {
      const labels = Object.entries(spec?.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`);
      return [labels.length > 0 ? { type: 'label', labels: labels.join(', ') } : { type: 'affinity' }];
    }
    case 'NodeName':
      return [{ type: 'nodeName', name: spec?.nodeName ?? '' }];
    case 'NodePorts':
      return [{ type: 'ports', ports: hostPorts(pod).join(', ') }];
    case 'PodTopologySpread':
      return [{ type: 'spread' }];
    default:
      return [];
  }
}

function reasonsOf({ reason }: Check): readonly string[] {
  return reason ? reason.split(', ') : [];
}

function resourceFix(reason: string, demand: Demand, room: Room | undefined): Fix {
  const resource = reason.replace(/^Insufficient /, '');
  if (reason === 'Too many pods') return { type: 'evict' };
  if (room && resource === 'cpu') return { type: 'free', resource, amount: coresText(demand.cpu - room.cpu) };
  if (room && resource === 'memory') return { type: 'free', resource, amount: bytesText(demand.memory - room.memory) };
  return { type: 'other', resource };
}

/** Those that keep the pod away. */
export function untolerated(taints: readonly string[], tolerations: readonly Toleration[]): readonly string[] {
  return taints.filter((taint) => {
    const [, key = '', value = '', effect = ''] = /^([^=:]*)(?:=([^:]*))?:(.*)$/.exec(taint) ?? [];
    if (effect === 'PreferNoSchedule') return false;
    return !tolerations.some(
      (each) =>
        (!each.effect || each.effect === effect) &&
        (each.key ? each.key === key : each.operator === 'Exists') &&
        (each.operator === 'Exists' || (each.value ?? '') === value),
    );
  });
}

function hostPorts({ spec }: Pod): readonly number[] {
  return (spec?.containers ?? []).flatMap(({ ports = [] }) => ports.flatMap(({ hostPort }) => hostPort ?? []));
}

export interface WhatIf {
  /** Of the first container; as it is when empty. */
  readonly cpu: string;
  readonly memory: string;
  readonly toleratesAll: boolean;
  readonly goesAnywhere: boolean;
}

/** A pod like this one, but for what is asked. */
export function manifestOf({ metadata, spec }: Pod, { cpu, memory, toleratesAll, goesAnywhere }: WhatIf): object {
  const {
    nodeName: _,
    containers = [],
    nodeSelector,
    affinity,
    tolerations = [],
    ...rest
  } = spec ?? { containers: [] };
  const [first, ...others] = containers;
  const requests = { ...first?.resources?.requests, ...(cpu && { cpu }), ...(memory && { memory }) };
  // A limit below what is asked for would be refused, and matters to no node.
  const resources = { ...first?.resources, limits: undefined, requests };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: metadata.name, namespace: metadata.namespace, labels: metadata.labels },
    spec: {
      ...rest,
      containers: first ? [{ ...first, resources }, ...others] : [],
      tolerations: toleratesAll ? [{ operator: 'Exists' }] : tolerations,
      ...(!goesAnywhere && { nodeSelector, affinity }),
    },
  };
}
