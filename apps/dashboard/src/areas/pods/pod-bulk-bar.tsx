'use client';
import { RotateCw, ScrollText, Trash2, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useWhyNot } from '../../actions/use-access.ts';
import { Button, IconButton } from '../../components/button.tsx';
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
    <div
      role="toolbar"
      aria-label={t('bulk')}
      className="flex shrink-0 flex-wrap items-center gap-2 border-t bg-selected px-3 py-1.5"
    >
      <span className="font-medium" role="status">
        {t('selected', { count: pods.length })}
      </span>
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
      <IconButton label={t('clearSelection')} onClick={onClear} className="ml-auto">
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
