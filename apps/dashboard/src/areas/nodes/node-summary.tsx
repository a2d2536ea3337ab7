'use client';
import type { Node } from '@portolan/client/generated/kubernetes.ts';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { bytesText, coresText, percent } from '../../components/amounts.ts';
import { type Condition, Conditions } from '../../components/conditions.tsx';
import { Facts, Section } from '../../components/detail-header.tsx';
import { Labels } from '../../components/labels.tsx';
import { Meter } from '../../components/meter.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import type { Tone } from '../../components/status-mark.tsx';
import { UsageLines } from '../../components/usage.tsx';
import type { NodeRow } from './node-kind.ts';
import { useLoadOf, useNodeLoads } from './use-node-loads.ts';

export function NodeSummaryTab({ row, node }: { readonly row: NodeRow; readonly node: Node }) {
  const t = useTranslations('nodes');
  const u = useTranslations('usage');
  return (
    <div>
      <div className="p-3">
        <NodeFacts row={row} node={node} />
      </div>
      <Section title={t('capacity.title')}>
        <Capacity row={row} />
      </Section>
      <Section title={u('title')}>
        <UsageLines kind="nodes" of={row.name} limits={{ cpu: row.cpu, memory: row.memory }} />
      </Section>
      <Section title={t('conditions.title')}>
        <Conditions conditions={node.status?.conditions ?? []} toneOf={toneOf} />
      </Section>
    </div>
  );
}

function NodeFacts({ row, node: { metadata, spec, status } }: { readonly row: NodeRow; readonly node: Node }) {
  const t = useTranslations('nodes.facts');
  const { osImage, architecture, kernelVersion, containerRuntimeVersion } = status?.nodeInfo ?? {};
  const mono = (text: string | undefined) => <span className="font-mono text-sm">{text || '–'}</span>;
  const facts: ReadonlyArray<readonly [string, ReactNode]> = [
    [t('address'), mono(row.address)],
    [t('podCidr'), mono(spec?.podCIDR)],
    [t('os'), `${osImage ?? '–'} (${architecture ?? '–'})`],
    [t('kernel'), kernelVersion || '–'],
    [t('runtime'), containerRuntimeVersion || '–'],
    [t('version'), row.version || '–'],
    [t('created'), <RelativeTime key="created" time={metadata.creationTimestamp ?? ''} />],
    [t('taints'), row.taints.length > 0 ? mono(row.taints.join(', ')) : t('none')],
    [t('labels'), <Labels key="labels" labels={metadata.labels ?? {}} />],
  ];
  return <Facts facts={facts} />;
}

/** What may be used, and what the node's pods have asked for. */
function Capacity({ row }: { readonly row: NodeRow }) {
  const t = useTranslations('nodes.capacity');
  const load = useLoadOf(useNodeLoads(), row.name);
  const meters = [
    { id: 'cpu', part: load.cpu, whole: row.cpu, text: coresText },
    { id: 'memory', part: load.memory, whole: row.memory, text: bytesText },
    { id: 'pods', part: load.pods, whole: row.podSlots, text: String },
  ] as const;
  return (
    <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
      {meters.map(({ id, part, whole, text }) => (
        <div key={id} className="contents">
          <dt className="text-muted">{t(id)}</dt>
          <dd>
            <Meter
              isLarge
              label={t(id)}
              percent={percent(part, whole)}
              text={t('of', { part: text(part), whole: text(whole), percent: percent(part, whole) })}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Ready is good when it is true; every other condition names a trouble. */
function toneOf({ type, status }: Condition): Tone {
  if (status === 'Unknown') return 'muted';
  return (type === 'Ready') === (status === 'True') ? 'ok' : 'bad';
}
