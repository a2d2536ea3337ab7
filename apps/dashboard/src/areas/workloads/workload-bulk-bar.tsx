'use client';
import { MoveVertical, RotateCw, Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useWhyNot } from '../../actions/use-access.ts';
import { BulkBar } from '../../components/bulk-bar.tsx';
import { Button } from '../../components/button.tsx';
import type { WorkloadActions } from './use-workload-actions.tsx';
import type { WorkloadRow } from './workload-kind.ts';

/** What can be done with the workloads that are marked. */
export function WorkloadBulkBar({
  rows,
  actions,
  onClear,
}: {
  readonly rows: readonly WorkloadRow[];
  readonly actions: WorkloadActions;
  onClear(): void;
}) {
  const t = useTranslations('workloads');
  const cannotPatch = useWhyNot({ verb: 'patch', kind: 'Deployment.apps' });
  const cannotDelete = useWhyNot({ verb: 'delete', kind: 'Deployment.apps' });
  return (
    <BulkBar count={rows.length} onClear={onClear}>
      <Button whyNot={cannotPatch} onClick={() => actions.askScale(rows)}>
        <MoveVertical size={14} aria-hidden />
        {t('scale')}
      </Button>
      <Button whyNot={cannotPatch} onClick={() => actions.askRestart(rows)}>
        <RotateCw size={14} aria-hidden />
        {t('restart')}
      </Button>
      <Button look="danger" whyNot={cannotDelete} onClick={() => actions.askDelete(rows)}>
        <Trash2 size={14} aria-hidden />
        {t('delete')}
      </Button>
    </BulkBar>
  );
}
