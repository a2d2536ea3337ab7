'use client';
import type { Container, ContainerState, ContainerStatus, Pod } from '@portolan/client/generated/kubernetes.ts';
import { quantityNumber } from '@portolan/client/quantity.ts';
import { TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Conditions } from '../../components/conditions.tsx';
import { Facts, Section } from '../../components/detail-header.tsx';
import { Labels } from '../../components/labels.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { StatusMark, type Tone } from '../../components/status-mark.tsx';
import { UsageLines } from '../../components/usage.tsx';
import { useKeepingHref } from '../../url-state.ts';
import type { Cause } from './pod-status.ts';

/** One line that says why. */
export function PodCause({ cause }: { readonly cause: Cause }) {
  const t = useTranslations('pods.cause');
  const text = {
    ended: () => cause.type === 'ended' && t('ended', cause),
    waiting: () => cause.type === 'waiting' && t('waiting', cause),
    unscheduled: () => t('unscheduled'),
    pod: () => cause.type === 'pod' && t('pod', cause),
  }[cause.type]();
  return (
    <div role="note" aria-label={t('title')} className="mx-3 mb-3 flex gap-2 rounded-md border border-warn p-2">
      <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-warn" />
      <p className="min-w-0 break-words">
        <strong className="font-medium">{text}</strong>
        {cause.message && <span className="text-muted"> · {cause.message}</span>}
      </p>
    </div>
  );
}

export function PodSummaryTab({ pod }: { readonly pod: Pod }) {
  const t = useTranslations('pods');
  const u = useTranslations('usage');
  return (
    <div>
      <div className="p-3">
        <PodFacts pod={pod} />
      </div>
      <Section title={t('containers.title')}>
        {(pod.spec?.initContainers ?? []).map((container) => (
          <ContainerCard
            key={container.name}
            container={container}
            status={statusOf(pod.status?.initContainerStatuses, container)}
            isInit
          />
        ))}
        {(pod.spec?.containers ?? []).map((container) => (
          <ContainerCard
            key={container.name}
            container={container}
            status={statusOf(pod.status?.containerStatuses, container)}
          />
        ))}
      </Section>
      {pod.status?.phase === 'Running' && (
        <Section title={u('title')}>
          <UsageLines
            kind="pods"
            of={`${pod.metadata.namespace}/${pod.metadata.name}`}
            limits={{ cpu: limitOf(pod, 'cpu'), memory: limitOf(pod, 'memory') }}
          />
        </Section>
      )}
      <Section title={t('conditions.title')}>
        <Conditions conditions={pod.status?.conditions ?? []} toneOf={({ status }) => tones[status] ?? 'muted'} />
      </Section>
    </div>
  );
}

/** What its containers may use together; 0 when one of them is not limited. */
function limitOf(pod: Pod, resource: 'cpu' | 'memory'): number {
  const limits = (pod.spec?.containers ?? []).map(({ resources }) => resources?.limits?.[resource]);
  return limits.includes(undefined) ? 0 : limits.reduce((sum, limit) => sum + quantityNumber(limit ?? '0'), 0);
}

function statusOf(statuses: readonly ContainerStatus[] | undefined, { name }: Container): ContainerStatus | undefined {
  return statuses?.find((each) => each.name === name);
}

function PodFacts({ pod: { metadata, spec, status } }: { readonly pod: Pod }) {
  const t = useTranslations('pods.facts');
  const href = useKeepingHref();
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  const node = spec?.nodeName;
  const link = (path: string, text: string) => (
    <Link href={href(path)} className="text-accent hover:underline">
      {text}
    </Link>
  );
  const ownerPath = owner && `/workloads/${owner.kind.toLowerCase()}s/${metadata.namespace}/${owner.name}`;
  const facts: ReadonlyArray<readonly [string, ReactNode]> = [
    [t('node'), node ? link(`/nodes/${node}`, node) : '–'],
    [t('owner'), owner && ownerPath ? link(ownerPath, `${owner.kind}/${owner.name}`) : t('none')],
    [
      t('ip'),
      <span key="ip" className="font-mono text-sm">
        {status?.podIP || '–'}
      </span>,
    ],
    [t('qos'), status?.qosClass ?? '–'],
    [t('serviceAccount'), spec?.serviceAccountName ?? '–'],
    [t('created'), <RelativeTime key="created" time={metadata.creationTimestamp ?? ''} />],
    [t('labels'), <Labels key="labels" labels={metadata.labels ?? {}} />],
  ];
  return <Facts facts={facts} />;
}

function ContainerCard({
  container,
  status,
  isInit = false,
}: {
  readonly container: Container;
  readonly status: ContainerStatus | undefined;
  readonly isInit?: boolean;
}) {
  const t = useTranslations('pods.containers');
  const { name, image, ports = [], resources } = container;
  const facts: ReadonlyArray<readonly [string, ReactNode]> = [
    [
      t('image'),
      <span key="image" className="font-mono text-sm break-all">
        {image}
      </span>,
    ],
    [t('state'), <StateText key="state" state={status?.state} />],
    ...(status?.lastState?.terminated ? [[t('last'), <StateText key="last" state={status.lastState} />] as const] : []),
    [t('restarts'), status?.restartCount ?? 0],
    ...(ports.length > 0
      ? [
          [
            t('ports'),
            ports.map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`).join(', '),
          ] as const,
        ]
      : []),
    ...(resources?.requests ? [[t('requests'), quantities(resources.requests)] as const] : []),
    ...(resources?.limits ? [[t('limits'), quantities(resources.limits)] as const] : []),
  ];
  return (
    <div className="rounded-md border p-3">
      <h3 className="mb-2 flex items-center gap-3 font-mono font-medium">
        {name}
        {isInit && (
          <span className="rounded bg-inset px-1.5 font-sans text-xs font-normal text-muted">{t('init')}</span>
        )}
        {!isInit && (
          <StatusMark
            tone={status?.ready ? 'ok' : 'warn'}
            word={status?.ready ? t('ready') : t('notReady')}
            className="font-sans text-sm font-normal"
          />
        )}
      </h3>
      <Facts facts={facts} />
    </div>
  );
}

function quantities(resources: Readonly<Record<string, string>>): string {
  return Object.entries(resources)
    .map(([name, quantity]) => `${name} ${quantity}`)
    .join(', ');
}

function StateText({ state }: { readonly state: ContainerState | undefined }) {
  const t = useTranslations('pods.containers');
  const { waiting, running, terminated } = state ?? {};
  if (running) {
    return (
      <span>
        <StatusMark tone="ok" word="Running" />{' '}
        {running.startedAt && (
          <>
            {t('since')} <RelativeTime time={running.startedAt} />
          </>
        )}
      </span>
    );
  }
  if (terminated) {
    const { exitCode = 0, reason, finishedAt = '' } = terminated;
    return (
      <span>
        <StatusMark tone={exitCode === 0 ? 'info' : 'bad'} word={`${reason ?? 'Terminated'} (${exitCode})`} />{' '}
        <RelativeTime time={finishedAt} />
      </span>
    );
  }
  return <StatusMark tone="pending" word={waiting?.reason ?? 'Waiting'} />;
}

const tones: Readonly<Record<string, Tone>> = { True: 'ok', False: 'warn', Unknown: 'muted' };
