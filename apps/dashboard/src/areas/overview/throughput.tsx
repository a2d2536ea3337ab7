'use client';
// How much the cluster holds, and whether anything waits.
import { useTranslations } from 'use-intl';
import { type Counts, useTally } from '../../live/tally.ts';
import { usePolled } from '../../live/use-polled.ts';
import { useUrlState } from '../../url-state.ts';
import { nodeKind } from '../nodes/node-kind.ts';
import { podKind } from '../pods/pod-kind.ts';

const groupOf = ({ group }: { readonly group: string }) => group;

interface Loops {
  readonly revision: string;
  readonly controllers: ReadonlyArray<{ readonly queueDepth: number; readonly lastError: string | null }> | null;
  readonly scheduler: { readonly queue: { readonly active: number; readonly unschedulable: number } } | null;
}

const document = 'query { revision controllers { queueDepth lastError } scheduler { queue { active unschedulable } } }';

export function Throughput() {
  const t = useTranslations('overview.throughput');
  const pods = useTally(podKind, groupOf);
  const nodes = useTally(nodeKind, groupOf);
  const [{ at }] = useUrlState();
  const { data } = usePolled<Loops, Record<string, never>>(document, { variables: {}, everyMs: 2_000 });
  const running = pods.groups.get('running') ?? 0;
  const ready = (nodes.groups.get('ready') ?? 0) + (nodes.groups.get('cordoned') ?? 0);
  const depth = data?.controllers?.reduce((sum, { queueDepth }) => sum + queueDepth, 0);
  const { active, unschedulable } = data?.scheduler?.queue ?? {};
  return (
    <dl className="divide-y">
      <Figure name={t('pods')} value={isLoading(pods) ? '–' : t('of', { part: running, whole: pods.total })} />
      <Figure name={t('nodes')} value={isLoading(nodes) ? '–' : t('of', { part: ready, whole: nodes.total })} />
      <Figure name={t('queue')} value={at ? '–' : (depth ?? '–')} />
      <Figure name={t('waiting')} value={at ? '–' : (active ?? '–')} />
      <Figure name={t('unschedulable')} value={at ? '–' : (unschedulable ?? '–')} />
      <Figure name={t('revision')} value={at || (data?.revision ?? '–')} />
    </dl>
  );
}

function isLoading({ status }: Counts): boolean {
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
