'use client';
// What a pod or node uses: as a cell of a list, and as lines of the last hour.
import { useFormatter, useTranslations } from 'use-intl';
import { type Usage, useUsage } from '../live/usage.ts';
import type { UsageSample } from '../live/usage-monitor.ts';
import { bytesText, coresText } from './amounts.ts';
import { Sparkline } from './sparkline.tsx';
import type { Point } from './sparkline-path.ts';

type Resource = 'cpu' | 'memory';

interface UsageOf {
  readonly kind: keyof Usage;
  /** `n1`, `shop/web-1`. */
  readonly of: string;
}

const amountOf = { cpu: ({ cores }: UsageSample) => cores, memory: ({ bytes }: UsageSample) => bytes };
const textOf = { cpu: coresText, memory: bytesText };
/** What a cell shows of the hour. */
const cellMs = 120_000;

export function UsageCell({ kind, of, resource }: UsageOf & { readonly resource: Resource }) {
  const samples = useUsage(kind, of);
  const last = samples.at(-1);
  if (!last) return <span className="text-muted">–</span>;
  const points = pointsOf(
    samples.filter(({ time }) => time > last.time - cellMs),
    resource,
  );
  return (
    <span className="flex items-center justify-end gap-1.5">
      <Sparkline points={points} top={highest(points)} className="h-4 w-10 shrink-0 max-md:hidden" />
      <span className="min-w-11 text-right">{textOf[resource](amountOf[resource](last))}</span>
    </span>
  );
}

export interface UsageLinesProps extends UsageOf {
  /** What there is at most, or what was asked for; drawn as the upper edge where more is not used. */
  readonly limits: Readonly<Record<Resource, number>>;
}

/** Both lines since the page was opened, up to an hour. */
export function UsageLines({ kind, of, limits }: UsageLinesProps) {
  const t = useTranslations('usage');
  const samples = useUsage(kind, of);
  if (samples.length === 0) return <p className="text-muted">{t('none')}</p>;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <UsageLine resource="cpu" samples={samples} limit={limits.cpu} />
      <UsageLine resource="memory" samples={samples} limit={limits.memory} />
    </div>
  );
}

function UsageLine({
  resource,
  samples,
  limit,
}: {
  readonly resource: Resource;
  readonly samples: readonly UsageSample[];
  readonly limit: number;
}) {
  const t = useTranslations('usage');
  const format = useFormatter();
  const points = pointsOf(samples, resource);
  const text = textOf[resource];
  const [now, most] = [points.at(-1)?.[1] ?? 0, highest(points)];
  const title = t(resource);
  const since = format.dateTime(points[0]?.[0] ?? 0, { timeStyle: 'medium' });
  const summary = t('summary', { now: text(now), most: text(most), since });
  return (
    <figure className="flex min-w-0 flex-col justify-between gap-1">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-medium">
          {title} <span className="tabular-nums">{text(now)}</span>
          {limit > 0 && <span className="text-muted"> {t('of', { limit: text(limit) })}</span>}
        </span>
        <span className="text-sm text-muted tabular-nums">{t('peak', { most: text(most), since })}</span>
      </figcaption>
      <Sparkline
        points={points}
        top={Math.max(most, most > limit / 4 ? limit : 0)}
        label={`${title}: ${summary}`}
        className="h-14 w-full border-b"
      />
    </figure>
  );
}

function pointsOf(samples: readonly UsageSample[], resource: Resource): Point[] {
  return samples.map((sample) => [sample.time, amountOf[resource](sample)]);
}

function highest(points: readonly Point[]): number {
  return points.reduce((most, [, value]) => Math.max(most, value), 0);
}
