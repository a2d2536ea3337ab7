// What `?at=` says: a moment, or a revision.

export function isRevision(at: string): boolean {
  return /^\d+$/.test(at);
}

/** Milliseconds; undefined for now, for a revision and for what is neither. */
export function timeOf(at: string): number | undefined {
  const time = !at || isRevision(at) ? Number.NaN : Date.parse(at);
  return Number.isNaN(time) ? undefined : time;
}

/** What somebody typed as `at` is to be; undefined where it is no moment of the past. */
export function readMoment(text: string, nowMs: number): string | undefined {
  const given = text.trim();
  if (isRevision(given)) return given;
  const [, amount, unit = ''] = /^-?(\d+)\s*(s|m|h)$/.exec(given) ?? [];
  if (amount) return new Date(nowMs - Number(amount) * (unitMs[unit] ?? 0)).toISOString();
  const [, hours, minutes, seconds = '0'] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(given) ?? [];
  const time = hours ? timeToday(nowMs, Number(hours), Number(minutes), Number(seconds)) : timeOf(given);
  return time === undefined || time > nowMs ? undefined : new Date(time).toISOString();
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

function timeToday(nowMs: number, hours: number, minutes: number, seconds: number): number {
  return new Date(nowMs).setHours(hours, minutes, seconds, 0);
}
