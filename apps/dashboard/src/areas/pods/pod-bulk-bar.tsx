'use client';
import { RotateCw, ScrollText, Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useWhyNot } from '../../actions/use-access.ts';
import { BulkBar } from '../../components/bulk-bar.tsx';
import { Button } from '../../components/button.tsx';
import type { PodRow } from './pod-kind.ts';
import type { PodActions } from './use-pod-actions.tsx';

/** What can be done with the pods that are marked. */
export function PodBulkBar({
  pods,
  actions,
  onClear,
}: {
  readonly pods: readonly PodRow[];
  readonly actions: PodActions;
  onClear(): void;
}) {
  const t = useTranslations('pods');
  const whyNot = useWhyNot({ verb: 'delete', kind: 'Pod' });
  return (
    <BulkBar count={pods.length} onClear={onClear}>
      <Button onClick={() => actions.openLogs(pods)}>
        <ScrollText size={14} aria-hidden />
        {t('logs')}
      </Button>
      <Button whyNot={whyNot} onClick={() => actions.askRestart(pods)}>
        <RotateCw size={14} aria-hidden />
        {t('restart')}
      </Button>
      <Button look="danger" whyNot={whyNot} onClick={() => actions.askDelete(pods)}>
        <Trash2 size={14} aria-hidden />
        {t('delete')}
      </Button>
    </BulkBar>
  );
}
