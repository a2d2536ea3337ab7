'use client';
// The past, on every page: `?at=` holds the moment or the revision, the frame turns amber and nothing can be changed.
import { ChevronLeft, ChevronRight, SkipBack, SkipForward, X } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button, IconButton } from '../components/button.tsx';
import { showToast } from '../components/toast-store.ts';
import { useApi } from '../live/api.tsx';
import { useShownTime } from '../live/shown-moment.tsx';
import { isRevision, readMoment } from '../moment.ts';
import { useUrlState } from '../url-state.ts';
import { neighbourOf } from './time-steps.ts';

const rangeSeconds = 600;
const stepSeconds = 10;

export function TimeBar({ onClose }: { onClose(): void }) {
  const t = useTranslations('time');
  const [{ at }, setUrl] = useUrlState();
  const { time, text } = useShownMoment(at);
  const leave = () => {
    setUrl({ at: '' });
    onClose();
  };
  return (
    <section
      aria-label={t('title')}
      className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-t bg-raised px-3 py-1.5"
    >
      <TimeSteps at={at} time={time} />
      <MomentSlider time={time} text={text} />
      <span className="min-w-24 text-right tabular-nums">{text}</span>
      <MomentForm key={at} />
      {at && (
        <Button look="primary" onClick={leave}>
          {t('backToNow')}
        </Button>
      )}
      <IconButton label={t('close')} onClick={leave}>
        <X size={16} aria-hidden />
      </IconButton>
    </section>
  );
}

/** Steps of seconds, and from change to change. */
function TimeSteps({ at, time }: { readonly at: string; readonly time: number | undefined }) {
  const t = useTranslations('time');
  const { client } = useApi();
  const [, setUrl] = useUrlState();
  const step = (seconds: number) => {
    const next = (time ?? Date.now()) + seconds * 1_000;
    setUrl({ at: next >= Date.now() ? '' : new Date(next).toISOString() });
  };
  const jump = async (way: 'older' | 'newer') => {
    try {
      const revision = await neighbourOf(client, at, way);
      if (revision !== undefined || way === 'newer') setUrl({ at: revision ?? '' });
      else showToast({ tone: 'info', text: t('noOlder') });
    } catch (error) {
      showToast({ tone: 'bad', text: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <div className="flex gap-0.5">
      <IconButton label={t('olderChange')} onClick={() => void jump('older')}>
        <SkipBack size={15} aria-hidden />
      </IconButton>
      <IconButton label={t('earlier')} onClick={() => step(-stepSeconds)}>
        <ChevronLeft size={16} aria-hidden />
      </IconButton>
      <IconButton label={t('later')} disabled={!at} onClick={() => step(stepSeconds)}>
        <ChevronRight size={16} aria-hidden />
      </IconButton>
      <IconButton label={t('newerChange')} disabled={!at} onClick={() => void jump('newer')}>
        <SkipForward size={15} aria-hidden />
      </IconButton>
    </div>
  );
}

const restMs = 200;

function MomentSlider({ time, text }: { readonly time: number | undefined; readonly text: string }) {
  const t = useTranslations('time');
  const [, setUrl] = useUrlState();
  const [dragged, setDragged] = useState<number>();
  useEffect(() => {
    if (dragged === undefined) return;
    // Dragged past many moments, only where it rests is read.
    const timer = setTimeout(() => {
      setUrl({ at: dragged === 0 ? '' : new Date(Date.now() + dragged * 1_000).toISOString() });
      setDragged(undefined);
    }, restMs);
    return () => clearTimeout(timer);
  }, [dragged, setUrl]);
  const back = time === undefined ? 0 : Math.round((time - Date.now()) / 1_000);
  return (
    <input
      type="range"
      min={-rangeSeconds}
      max={0}
      step={1}
      value={dragged ?? Math.max(-rangeSeconds, Math.min(0, back))}
      onChange={(event) => setDragged(Number(event.target.value))}
      aria-label={t('slider')}
      aria-valuetext={text}
      className="h-6 min-w-24 grow accent-accent max-md:order-last max-md:basis-full"
    />
  );
}

/** A moment that is typed: `47`, `5m`, `12:03`. */
function MomentForm() {
  const t = useTranslations('time');
  const [, setUrl] = useUrlState();
  const [isWrong, setWrong] = useState(false);
  const go = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = String(new FormData(event.currentTarget).get('moment') ?? '');
    const at = readMoment(given, Date.now());
    setWrong(at === undefined);
    if (at !== undefined) setUrl({ at });
  };
  return (
    <form onSubmit={go}>
      <input
        name="moment"
        aria-label={t('goTo')}
        aria-invalid={isWrong}
        title={isWrong ? t('wrong') : t('goTo')}
        placeholder={t('forms')}
        className="h-7 w-36 rounded-md border border-control bg-bg px-2 aria-invalid:border-bad"
      />
    </form>
  );
}

function useShownMoment(at: string): { readonly time: number | undefined; readonly text: string } {
  const t = useTranslations('time');
  const format = useFormatter();
  const time = useShownTime();
  if (!at) return { time: undefined, text: t('now') };
  const clock = time === undefined ? undefined : format.dateTime(time, { timeStyle: 'medium' });
  if (!isRevision(at)) return { time, text: clock ?? at };
  const revision = t('revision', { revision: at });
  return { time, text: clock ? `${revision} · ${clock}` : revision };
}
