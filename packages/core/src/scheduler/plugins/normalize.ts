import { maxNodeScore } from '../plugin.ts';

/** The highest score becomes 100 and the others their share of it; reversed, the highest becomes 0. */
export function normalizeByHighest(scores: Float64Array, count: number, { isReversed = false } = {}): void {
  let highest = 0;
  for (let at = 0; at < count; at++) highest = Math.max(highest, scores[at] ?? 0);
  if (highest === 0) {
    if (isReversed) scores.fill(maxNodeScore, 0, count);
    return;
  }
  for (let at = 0; at < count; at++) {
    const share = Math.trunc((maxNodeScore * (scores[at] ?? 0)) / highest);
    scores[at] = isReversed ? maxNodeScore - share : share;
  }
}
