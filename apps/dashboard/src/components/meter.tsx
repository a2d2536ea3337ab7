import { classNames } from './class-names.ts';

/** How much of a whole is taken: a bar, and the words beside it. */
export function Meter({
  label,
  text,
  percent,
  isLarge = false,
}: {
  readonly label: string;
  readonly text: string;
  readonly percent: number;
  readonly isLarge?: boolean;
}) {
  const tone = percent >= 95 ? 'bg-bad' : percent >= 80 ? 'bg-warn' : 'bg-accent';
  return (
    <div className="flex min-w-0 items-center gap-2">
      <div
        role="meter"
        aria-label={label}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={text}
        className={classNames('min-w-10 grow overflow-hidden rounded-full bg-inset', isLarge ? 'h-3' : 'h-1.5')}
      >
        <div className={classNames('h-full', tone)} style={{ width: `${Math.min(100, percent)}%` }} />
      </div>
      <span className="shrink-0 text-sm tabular-nums">{text}</span>
    </div>
  );
}
