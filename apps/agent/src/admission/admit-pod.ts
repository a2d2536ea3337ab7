// Whether this node takes a pod that was assigned to it: as the scheduler would judge, for pods that came without it.
import type {
  Container,
  Node,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  Pod,
  Taint,
  Toleration,
} from '@portolan/client';
import { milliValue, wholeValue } from '@portolan/client/quantity.ts';
import { isSidecar, isStaticPod, specOf } from '../pod-spec.ts';

export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

export interface AdmissionInput {
  readonly pod: Pod;
  readonly node: Pick<Node, 'metadata' | 'spec'>;
  readonly allocatable: Readonly<Record<string, string>>;
  /** The other pods that use this node. */
  readonly others: readonly Pod[];
}

export function admitPod(input: AdmissionInput): Refusal | undefined {
  return refuseForResources(input) ?? refuseForNode(input.pod, input.node);
}

function refuseForResources({ pod, allocatable, others }: AdmissionInput): Refusal | undefined {
  const capacity = allocatable.pods === undefined ? undefined : wholeValue(allocatable.pods);
  if (capacity !== undefined && others.length + 1 > capacity) {
    return outOf('pods', 1, others.length, capacity);
  }
  for (const [name, requested] of podRequests(pod)) {
    const available = allocatable[name];
    if (requested === 0 || (available === undefined && name.includes('/'))) continue;
    const total = available === undefined ? 0 : amountOf(name, available);
    const used = others.reduce((sum, each) => sum + (podRequests(each).get(name) ?? 0), 0);
    if (used + requested > total) return outOf(name, requested, used, total);
  }
  return undefined;
}

function outOf(resource: string, requested: number, used: number, capacity: number): Refusal {
  const message = `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
  return { reason: `OutOf${resource}`, message };
}

function amountOf(resource: string, quantity: string): number {
  return resource === 'cpu' ? milliValue(quantity) : wholeValue(quantity);
}

type Requests = Map<string, number>;

/** CPU in thousandths. An init container needs its share only while it runs; a sidecar from then on. */
function podRequests(pod: Pod): Requests {
  const { initContainers = [], containers, overhead = {} } = specOf(pod);
  const total: Requests = new Map();
  for (const each of containers) add(total, requestsOf(each));
  const sidecars: Requests = new Map();
  const peak: Requests = new Map();
  for (const each of initContainers) {
    const own = requestsOf(each);
    if (isSidecar(each)) {
      add(total, own);
      add(sidecars, own);
      raise(peak, sidecars);
    } else {
      const meanwhile = new Map(sidecars);
      add(meanwhile, own);
      raise(peak, meanwhile);
    }
  }
  raise(total, peak);
  for (const [name, quantity] of Object.entries(overhead))
    total.set(name, (total.get(name) ?? 0) + amountOf(name, quantity));
  return total;
}

function requestsOf({ resources }: Container): Requests {
  const quantities = { ...resources?.limits, ...resources?.requests };
  return new Map(Object.entries(quantities).map(([name, quantity]) => [name, amountOf(name, quantity)]));
}

function add(to: Requests, more: Requests): void {
  for (const [name, value] of more) to.set(name, (to.get(name) ?? 0) + value);
}

function raise(to: Requests, atLeast: Requests): void {
  for (const [name, value] of atLeast) to.set(name, Math.max(to.get(name) ?? 0, value));
}

function refuseForNode(pod: Pod, node: AdmissionInput['node']): Refusal | undefined {
  if (!matchesNode(pod, node)) {
    const message = "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";
    return { reason: 'NodeAffinity', message };
  }
  const taint = (node.spec?.taints ?? []).find(
    (each) => each.effect === 'NoExecute' && !(specOf(pod).tolerations ?? []).some((other) => tolerates(other, each)),
  );
  if (!taint || isStaticPod(pod)) return undefined;
  return {
    reason: 'TaintToleration',
    message: 'Predicate TaintToleration failed: node(s) had taints that the pod did not tolerate',
  };
}

function matchesNode(pod: Pod, { metadata }: AdmissionInput['node']): boolean {
  const { nodeSelector = {}, affinity } = specOf(pod);
  const labels = metadata.labels ?? {};
  if (Object.entries(nodeSelector).some(([key, value]) => labels[key] !== value)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((term) => matchesTerm(term, labels, metadata.name));
}

function matchesTerm(term: NodeSelectorTerm, labels: Readonly<Record<string, string>>, name: string): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchExpressions.every((each) => meets(each, labels[each.key])) &&
    matchFields.every((each) => meets(each, each.key === 'metadata.name' ? name : undefined))
  );
}

function meets({ operator, values = [] }: NodeSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const [have, limit] = [Number.parseInt(value ?? '', 10), Number.parseInt(values[0] ?? '', 10)];
      return operator === 'Gt' ? have > limit : have < limit;
    }
    default:
      return false;
  }
}

function tolerates({ key, operator = 'Equal', value = '', effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  return operator === 'Exists' || (Boolean(key) && value === (taint.value ?? ''));
}
