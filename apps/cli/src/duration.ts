// Durations as Go and kubectl write them: `30s`, `1m30s`, `250ms`, `1h`; a bare number is seconds.
import { UsageError } from './failures.ts';

const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds, negative for a duration that begins with `-`. Throws UsageError naming the flag. */
export function parseDurationMs(text: string, flag: string): number {
  const [, sign, amount = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  const factor = sign === '-' ? -1 : 1;
  if (/^\d+(\.\d+)?$/.test(amount)) return factor * Number(amount) * 1000;
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d))+$/.test(amount)) {
    throw new UsageError(`invalid argument "${text}" for "${flag}" flag: time: invalid duration "${text}"`);
  }
  const parts = amount.matchAll(/(\d+(?:\.\d+)?)([a-zµ]+)/g);
  return factor * [...parts].reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitsMs[unit] ?? 0), 0);
}
