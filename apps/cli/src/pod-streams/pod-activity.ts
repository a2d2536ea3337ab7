// Which of several pods to talk to when one is as good as the other: kubectl's order, the most active first.
import type { Pod } from '@portolan/client';

const phaseRank: Readonly<Record<string, number>> = { Running: 0, Unknown: 1, Pending: 2 };

/** On a node, running, ready, with fewer restarts, older. */
export function byActivity(a: Pod, b: Pod): number {
  const ranksA = ranksOf(a);
  const ranksB = ranksOf(b);
  const differs = ranksA.findIndex((rank, index) => rank !== ranksB[index]);
  if (differs >= 0) return (ranksA[differs] ?? 0) - (ranksB[differs] ?? 0);
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

function ranksOf({ metadata, spec, status }: Pod): number[] {
  const ready = status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True');
  const restarts = Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount }) => restartCount ?? 0));
  return [
    metadata.deletionTimestamp ? 1 : 0,
    spec?.nodeName ? 0 : 1,
    phaseRank[status?.phase ?? ''] ?? 3,
    ready ? 0 : 1,
    restarts,
    Date.parse(metadata.creationTimestamp ?? '') || 0,
  ];
}
