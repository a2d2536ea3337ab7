'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { subjectText } from '../../actions/object-actions.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { WorkloadRow } from './workload-kind.ts';

export function UndoDialog({
  row,
  revision,
  onUndo,
  onClose,
}: {
  readonly row: WorkloadRow;
  readonly revision: number;
  onUndo(reason: string): void;
  onClose(): void;
}) {
  const t = useTranslations('workloads');
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={t('undoTo', { revision })}
      submit={t('undoTo', { revision })}
      isReady
      onSubmit={() => onUndo(reason.trim())}
      onClose={onClose}
    >
      <p>{t('undoQuestion', { what: subjectText(row), revision })}</p>
      <TextField
        label={t('undoReason')}
        autoFocus
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  );
}
