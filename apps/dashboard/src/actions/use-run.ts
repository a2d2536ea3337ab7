'use client';
// Runs an action and tells what became of it.
import { ApiError } from '@portolan/client/errors.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl';
import { type NewToast, showToast } from '../components/toast-store.ts';

export interface Run {
  /** While it lasts: "Deleting shop/web-1…". */
  readonly begun: string;
  readonly done: string;
  perform(): Promise<Pick<NewToast, 'action' | 'detail'> | undefined>;
}

export function useRun(): (run: Run) => Promise<boolean> {
  const t = useTranslations('actions');
  return useCallback(
    async ({ begun, done, perform }) => {
      const change = showToast({ tone: 'pending', text: begun });
      try {
        change({ tone: 'ok', text: done, ...(await perform()) });
        return true;
      } catch (error) {
        const detail =
          error instanceof ApiError ? error.causes.map(({ field, message }) => `${field}: ${message}`).join('; ') : '';
        const text = error instanceof Error ? error.message : String(error);
        change({ tone: 'bad', text: t('failed', { text }), ...(detail && { detail }) });
        return false;
      }
    },
    [t],
  );
}
