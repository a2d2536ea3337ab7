'use client';
// How fresh what one sees is.
import { useSyncExternalStore } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { classNames } from '../components/class-names.ts';
import { StatusShape, type Tone } from '../components/status-mark.tsx';
import { useConnection } from '../live/api.tsx';
import { useUrlState } from '../url-state.ts';

export function ConnectionPill() {
  const t = useTranslations('connection');
  const format = useFormatter();
  const { status, aliveAt, retryAt, latencyMs, recovery } = useConnection();
  const [{ at }] = useUrlState();
  const seconds = useSecondsUntil(retryAt);
  if (at) return <Pill tone="warn" text={t('past')} />;
  if (status.state === 'open' || status.state === 'idle') {
    if (recovery)
      return (
        <Pill
          tone="ok"
          text={recovery.isResynced ? t('resynced') : t('caughtUp', { changes: recovery.changes })}
          isNoted
        />
      );
    const ms = latencyMs === undefined ? '' : ` ${Math.max(1, Math.round(latencyMs))} ms`;
    return <Pill tone="ok" text={`${t('live')}${ms}`} />;
  }
  const since = aliveAt === undefined ? undefined : format.dateTime(aliveAt, { timeStyle: 'medium' });
  const text = since === undefined ? t('connecting') : t('reconnecting', { seconds, since });
  return <Pill tone="muted" text={text} isLoud={since !== undefined} />;
}

function Pill({
  tone,
  text,
  isLoud = false,
  isNoted = false,
}: {
  readonly tone: Tone;
  readonly text: string;
  readonly isLoud?: boolean;
  /** Shown on narrow screens too. */
  readonly isNoted?: boolean;
}) {
  return (
    <span
      data-testid="connection"
      title={text}
      className={classNames(
        'inline-flex h-6 items-center gap-1.5 rounded-full px-2 text-sm whitespace-nowrap tabular-nums',
        isLoud ? 'border border-warn text-warn' : 'text-muted',
      )}
    >
      <StatusShape tone={tone} />
      <span className={isLoud || isNoted ? 'max-w-56 truncate max-md:max-w-24 xl:max-w-none' : 'max-md:sr-only'}>
        {text}
      </span>
    </span>
  );
}

function useSecondsUntil(time: number | undefined): number {
  const read = () => (time === undefined ? 0 : Math.max(0, Math.ceil((time - Date.now()) / 1000)));
  return useSyncExternalStore(everySecond, read, () => 0);
}

function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, 500);
  return () => clearInterval(timer);
}
