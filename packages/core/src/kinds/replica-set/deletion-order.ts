// Which pods go first when there are too many, as Kubernetes' ActivePodsWithRanks: those whose end is felt least.
import type { Pod } from '../../resource/generated/kubernetes.ts';
import { isReadyPod, readySinceMs } from '../pod/readiness.ts';
import { isSidecar } from '../pod/sidecar.ts';

const deletionCostAnnotation = 'controller.kubernetes.io/pod-deletion-cost';

/** `related`: active pods that should be spread with these, such as those of the other replica sets of one deployment. */
export function orderForDeletion(pods: readonly Pod[], related: readonly Pod[], nowMs: number): Pod[] {
  const perNode = podsPerNode(related);
  const facts = pods.map((pod) => factsOf(pod, perNode, nowMs));
  return facts.toSorted(compareFacts).map(({ pod }) => pod);
}

/** What puts each pod of an order before the one after it; `undefined` for the last. */
export function reasonsForOrder(ordered: readonly Pod[], related: readonly Pod[], nowMs: number) {
  const perNode = podsPerNode(related);
  const facts = ordered.map((pod) => factsOf(pod, perNode, nowMs));
  return facts.map((each, index) => {
    const next = facts[index + 1];
    return next && criteria.find(({ compare }) => compare(each, next) !== 0)?.reason;
  });
}

function podsPerNode(pods: readonly Pod[]): ReadonlyMap<string, number> {
  const perNode = new Map<string, number>();
  for (const { spec } of pods) {
    const node = spec?.nodeName ?? '';
    if (node !== '') perNode.set(node, (perNode.get(node) ?? 0) + 1);
  }
  return perNode;
}

interface Facts {
  readonly pod: Pod;
  readonly node: string;
  readonly phaseRank: number;
  readonly cost: number;
  /** How many of the related pods are on its node. */
  readonly neighbours: number;
  readonly readySinceMs: number | undefined;
  readonly readyBucket: number;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly createdMs: number;
  readonly createdBucket: number;
}

const phaseRanks: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

function factsOf(pod: Pod, perNode: ReadonlyMap<string, number>, nowMs: number): Facts {
  const node = pod.spec?.nodeName ?? '';
  const readyMs = isReadyPod(pod) ? (readySinceMs(pod) ?? 0) : undefined;
  const createdMs = Date.parse(pod.metadata.creationTimestamp ?? '') || 0;
  return {
    pod,
    node,
    phaseRank: phaseRanks[pod.status?.phase ?? 'Pending'] ?? 0,
    cost: deletionCost(pod),
    neighbours: perNode.get(node) ?? 0,
    readySinceMs: readyMs,
    readyBucket: ageBucket(readyMs ?? 0, nowMs),
    ...restarts(pod),
    createdMs,
    createdBucket: ageBucket(createdMs, nowMs),
  };
}

/** Below zero: `a` goes first. Zero: the next criterion decides. */
type Compare = (a: Facts, b: Facts) => number;

const isReady = ({ readySinceMs: since }: Facts) => since !== undefined;
const differInReadiness = (a: Facts, b: Facts) => isReady(a) && isReady(b) && a.readySinceMs !== b.readySinceMs;
/** Pods of about the same age are told apart by chance, so that a whole generation of them is not lost at once. */
const byUid: Compare = ({ pod: a }, { pod: b }) => {
  const [first, second] = [a.metadata.uid ?? '', b.metadata.uid ?? ''];
  return first < second ? -1 : first > second ? 1 : 0;
};

const criteria: ReadonlyArray<{ readonly reason: string; readonly compare: Compare }> = [
  { reason: 'not assigned to a node', compare: (a, b) => Number(a.node !== '') - Number(b.node !== '') },
  { reason: 'not running yet', compare: (a, b) => a.phaseRank - b.phaseRank },
  { reason: 'not ready', compare: (a, b) => Number(isReady(a)) - Number(isReady(b)) },
  { reason: 'lower pod-deletion-cost', compare: (a, b) => a.cost - b.cost },
  { reason: 'more such pods on its node', compare: (a, b) => b.neighbours - a.neighbours },
  {
    reason: 'ready for a shorter time',
    compare: (a, b) => (differInReadiness(a, b) ? a.readyBucket - b.readyBucket : 0),
  },
  { reason: 'by chance among pods of about one age', compare: (a, b) => (differInReadiness(a, b) ? byUid(a, b) : 0) },
  { reason: 'restarted more often', compare: (a, b) => b.restarts - a.restarts },
  { reason: 'its sidecars restarted more often', compare: (a, b) => b.sidecarRestarts - a.sidecarRestarts },
  { reason: 'younger', compare: (a, b) => a.createdBucket - b.createdBucket },
  {
    reason: 'by chance among pods of about one age',
    compare: (a, b) => (a.createdMs === b.createdMs ? 0 : byUid(a, b)),
  },
];

function compareFacts(a: Facts, b: Facts): number {
  for (const { compare } of criteria) {
    const order = compare(a, b);
    if (order !== 0) return order;
  }
  return 0;
}

/** The logarithm of an age in nanoseconds: ages of one bucket count as equal. */
function ageBucket(sinceMs: number, nowMs: number): number {
  const nanoseconds = (nowMs - sinceMs) * 1_000_000;
  return nanoseconds > 0 ? Math.floor(Math.log2(nanoseconds)) : -1;
}

/** What is no number, or out of range, costs nothing. */
export function deletionCost({ metadata }: Pod): number {
  const text = metadata.annotations?.[deletionCostAnnotation] ?? '0';
  if (!/^(?:0|-?[1-9]\d*)$/.test(text)) return 0;
  const cost = Number(text);
  return Math.abs(cost) > 2_147_483_647 && cost !== -2_147_483_648 ? 0 : cost;
}

/** The most restarts of one container, and of one sidecar. */
function restarts({ spec, status }: Pod) {
  const sidecars = new Set((spec?.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const most = (statuses: readonly { restartCount?: number }[]) =>
    statuses.reduce((highest, { restartCount = 0 }) => Math.max(highest, restartCount), 0);
  return {
    restarts: most(status?.containerStatuses ?? []),
    sidecarRestarts: most((status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name))),
  };
}
