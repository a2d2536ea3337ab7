// A status is told by colour, shape and word, always all three.
import { classNames } from './class-names.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'pending' | 'muted';

const colours: Readonly<Record<Tone, string>> = {
  ok: 'text-ok',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  pending: 'text-pending',
  muted: 'text-muted',
};

/** In a square of 10 by 10. */
const shapes: Readonly<Record<Tone, string>> = {
  ok: 'M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8z',
  warn: 'M5 1L9.5 9h-9z',
  bad: 'M1.2 1.2h7.6v7.6h-7.6z',
  info: 'M5 .5L9.5 5L5 9.5L.5 5z',
  pending: 'M5 1a4 4 0 1 0 0 8zM5 1a4 4 0 0 1 0 8v-1a3 3 0 0 0 0-6z',
  muted: 'M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM5 2.3a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 1 1 0-5.4z',
};

export function StatusShape({ tone, className }: { readonly tone: Tone; readonly className?: string }) {
  return (
    <svg
      viewBox="0 0 10 10"
      aria-hidden="true"
      className={classNames('size-2.5 shrink-0', colours[tone], className)}
      fill="currentColor"
      fillRule="evenodd"
    >
      <path d={shapes[tone]} />
    </svg>
  );
}

export function StatusMark({
  tone,
  word,
  className,
}: {
  readonly tone: Tone;
  readonly word: string;
  readonly className?: string;
}) {
  return (
    <span className={classNames('inline-flex min-w-0 items-center gap-1.5', colours[tone], className)}>
      <StatusShape tone={tone} />
      <span className="truncate">{word}</span>
    </span>
  );
}
