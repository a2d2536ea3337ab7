'use client';
// One line for each pod of a rollout: when it was scheduled, prepared, started and ready.
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { StatusMark } from '../../components/status-mark.tsx';
import { useShownTime } from '../../live/shown-moment.tsx';
import { useKeepingHref } from '../../url-state.ts';
import { toneOfGroup } from '../pods/pod-status.ts';
import {
  alignedWindowOf,
  isLong,
  type Phase,
  phaseOf,
  phases,
  placeOf,
  segmentsOf,
  type TimeWindow,
  windowOf,
} from './milestones.ts';
import type { RolloutPod } from './rollout-pods.ts';

const colours: Readonly<Record<Phase, string>> = {
  scheduling: 'bg-muted',
  preparing: 'bg-pending',
  starting: 'bg-info',
  probing: 'bg-warn',
  ready: 'bg-ok',
};

export interface WaterfallLine {
  readonly pod: RolloutPod;
  /** `#3`; empty where pods have no versions. */
  readonly version: string;
  /** Of a version that is on its way out. */
  readonly isOld: boolean;
}

const shownAtMost = 200;

export function Waterfall({ lines }: { readonly lines: readonly WaterfallLine[] }) {
  const t = useTranslations('workloads.waterfall');
  const fresh = lines.filter(({ isOld }) => !isOld).map(({ pod }) => pod.milestones);
  const now = useNow(fresh.some(({ ready }) => ready === undefined));
  const byClock = windowOf(fresh, now);
  const [chosen, setAligned] = useState<boolean>();
  const isAligned = chosen ?? isLong(byClock);
  const window = isAligned ? alignedWindowOf(fresh, now) : byClock;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Legend />
        <Button aria-pressed={isAligned} className="ml-auto" onClick={() => setAligned(!isAligned)}>
          {t(isAligned ? 'aligned' : 'byClock')}
        </Button>
      </div>
      <table className="w-full table-fixed text-left" aria-label={t('title')}>
        <thead className="text-xs text-muted uppercase">
          <tr>
            <th scope="col" className="w-[38%] px-2 py-1 font-medium md:w-64">
              {t('pod')}
            </th>
            <th scope="col" className="px-2 py-1 font-medium">
              <span className="flex justify-between tabular-nums">
                <span>{t('seconds', { seconds: 0 })}</span>
                <span>{t('seconds', { seconds: secondsOf(window.to - window.from) })}</span>
              </span>
            </th>
            <th scope="col" className="w-[32%] px-2 py-1 font-medium md:w-56">
              {t('state')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, shownAtMost).map((line) => (
            <Line key={line.pod.key} line={line} window={window} isAligned={isAligned} now={now} />
          ))}
        </tbody>
      </table>
      {lines.length > shownAtMost && <p className="text-muted">{t('others', { count: lines.length - shownAtMost })}</p>}
    </div>
  );
}

function Legend() {
  const t = useTranslations('workloads.waterfall');
  return (
    <ul className="flex flex-wrap gap-x-3 text-sm" aria-label={t('legend')}>
      {phases.map((phase) => (
        <li key={phase} className="flex items-center gap-1.5">
          <span aria-hidden className={classNames('size-2.5 rounded-sm', colours[phase])} />
          {t(`phases.${phase}`)}
        </li>
      ))}
    </ul>
  );
}

function Line({
  line: { pod, version, isOld },
  window,
  isAligned,
  now,
}: {
  readonly line: WaterfallLine;
  readonly window: TimeWindow;
  readonly isAligned: boolean;
  readonly now: number;
}) {
  const t = useTranslations('workloads.waterfall');
  const href = useKeepingHref();
  const { milestones, namespace, name } = pod;
  const shift = isAligned ? milestones.created : 0;
  const segments = segmentsOf(milestones, Math.max(now, window.to + shift));
  return (
    <tr className={classNames('border-t', isOld && 'text-muted')}>
      {/* Names of pods differ at their ends. */}
      <td className="truncate px-2 py-1 text-left max-md:[direction:rtl]" title={name}>
        <Link href={href(`/pods/${namespace}/${name}`)} className="text-accent hover:underline">
          <bdi>{name}</bdi>
        </Link>{' '}
        {version && <span className="text-xs text-muted">{isOld ? t('old', { version }) : version}</span>}
      </td>
      <td className="px-2 py-1">
        <div className="relative h-3 overflow-hidden rounded-sm bg-inset" aria-hidden>
          {segments.map(({ phase, from, to }) => {
            const place = placeOf({ from: from - shift, to: to - shift }, window);
            const style = place && { left: `${place.left}%`, width: `${place.width}%` };
            return (
              style && (
                <span
                  key={phase}
                  data-phase={phase}
                  className={classNames('absolute inset-y-0', colours[phase], isOld && 'opacity-40')}
                  style={style}
                />
              )
            );
          })}
        </div>
      </td>
      <td className="truncate px-2 py-1">
        <LineState pod={pod} />
      </td>
    </tr>
  );
}

/** The same in words. */
function LineState({ pod: { milestones, status, group } }: { readonly pod: RolloutPod }) {
  const t = useTranslations('workloads.waterfall');
  const { created, ready, isEnding } = milestones;
  if (isEnding) return <StatusMark tone="muted" word={t('ending')} />;
  if (ready !== undefined && group === 'running')
    return <StatusMark tone="ok" word={t('readyAfter', { seconds: secondsOf(ready - created) })} />;
  const word = group === 'running' || group === 'pending' ? t(`waiting.${phaseOf(milestones)}`) : status;
  return <StatusMark tone={toneOfGroup[group]} word={word} />;
}

function secondsOf(ms: number): number {
  return Math.max(0, Math.round(ms / 1_000));
}

/** The moment that is shown; of the present, it moves on while something is not finished. */
function useNow(isMoving: boolean): number {
  const shown = useShownTime();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    if (!isMoving || shown !== undefined) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isMoving, shown]);
  return shown ?? now;
}
