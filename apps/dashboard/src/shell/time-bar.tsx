'use client';
// The past, on every page: `?at=` holds the moment, the frame turns amber and nothing can be changed.
import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button, IconButton } from '../components/button.tsx';
import { useUrlState } from '../url-state.ts';

const rangeSeconds = 600;
const stepSeconds = 10;

export function TimeBar({ onClose }: { onClose(): void }) {
  const t = useTranslations('time');
  const format = useFormatter();
  const [{ at }, setUrl] = useUrlState();
  const [back, setBack] = useState(() => secondsBack(at));
  useEffect(() => {
    // Dragged past many moments, only where it rests is read.
    const timer = setTimeout(() => setUrl({ at: back === 0 ? '' : moment(back, at) }), 200);
    return () => clearTimeout(timer);
  }, [back, at, setUrl]);
  const move = (seconds: number) => setBack((before) => Math.max(0, Math.min(rangeSeconds, before + seconds)));
  const leave = () => {
    setBack(0);
    setUrl({ at: '' });
    onClose();
  };
  const shown = at && !Number.isNaN(Date.parse(at)) ? format.dateTime(new Date(at), { timeStyle: 'medium' }) : at;
  return (
    <section aria-label={t('title')} className="flex shrink-0 items-center gap-2 border-t bg-raised px-3 py-1.5">
      <IconButton label={t('earlier')} onClick={() => move(stepSeconds)}>
        <ChevronLeft size={16} aria-hidden />
      </IconButton>
      <input
        type="range"
        min={-rangeSeconds}
        max={0}
        step={1}
        value={-back}
        onChange={(event) => setBack(-Number(event.target.value))}
        aria-label={t('slider')}
        aria-valuetext={shown || t('now')}
        className="min-w-0 grow accent-accent"
      />
      <IconButton label={t('later')} onClick={() => move(-stepSeconds)}>
        <ChevronRight size={16} aria-hidden />
      </IconButton>
      <span className="w-24 text-right tabular-nums">{shown || t('now')}</span>
      {at && <Button onClick={leave}>{t('backToNow')}</Button>}
      <IconButton label={t('close')} onClick={leave}>
        <X size={16} aria-hidden />
      </IconButton>
    </section>
  );
}

function secondsBack(at: string): number {
  const time = Date.parse(at);
  if (!at || Number.isNaN(time)) return 0;
  return Math.max(0, Math.min(rangeSeconds, Math.round((Date.now() - time) / 1000)));
}

/** The moment that the slider means; the one of the address while that is the same place of the slider. */
function moment(back: number, at: string): string {
  return Math.abs(secondsBack(at) - back) <= 1 && at ? at : new Date(Date.now() - back * 1000).toISOString();
}
