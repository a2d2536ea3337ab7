'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { subjectText } from '../../actions/object-actions.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { WorkloadRow } from './workload-kind.ts';

const most = 2 ** 31 - 1;

export function ScaleDialog({
  rows,
  onScale,
  onClose,
}: {
  readonly rows: readonly WorkloadRow[];
  onScale(replicas: number): void;
  onClose(): void;
}) {
  const t = useTranslations('workloads');
  const sizes = new Set(rows.map(({ desired }) => desired));
  const [text, setText] = useState(sizes.size === 1 ? String([...sizes][0]) : '');
  const replicas = Number(text);
  const isReady = /^\d+$/.test(text) && replicas <= most;
  return (
    <FormDialog
      title={t('scale')}
      submit={t('scale')}
      isReady={isReady}
      onSubmit={() => onScale(replicas)}
      onClose={onClose}
    >
      <TextField
        label={t('replicas')}
        type="number"
        min={0}
        max={most}
        step={1}
        required
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="w-32 tabular-nums"
      />
      {isReady && replicas === 0 && <p className="text-warn">{t('scaleToNothing')}</p>}
      <ul className="rounded-md border bg-raised p-2 font-mono text-sm">
        {rows.map((row) => (
          <li key={row.key}>
            {subjectText(row)} ({row.desired})
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}
