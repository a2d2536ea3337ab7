// Node selectors: what `spec.nodeSelector` and node affinity ask of a node's labels and name.
import type {
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
} from '../resource/generated/kubernetes.ts';

export interface NodeIdentity {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export type NodeTest = (node: NodeIdentity) => boolean;

const integer = /^[+-]?\d+$/;

/** Whether a pod of this spec may be on a node, by its `nodeSelector` and required affinity; undefined: on any. */
export function requiredNodeTest({ nodeSelector, affinity }: PodSpec): NodeTest | undefined {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const wanted = Object.entries(nodeSelector ?? {});
  const test = required && selectorTest(required);
  if (wanted.length === 0) return test;
  return (node) => wanted.every(([key, value]) => labelOf(node, key) === value) && (!test || test(node));
}

/** Names of the only nodes that can match, where every term pins `metadata.name`; undefined: any may. */
export function pinnedNodeNames({ affinity }: PodSpec): ReadonlySet<string> | undefined {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!required) return undefined;
  const names = new Set<string>();
  for (const { matchFields = [] } of required.nodeSelectorTerms) {
    const pins = matchFields.filter(({ key, operator }) => key === 'metadata.name' && operator === 'In');
    if (pins.length === 0) return undefined;
    const [first = [], ...rest] = pins.map(({ values = [] }) => values);
    for (const name of first) if (rest.every((values) => values.includes(name))) names.add(name);
  }
  return names;
}

/** Any term suffices; no term matches nothing. */
function selectorTest({ nodeSelectorTerms }: NodeSelector): NodeTest {
  const terms = nodeSelectorTerms.map(termTest);
  return (node) => terms.some((term) => term(node));
}

/** All requirements must hold; an empty term matches nothing. */
export function termTest({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm): NodeTest {
  if (matchExpressions.length + matchFields.length === 0) return () => false;
  const tests = [
    ...matchExpressions.map((each) => requirementTest(each, (node) => labelOf(node, each.key))),
    ...matchFields.map((each) =>
      requirementTest(each, ({ name }) => (each.key === 'metadata.name' ? name : undefined)),
    ),
  ];
  return (node) => tests.every((test) => test(node));
}

function labelOf({ labels }: NodeIdentity, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function requirementTest(
  { operator, values = [] }: NodeSelectorRequirement,
  read: (node: NodeIdentity) => string | undefined,
): NodeTest {
  switch (operator) {
    case 'In':
      return (node) => isAmong(values, read(node));
    case 'NotIn':
      return (node) => !isAmong(values, read(node));
    case 'Exists':
      return (node) => read(node) !== undefined;
    case 'DoesNotExist':
      return (node) => read(node) === undefined;
    case 'Gt':
      return (node) => compares(read(node), values[0], (a, b) => a > b);
    case 'Lt':
      return (node) => compares(read(node), values[0], (a, b) => a < b);
    default:
      return () => false;
  }
}

function isAmong(values: readonly string[], value: string | undefined): boolean {
  return value !== undefined && values.includes(value);
}

function compares(
  value: string | undefined,
  bound: string | undefined,
  holds: (value: bigint, bound: bigint) => boolean,
): boolean {
  if (value === undefined || bound === undefined || !integer.test(value) || !integer.test(bound)) return false;
  return holds(BigInt(value), BigInt(bound));
}
