// `--at`: a revision, a time, or how long ago.
import { parseDurationMs } from '../duration.ts';
import { UsageError } from '../failures.ts';

/** What the API understands: a revision or RFC 3339. Throws UsageError. */
export function parseAt(text: string, nowMs: number): string {
  if (/^\d+$/.test(text)) return text;
  if (text.startsWith('-')) return new Date(nowMs + parseDurationMs(text, '--at')).toISOString();
  const time = Date.parse(text);
  if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\d/.test(text)) {
    throw new UsageError(
      `invalid argument "${text}" for "--at" flag: must be a revision, a time such as 2026-01-31T12:00:00Z, or how long ago: -10m`,
    );
  }
  return new Date(time).toISOString();
}
