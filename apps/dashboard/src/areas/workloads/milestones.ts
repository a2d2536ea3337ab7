// From the moments of a pod to the bars of the waterfall. Pure.

/** Milliseconds since the epoch; undefined: not yet. */
export interface Milestones {
  readonly created: number;
  readonly scheduled: number | undefined;
  /** Its volumes and network are there. */
  readonly prepared: number | undefined;
  /** The last of its containers. */
  readonly started: number | undefined;
  readonly ready: number | undefined;
  readonly isEnding: boolean;
}

export const phases = ['scheduling', 'preparing', 'starting', 'probing', 'ready'] as const;
export type Phase = (typeof phases)[number];

export interface Segment {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
}

/** One after the other; the last reaches to `end`. */
export function segmentsOf({ created, scheduled, prepared, started, ready }: Milestones, end: number): Segment[] {
  const ends = [scheduled, prepared, started, ready];
  const segments: Segment[] = [];
  let from = created;
  for (const [index, phase] of phases.entries()) {
    const next = ends[index];
    // Conditions tell whole seconds, and clocks differ: nothing ends before it began.
    const to = Math.max(from, next ?? end);
    if (to > from) segments.push({ phase, from, to });
    if (next === undefined) break;
    from = to;
  }
  return segments;
}

/** The phase it is in. */
export function phaseOf({ scheduled, prepared, started, ready }: Milestones): Phase {
  const index = [scheduled, prepared, started, ready].indexOf(undefined);
  return phases[index < 0 ? phases.length - 1 : index] ?? 'ready';
}

export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

const shortestMs = 1_000;
/** Pods that were made in this time belong together; later ones came by a failure or another size. */
const longestMs = 15 * 60_000;

/** From the first of the pods to the last that became ready, or to now. */
export function windowOf(pods: readonly Milestones[], now: number): TimeWindow {
  const from = Math.min(now, ...pods.map(({ created }) => created));
  const ends = pods.map(({ ready }) => ready ?? now);
  return { from, to: Math.max(from + shortestMs, ...ends) };
}

export function isLong({ from, to }: TimeWindow): boolean {
  return to - from > longestMs;
}

/** The same as if all had been made at once. */
export function alignedWindowOf(pods: readonly Milestones[], now: number): TimeWindow {
  return { from: 0, to: Math.max(shortestMs, ...pods.map(({ created, ready }) => (ready ?? now) - created)) };
}

/** Where a segment stands in a window, in percent; undefined when it is outside. */
export function placeOf(
  { from, to }: Omit<Segment, 'phase'>,
  window: TimeWindow,
): { readonly left: number; readonly width: number } | undefined {
  const span = window.to - window.from;
  const left = Math.max(0, (from - window.from) / span);
  const right = Math.min(1, (to - window.from) / span);
  return right > left ? { left: left * 100, width: (right - left) * 100 } : undefined;
}
