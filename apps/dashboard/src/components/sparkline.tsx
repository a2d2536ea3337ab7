import { classNames } from './class-names.ts';
import { linePath, type Point } from './sparkline-path.ts';

const size = { width: 100, height: 30 };

/** A line without axes: how something went, not how much it was; that stands beside it as text. */
export function Sparkline({
  points,
  top,
  label,
  className,
}: {
  readonly points: readonly Point[];
  /** The value at the upper edge. */
  readonly top: number;
  /** Undefined where the text beside it says enough. */
  readonly label?: string;
  readonly className?: string;
}) {
  const [only] = points;
  // One value alone is a level.
  const drawn = only && points.length === 1 ? [only, [only[0] + 1, only[1]] as const] : points;
  const line = linePath(drawn, top, size);
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by its label, or passed over.
    <svg
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="none"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
      className={classNames('overflow-visible', className)}
    >
      {only && (
        <>
          <path d={`${line}V${size.height}H0Z`} className="fill-accent opacity-15" />
          <path
            d={line}
            vectorEffect="non-scaling-stroke"
            className="fill-none stroke-accent"
            strokeWidth={1.5}
            strokeLinejoin="round"
          />
        </>
      )}
    </svg>
  );
}
