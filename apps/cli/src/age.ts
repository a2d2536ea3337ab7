// Ages as Kubernetes' tables show them: `45s`, `3m20s`, `5d4h`, `2y10d`.

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** From so many seconds on the age is told in this unit, with the smaller one beside it up to `pairBelow`. */
const scales = [
  { from: 8 * year, unit: year, letter: 'y' },
  { from: 2 * year, unit: year, letter: 'y', rest: day, restLetter: 'd' },
  { from: 8 * day, unit: day, letter: 'd' },
  { from: 2 * day, unit: day, letter: 'd', rest: hour, restLetter: 'h' },
  { from: 8 * hour, unit: hour, letter: 'h' },
  { from: 3 * hour, unit: hour, letter: 'h', rest: minute, restLetter: 'm' },
  { from: 10 * minute, unit: minute, letter: 'm' },
  { from: 2 * minute, unit: minute, letter: 'm', rest: 1, restLetter: 's' },
] as const;

function durationText(durationMs: number): string {
  const seconds = Math.trunc(durationMs / 1000);
  // Clocks that disagree by less than two seconds are forgiven.
  if (seconds < -1) return '<invalid>';
  const scale = scales.find(({ from }) => seconds >= from);
  if (!scale) return `${Math.max(seconds, 0)}s`;
  const whole = `${Math.trunc(seconds / scale.unit)}${scale.letter}`;
  if (!('rest' in scale)) return whole;
  const rest = Math.trunc((seconds % scale.unit) / scale.rest);
  return rest === 0 ? whole : `${whole}${rest}${scale.restLetter}`;
}

/** How long ago a time in RFC 3339 was. */
export function ageText(time: string | undefined, nowMs: number): string {
  const then = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(then) ? '<unknown>' : durationText(nowMs - then);
}
