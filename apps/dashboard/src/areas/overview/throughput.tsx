'use client';
// How much the cluster holds, and whether anything waits.
import { useTranslations } from 'use-intl';
import { Facts } from '../../components/detail-header.tsx';
import { useLiveList } from '../../live/use-live.ts';
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
    <Facts
      facts={[
        [t('pods'), t('of', { part: running, whole: pods.rows.length })],
        [t('nodes'), t('of', { part: ready, whole: nodes.rows.length })],
        [t('queue'), at ? '–' : (depth ?? '–')],
        [t('scheduler'), at ? '–' : t('waiting', { active: active ?? 0, unschedulable: unschedulable ?? 0 })],
        [t('revision'), at || (data?.revision ?? '–')],
      ]}
    />
  );
}
