/** Whole names of classes: the style sheet is made of what stands in the source. */
const colors = [
  'text-series-1',
  'text-series-2',
  'text-series-3',
  'text-series-4',
  'text-series-5',
  'text-series-6',
] as const;

/** The colour of the nth of several that are told apart; names always stand beside colours. */
export function seriesColor(index: number): string {
  return colors[index % colors.length] ?? colors[0];
}
