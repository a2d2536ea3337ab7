// What the scheduler says of nodes, in words: how many could take the pod, which are best and why, and what the others were
// turned down for. Pure.
import { countText, type Finding, namesText } from './finding.ts';

export interface NodeVerdict {
  readonly node: string;
  readonly fits: boolean;
  /** Null where it does not fit. */
  readonly score: number | null;
  readonly checks: ReadonlyArray<{ readonly plugin: string; readonly passed: boolean; readonly reason: string | null }>;
  readonly scores: ReadonlyArray<{ readonly plugin: string; readonly score: number; readonly weight: number }>;
}

export interface Explanation {
  readonly schedulable: boolean;
  readonly message: string | null;
  /** The best first. */
  readonly nodes: readonly NodeVerdict[];
}

const shownBest = 3;

/** `node`: where the pod is, if it is anywhere; then all is said as if it were new. */
export function schedulingFindings({ nodes }: Explanation, node: string | undefined): Finding[] {
  if (nodes.length === 0) return [{ text: 'there are no nodes' }];
  const fitting = nodes.filter(({ fits }) => fits);
  const asNew = node ? ', if it were new' : '';
  const could = `${fitting.length} of ${countText(nodes.length, 'node')} could take it${asNew}`;
  const own = fitting.findIndex((each) => each.node === node);
  const best = fitting.slice(0, shownBest);
  const shown = own >= shownBest ? [...best, ...fitting.slice(own, own + 1)] : best;
  const details = shown.map((each) => `${scoreText(each)}${each.node === node ? ', where it is' : ''}`);
  return [
    { text: details.length > 0 ? `${could}, the best first:` : could, ...(details.length > 0 && { details }) },
    ...turnedDown(nodes),
  ];
}

/** `n1: score 250 = NodeResourcesFit 50 + TaintToleration 3 × 100` */
function scoreText({ node, score, scores }: NodeVerdict): string {
  const parts = scores
    .filter((each) => each.score > 0)
    .map((each) => `${each.plugin} ${each.weight === 1 ? '' : `${each.weight} × `}${each.score}`);
  return `${node}: score ${score ?? 0}${parts.length > 0 ? ` = ${parts.join(' + ')}` : ''}`;
}

/** By reason, the most frequent first; a node can have several. */
function turnedDown(nodes: readonly NodeVerdict[]): Finding[] {
  const byReason = new Map<string, string[]>();
  for (const { node, fits, checks } of nodes) {
    if (fits) continue;
    for (const { plugin, passed, reason } of checks) {
      if (passed) continue;
      const text = reason ? `${reason} (${plugin})` : plugin;
      byReason.set(text, [...(byReason.get(text) ?? []), node]);
    }
  }
  if (byReason.size === 0) return [];
  const groups = [...byReason].sort(([, a], [, b]) => b.length - a.length);
  const details = groups.map(([reason, names]) => `${countText(names.length, 'node')}: ${reason}: ${namesText(names)}`);
  const count = nodes.filter(({ fits }) => !fits).length;
  return [{ text: `${countText(count, 'node')} cannot, for these reasons:`, details }];
}
