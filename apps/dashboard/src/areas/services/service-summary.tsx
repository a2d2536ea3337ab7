'use client';
import type { Service } from '@portolan/client/generated/kubernetes.ts';
import { useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { Code } from '../../components/code.tsx';
import { Facts, Section } from '../../components/detail-header.tsx';
import { Labels } from '../../components/labels.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { EmptyState } from '../../components/states.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { useUrlState } from '../../url-state.ts';
import { EndpointGraph } from './endpoint-graph.tsx';
import { EndpointTable } from './endpoint-table.tsx';
import type { ServiceRow } from './service-kind.ts';
import { ServicePorts } from './service-ports.tsx';
import type { ServiceTargets } from './use-service-targets.ts';

export function ServiceSummary({
  row,
  service,
  found,
}: {
  readonly row: ServiceRow;
  readonly service: Service;
  readonly found: ServiceTargets;
}) {
  const t = useTranslations('services');
  const [firstPort] = row.ports;
  return (
    <div>
      <Endpoints row={row} found={found} />
      <Section title={t('ports.title')}>
        <ServicePorts row={row} />
      </Section>
      {firstPort && row.type !== 'ExternalName' && (
        <Section title={t('portForward')}>
          <Code text={`portolan port-forward svc/${row.name} 8080:${firstPort.port} -n ${row.namespace}`} />
        </Section>
      )}
      <Section title={t('about')}>
        <ServiceFacts service={service} />
      </Section>
    </div>
  );
}

function Endpoints({ row, found: { targets } }: { readonly row: ServiceRow; readonly found: ServiceTargets }) {
  const t = useTranslations('services');
  const [{ view }, setUrl] = useUrlState();
  const isNarrow = useIsNarrow();
  // A graph would be too small to read there.
  const isTable = view ? view === 'table' : isNarrow;
  return (
    <section className="flex flex-col gap-2 p-3">
      <div className="flex items-center justify-between gap-2">
        <h2 className="font-semibold">{t('endpoints')}</h2>
        <Button aria-pressed={isTable} onClick={() => setUrl({ view: isTable ? 'graph' : 'table' })}>
          {t(isTable ? 'asGraph' : 'asTable')}
        </Button>
      </div>
      {targets.length === 0 && row.type !== 'ExternalName' && <EmptyState text={t('noEndpoints')} />}
      {isTable ? (
        targets.length > 0 && <EndpointTable namespace={row.namespace} targets={targets} />
      ) : (
        <EndpointGraph service={row} targets={targets} />
      )}
    </section>
  );
}

function ServiceFacts({ service: { metadata, spec } }: { readonly service: Service }) {
  const t = useTranslations('services.facts');
  return (
    <Facts
      facts={[
        [t('ips'), spec?.clusterIPs?.join(', ') || spec?.clusterIP || '–'],
        [t('families'), spec?.ipFamilies?.join(', ') || '–'],
        [t('affinity'), spec?.sessionAffinity ?? '–'],
        [t('internal'), spec?.internalTrafficPolicy ?? '–'],
        [t('external'), spec?.externalTrafficPolicy ?? '–'],
        [t('created'), <RelativeTime key="created" time={metadata.creationTimestamp ?? ''} />],
        [t('selector'), <Labels key="selector" labels={spec?.selector ?? {}} />],
        [t('labels'), <Labels key="labels" labels={metadata.labels ?? {}} />],
      ]}
    />
  );
}
