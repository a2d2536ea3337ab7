'use client';
import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '../../components/dialog.tsx';

export interface DrainPreview {
  readonly node: string;
  /** `namespace/name` of what would be evicted. */
  readonly pods: readonly string[];
  readonly warnings: readonly string[];
}

export function DrainDialog({
  preview: { node, pods, warnings },
  onConfirm,
  onClose,
}: {
  readonly preview: DrainPreview;
  onConfirm(): void;
  onClose(): void;
}) {
  const t = useTranslations('nodes');
  const question = (
    <>
      {t('drainQuestion', { node, count: pods.length })}
      {warnings.map((warning) => (
        <span key={warning} className="mt-2 block text-warn">
          {warning}
        </span>
      ))}
    </>
  );
  return (
    <ConfirmDialog
      title={t('drain')}
      question={question}
      subjects={pods}
      confirm={t('drain')}
      isDangerous
      onConfirm={onConfirm}
      onClose={onClose}
    />
  );
}
