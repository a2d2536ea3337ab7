// Flags that are durations, as Go writes them: `15s`, `1m30s`.
import { parseDuration } from '@portolan/core/resource/times.ts';
import { z } from 'zod';

/** In milliseconds. */
export function duration(defaultMs: number) {
  return z
    .string()
    .transform((text, context) => {
      const nanoseconds = parseDuration(text);
      if (nanoseconds !== undefined) return Number(nanoseconds) / 1_000_000;
      context.addIssue({
        code: 'custom',
        message: `invalid duration ${JSON.stringify(text)}: write it as 15s or 1m30s`,
      });
      return z.NEVER;
    })
    .default(defaultMs);
}

export function positiveDuration(defaultMs: number) {
  return duration(defaultMs).refine((ms) => ms > 0, 'must be more than 0');
}
