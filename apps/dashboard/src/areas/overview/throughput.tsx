'use client';
// How much the cluster holds, and whether anything waits.
import { useTranslations } from 'use-intl';
import type { LiveRow } from '../../live/live-kind.ts';
import { type LiveList, useLiveList } from '../../live/use-live.ts';
import { usePolled } from '../../live/use-polled.ts';
import { useUrlState } from '../../url-state.ts';
import { nodeKind } from '../nodes/node-kind.ts';
import { podKind } from '../pods/pod-kind.ts';

const all = { matches: () => true, compare: () => 0 };

interface Loops {
  readonly revision: string;
  readonly controllers: ReadonlyArray<{ readonly queueDepth: number; readonly lastError: string | null }> | null;
  readonly scheduler: { readonly queue: { readonly active: number; readonly unschedulable: number } } | null;
}

const document = 'query { revision controllers { queueDepth lastError } scheduler { queue { active unschedulable } } }';

export function Throughput() {
  const t = useTranslations('overview.throughput');
  const pods = useLiveList(podKind, all);
  const nodes = useLiveList(nodeKind, all);
  const [{ at }] = useUrlState();
  const { data } = usePolled<Loops, Record<string, never>>(document, { variables: {}, everyMs: 2_000 });
  const running = pods.rows.filter(({ group }) => group === 'running').length;
  const ready = nodes.rows.filter(({ group }) => group === 'ready' || group === 'cordoned').length;
  const depth = data?.controllers?.reduce((sum, { queueDepth }) => sum + queueDepth, 0);
  const { active, unschedulable } = data?.scheduler?.queue ?? {};
  return (
    <dl className="divide-y">
      <Figure name={t('pods')} value={isLoading(pods) ? '–' : t('of', { part: running, whole: pods.rows.length })} />
      <Figure name={t('nodes')} value={isLoading(nodes) ? '–' : t('of', { part: ready, whole: nodes.rows.length })} />
      <Figure name={t('queue')} value={at ? '–' : (depth ?? '–')} />
      <Figure name={t('waiting')} value={at ? '–' : (active ?? '–')} />
      <Figure name={t('unschedulable')} value={at ? '–' : (unschedulable ?? '–')} />
      <Figure name={t('revision')} value={at || (data?.revision ?? '–')} />
    </dl>
  );
}

function isLoading({ status }: Pick<LiveList<LiveRow>, 'status'>): boolean {
  return status.state === 'loading' || status.state === 'refused';
}

function Figure({ name, value }: { readonly name: string; readonly value: string | number }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-1">
      <dt className="text-muted">{name}</dt>
      <dd className="font-medium tabular-nums">{value}</dd>
    </div>
  );
}
