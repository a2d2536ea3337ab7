// Times and durations as Kubernetes reads and prints them: RFC 3339 (metav1.Time, metav1.MicroTime) and Go's durations.

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

// Most times come in canonical form already. Days past the 28th are left to the calendar.
const plainTime = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const plainMicroTime = new RegExp(plainTime.source.replace('Z$', '\\.\\d{6}Z$'));

interface Instant {
  /** Whole seconds since the epoch, in milliseconds. */
  readonly wholeMs: number;
  readonly micros: number;
}

/** `undefined` when the text is no RFC 3339 time, or one outside the years 0 to 9999 in UTC. */
function parseInstant(text: string): Instant | undefined {
  const match = rfc3339.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] = match.slice(7);
  if (hour > 23 || minute > 59 || second > 59 || Number(offsetHours) > 23 || Number(offsetMinutes) > 59)
    return undefined;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  // Dates roll over: 30 February would be 1 March.
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return undefined;
  local.setUTCHours(hour, minute, second);
  const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  const wholeMs = local.getTime() + (sign === '-' ? offsetMs : -offsetMs);
  const utcYear = new Date(wholeMs).getUTCFullYear();
  if (utcYear < 0 || utcYear > 9999) return undefined;
  return { wholeMs, micros: Number(fraction.slice(0, 6).padEnd(6, '0')) };
}

function seconds(wholeMs: number): string {
  return new Date(wholeMs).toISOString().slice(0, 19);
}

/** Whole seconds in UTC, as Kubernetes' Time is stored: `2026-01-02T15:04:05Z`. */
export function canonicalTime(text: string): string | undefined {
  if (plainTime.test(text)) return text;
  const instant = parseInstant(text);
  return instant && `${seconds(instant.wholeMs)}Z`;
}

/** Microseconds in UTC, as Kubernetes' MicroTime is stored: `2026-01-02T15:04:05.000000Z`. */
export function canonicalMicroTime(text: string): string | undefined {
  if (plainMicroTime.test(text)) return text;
  const instant = parseInstant(text);
  return instant && `${seconds(instant.wholeMs)}.${String(instant.micros).padStart(6, '0')}Z`;
}

/** Microseconds since the epoch, for comparing times of either precision. */
export function timeMicros(text: string): number | undefined {
  const instant = parseInstant(text);
  return instant && instant.wholeMs * 1000 + instant.micros;
}

const nanosPerUnit: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const durationPart = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const maxDuration = 2n ** 63n - 1n;

/** Nanoseconds of a Go duration such as `1h30m` or `1.5s`; `undefined` when it is none. */
export function parseDuration(text: string): bigint | undefined {
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return 0n;
  if (unsigned === '' || unsigned.length > 64) return undefined;
  let total = 0n;
  for (durationPart.lastIndex = 0; durationPart.lastIndex < unsigned.length; ) {
    const [part, integer = '', fraction = '', unit = ''] = durationPart.exec(unsigned) ?? [];
    const nanos = nanosPerUnit[unit];
    if (part === undefined || nanos === undefined || integer + fraction === '') return undefined;
    total += (BigInt(integer + fraction) * nanos) / 10n ** BigInt(fraction.length);
  }
  if (total > maxDuration) return undefined;
  return text.startsWith('-') ? -total : total;
}

/** As Go prints a duration: `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size < 1_000_000_000n) {
    const [unit, scale] = size < 1_000n ? ['ns', 0] : size < 1_000_000n ? ['µs', 3] : ['ms', 6];
    return `${sign}${decimal(size, Number(scale))}${unit}`;
  }
  const minutes = size / 60_000_000_000n;
  const rest = `${decimal(size % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + rest;
  return minutes < 60n ? `${sign}${minutes}m${rest}` : `${sign}${minutes / 60n}h${minutes % 60n}m${rest}`;
}

/** A whole number of 10^-places as a decimal without trailing zeros. */
function decimal(amount: bigint, places: number): string {
  const digits = String(amount).padStart(places + 1, '0');
  const point = digits.length - places;
  const fraction = digits.slice(point).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, point) : `${digits.slice(0, point)}.${fraction}`;
}
