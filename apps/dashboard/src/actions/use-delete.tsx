'use client';
// Deleting: asks first, with the list of what would go; what can be brought back can be brought back for half a minute.
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '../components/dialog.tsx';
import { useApi } from '../live/api.tsx';
import { canRestore, deleteObjects, restoreObjects, type Subject, subjectText } from './object-actions.ts';
import { useRun } from './use-run.ts';

/** `dialog` is to be rendered; `ask` opens it. */
export function useDelete(onDone?: () => void): {
  ask(subjects: readonly Subject[]): void;
  readonly dialog: ReactNode;
} {
  const t = useTranslations('actions');
  const { client } = useApi();
  const run = useRun();
  const [asked, setAsked] = useState<readonly Subject[]>([]);
  const restore = (objects: Awaited<ReturnType<typeof deleteObjects>>) => ({
    label: t('undo'),
    run: () =>
      void run({
        begun: t('restoring'),
        done: t('restored'),
        perform: async () => void (await restoreObjects(client, objects)),
      }),
  });
  const perform = (subjects: readonly Subject[]) => {
    const what =
      subjects.length === 1 && subjects[0] ? subjectText(subjects[0]) : t('objects', { count: subjects.length });
    return run({
      begun: t('deleting', { what }),
      done: t('deleted', { what }),
      perform: async () => {
        const objects = await deleteObjects(client, subjects);
        onDone?.();
        return canRestore(objects) ? { action: restore(objects) } : undefined;
      },
    });
  };
  const dialog = asked.length > 0 && (
    <ConfirmDialog
      title={t('delete')}
      question={t('deleteQuestion', { count: asked.length })}
      subjects={asked.map(subjectText)}
      confirm={t('delete')}
      isDangerous
      onConfirm={() => void perform(asked)}
      onClose={() => setAsked([])}
    />
  );
  return { ask: setAsked, dialog };
}
