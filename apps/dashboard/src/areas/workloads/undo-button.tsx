'use client';
import { Undo2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useWhyNot } from '../../actions/use-access.ts';
import { Button } from '../../components/button.tsx';
import type { WorkloadRow } from './workload-kind.ts';

export function UndoButton({
  row: { namespace, isPaused },
  revision,
  onUndo,
}: {
  /** A deployment. */
  readonly row: WorkloadRow;
  /** The version to go back to. */
  readonly revision: number;
  onUndo(revision: number): void;
}) {
  const t = useTranslations('workloads.revisions');
  const forbidden = useWhyNot({ verb: 'patch', kind: 'Deployment.apps', namespace });
  return (
    <Button whyNot={forbidden ?? (isPaused ? t('paused') : undefined)} onClick={() => onUndo(revision)}>
      <Undo2 size={14} aria-hidden />
      {t('undo', { revision })}
    </Button>
  );
}
