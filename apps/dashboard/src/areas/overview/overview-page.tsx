'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../components/class-names.ts';
import { useTally } from '../../live/tally.ts';
import { useKeepingHref } from '../../url-state.ts';
import { nodeKind } from '../nodes/node-kind.ts';
import { podKind } from '../pods/pod-kind.ts';
import { Activity } from './activity.tsx';
import { Attention } from './attention.tsx';
import { NodeMap } from './node-map.tsx';
import { Problems } from './problems.tsx';
import { Throughput } from './throughput.tsx';
import { Warnings } from './warnings.tsx';

export function OverviewPage() {
  const t = useTranslations('overview');
  const isMapKnown = useIsMapKnown();
  return (
    <div className="flex min-h-0 grow flex-col gap-3 overflow-auto p-3">
      <h1 className="sr-only">{t('title')}</h1>
      <Problems />
      <div className="grid items-start gap-3 lg:grid-cols-[2fr_1fr]">
        <div className="flex min-w-0 flex-col gap-3">
          <Card title={t('nodes.title')} href="/nodes" more={t('nodes.asTable')}>
            <NodeMap />
          </Card>
          {isMapKnown && (
            <>
              <Card title={t('attention.title')} href="/workloads" more={t('attention.more')}>
                <Attention />
              </Card>
              <Card title={t('warnings.title')} href="/events" more={t('warnings.more')} q="type:Warning">
                <Warnings />
              </Card>
            </>
          )}
        </div>
        <div className={classNames('flex min-w-0 flex-col gap-3', !isMapKnown && 'max-lg:hidden')}>
          <Card title={t('throughput.title')} href="/controllers" more={t('throughput.more')}>
            <Throughput />
          </Card>
          <Card title={t('activity.title')} href="/activity" more={t('activity.more')}>
            <Activity />
          </Card>
        </div>
      </div>
    </div>
  );
}

const everywhere = { namespace: '' };
const inOne = () => '';

/** What stands below the map comes when the map has its height: nothing jumps away from under a reader's eyes. */
function useIsMapKnown(): boolean {
  const nodes = useTally(nodeKind, inOne).status;
  const pods = useTally(podKind, inOne, everywhere).status;
  return nodes.state !== 'loading' && pods.state !== 'loading';
}

function Card({
  title,
  href,
  more,
  q = '',
  children,
}: {
  readonly title: string;
  readonly href: string;
  readonly more: string;
  /** The filter of the list behind `href`. */
  readonly q?: string;
  readonly children: ReactNode;
}) {
  const keeping = useKeepingHref();
  return (
    <section aria-label={title} className="min-w-0 rounded-md border bg-bg">
      <div className="flex items-baseline justify-between gap-2 border-b px-3 py-1.5">
        <h2 className="font-semibold">{title}</h2>
        <Link href={keeping(href, { q })} className="text-sm text-accent hover:underline">
          {more}
        </Link>
      </div>
      <div className="px-3 py-2">{children}</div>
    </section>
  );
}
