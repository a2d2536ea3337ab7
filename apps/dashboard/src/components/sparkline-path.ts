/** What a line is drawn through: time and value. */
export type Point = readonly [time: number, value: number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Enough for the widest line on a page. */
const mostPoints = 240;

/** The `d` of an SVG path: from the first point at the left to the last at the right, zero at the bottom, `top` at the top. */
export function linePath(points: readonly Point[], top: number, { width, height }: Size): string {
  const [start = 0, end = 0] = [points[0]?.[0], points.at(-1)?.[0]];
  const span = end - start || 1;
  return thinned(points)
    .map(([time, value], index) => {
      const x = ((time - start) / span) * width;
      const y = height - (top > 0 ? Math.min(1, value / top) : 0) * height;
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}

/** Of neighbours that would fall upon each other the highest stays: peaks are what one looks for. */
export function thinned(points: readonly Point[]): readonly Point[] {
  const each = Math.ceil(points.length / mostPoints);
  if (each <= 1) return points;
  const kept: Point[] = [];
  for (let at = 0; at < points.length; at += each) {
    kept.push(points.slice(at, at + each).reduce((highest, point) => (point[1] > highest[1] ? point : highest)));
  }
  return kept;
}
