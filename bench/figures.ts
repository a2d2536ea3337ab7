// Numbers as benchmarks print them.

export function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** The value that a share of all lies at or below; `sorted` ascends. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const position = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return sorted[Math.max(position, 0)] ?? Number.NaN;
}

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function latencyFigures(latenciesMs: Float64Array | readonly number[]): Latency {
  const sorted = Float64Array.from(latenciesMs).sort();
  return { p50Ms: round(percentile(sorted, 0.5)), p99Ms: round(percentile(sorted, 0.99)) };
}
