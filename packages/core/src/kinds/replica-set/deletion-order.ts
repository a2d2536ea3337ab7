// Which pods go first when there are too many, as Kubernetes' ActivePodsWithRanks: those whose end is felt least.
import type { Pod } from '../../resource/generated/kubernetes.ts';
import { isReadyPod, readySinceMs } from '../pod/readiness.ts';

const deletionCostAnnotation = 'controller.kubernetes.io/pod-deletion-cost';

/** `related`: active pods that should be spread with these, such as those of the other replica sets of one deployment. */
export function orderForDeletion(pods: readonly Pod[], related: readonly Pod[], nowMs: number): Pod[] {
  const perNode = new Map<string, number>();
  for (const { spec } of related) {
    const node = spec?.nodeName ?? '';
    if (node !== '') perNode.set(node, (perNode.get(node) ?? 0) + 1);
  }
  const facts = pods.map((pod) => factsOf(pod, perNode, nowMs));
  return facts.toSorted(compareFacts).map(({ pod }) => pod);
}

interface Facts {
  readonly pod: Pod;
  /** The lower goes first, from left to right. */
  readonly ranks: readonly number[];
  readonly uid: string;
  readonly readySinceMs: number | undefined;
  readonly readyBucket: number;
  /** The lower goes first, after the time of readiness. */
  readonly restartRanks: readonly number[];
  readonly createdMs: number;
  readonly createdBucket: number;
}

const phaseRanks: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

function factsOf(pod: Pod, perNode: ReadonlyMap<string, number>, nowMs: number): Facts {
  const node = pod.spec?.nodeName ?? '';
  const isReady = isReadyPod(pod);
  const readyMs = isReady ? (readySinceMs(pod) ?? 0) : undefined;
  const createdMs = Date.parse(pod.metadata.creationTimestamp ?? '') || 0;
  return {
    pod,
    ranks: [
      node === '' ? 0 : 1,
      phaseRanks[pod.status?.phase ?? 'Pending'] ?? 0,
      isReady ? 1 : 0,
      deletionCost(pod),
      -(perNode.get(node) ?? 0),
    ],
    uid: pod.metadata.uid ?? '',
    readySinceMs: readyMs,
    readyBucket: ageBucket(readyMs ?? 0, nowMs),
    restartRanks: restarts(pod).map((count) => -count),
    createdMs,
    createdBucket: ageBucket(createdMs, nowMs),
  };
}

function compareFacts(a: Facts, b: Facts): number {
  const byRank = compareRanks(a.ranks, b.ranks);
  if (byRank !== 0) return byRank;
  if (a.readySinceMs !== undefined && b.readySinceMs !== undefined && a.readySinceMs !== b.readySinceMs) {
    return a.readyBucket - b.readyBucket || compareUids(a, b);
  }
  const byRestarts = compareRanks(a.restartRanks, b.restartRanks);
  if (byRestarts !== 0) return byRestarts;
  if (a.createdMs !== b.createdMs) return a.createdBucket - b.createdBucket || compareUids(a, b);
  return 0;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, rank] of a.entries()) {
    const other = b[index] ?? 0;
    if (rank !== other) return rank - other;
  }
  return 0;
}

/** Pods of about the same age are told apart by chance, so that a whole generation of them is not lost at once. */
function compareUids(a: Facts, b: Facts): number {
  return a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0;
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
function restarts({ spec, status }: Pod): readonly number[] {
  const sidecars = new Set(
    (spec?.initContainers ?? []).filter((each) => each.restartPolicy === 'Always').map(({ name }) => name),
  );
  const most = (statuses: readonly { restartCount?: number }[]) =>
    statuses.reduce((highest, { restartCount = 0 }) => Math.max(highest, restartCount), 0);
  return [
    most(status?.containerStatuses ?? []),
    most((status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name))),
  ];
}
