// Durations as people read them in tables, with Kubernetes' precision: `45s`, `3m20s`, `5d4h`, `2y10d`.
import { timeMicros } from '../resource/times.ts';

const secondsPerMinute = 60;
const secondsPerHour = 3600;
const hoursPerDay = 24;
const daysPerYear = 365;

/** A large unit, with the small one beside it unless that is zero. */
function pair(amount: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${amount}${unit}` : `${amount}${unit}${rest}${restUnit}`;
}

/** Kubernetes' duration.HumanDuration. Clocks that disagree by less than two seconds are forgiven. */
export function durationText(durationMs: number): string {
  const seconds = Math.trunc(durationMs / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 2 * secondsPerMinute) return `${seconds}s`;
  const minutes = Math.trunc(seconds / secondsPerMinute);
  if (minutes < 10) return pair(minutes, 'm', seconds % secondsPerMinute, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(seconds / secondsPerHour);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 2 * hoursPerDay) return `${hours}h`;
  const days = Math.trunc(hours / hoursPerDay);
  if (days < 8) return pair(days, 'd', hours % hoursPerDay, 'h');
  if (days < 2 * daysPerYear) return `${days}d`;
  const years = Math.trunc(days / daysPerYear);
  return years < 8 ? pair(years, 'y', days % daysPerYear, 'd') : `${years}y`;
}

/** How long ago an RFC 3339 time was; `now` in milliseconds since the epoch. */
export function elapsedText(time: string | undefined, now: number): string {
  const micros = time === undefined ? undefined : timeMicros(time);
  return micros === undefined ? '<unknown>' : durationText(now - micros / 1000);
}
