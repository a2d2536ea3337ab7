'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { DetailHeader } from '../../components/detail-header.tsx';
import { EmptyState } from '../../components/states.tsx';
import { parseLogGroup } from '../../shell/dock-panels.ts';
import { useUrlState } from '../../url-state.ts';
import { MergedLogs } from './merged-logs.tsx';

/** `?open=shop/web-1;shop/web-2`, `?open=shop?app=web`. */
export function LogsPage() {
  const t = useTranslations('pods');
  const [{ open }] = useUrlState();
  const group = useMemo(() => parseLogGroup(open), [open]);
  if (!group) return <EmptyState text={t('log.noPods')} command="portolan logs -l app=web" />;
  const subtitle = 'pods' in group ? '' : `${group.namespace} ${group.labelSelector}`;
  return (
    <>
      <DetailHeader title={t('logs')} subtitle={subtitle} />
      <MergedLogs of={group} />
    </>
  );
}
