'use client';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { deleteObjects, type Subject, subjectText } from '../../actions/object-actions.ts';
import { useDelete } from '../../actions/use-delete.tsx';
import { useRun } from '../../actions/use-run.ts';
import { copyText } from '../../components/code.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { showToast } from '../../components/toast-store.ts';
import { useApi } from '../../live/api.tsx';
import { type DockPanel, withPanel } from '../../shell/dock-panels.ts';
import { useUrlState } from '../../url-state.ts';
import type { PodRow } from './pod-kind.ts';
import { usePodSubjects } from './use-pod-subjects.ts';

export interface PodActions {
  /** To be rendered. */
  readonly dialog: ReactNode;
  askDelete(pods: readonly PodRow[]): void;
  askRestart(pods: readonly PodRow[]): void;
  openLogs(pods: readonly PodRow[]): void;
  openShell(pod: PodRow): void;
  copyNames(pods: readonly PodRow[]): void;
}

export function usePodActions(onDone: () => void): PodActions {
  const t = useTranslations('pods');
  const [url, setUrl] = useUrlState();
  const deletion = useDelete(onDone);
  const restart = useRestart(onDone);
  const withSubjects = usePodSubjects();
  return {
    dialog: (
      <>
        {deletion.dialog}
        {restart.dialog}
      </>
    ),
    askDelete: (pods) => withSubjects(pods, deletion.ask),
    askRestart: restart.ask,
    openLogs: (pods) => setUrl({ panel: withPanel(url.panel, logPanelOf(pods)) }),
    openShell: ({ namespace, name }) => setUrl({ panel: withPanel(url.panel, { type: 'shell', namespace, name }) }),
    copyNames: (pods) => {
      const text = pods.map(({ name }) => name).join('\n');
      void copyText(text).then(() => showToast({ tone: 'ok', text: t('copied', { count: pods.length }) }));
    },
  };
}

/** Of several pods one log, with the lines of all. */
function logPanelOf(pods: readonly PodRow[]): DockPanel {
  const names = pods.map(({ namespace, name }) => ({ namespace, name }));
  const [only, ...others] = names;
  return only && others.length === 0 ? { type: 'logs', ...only } : { type: 'merged', of: { pods: names } };
}

/** A pod is restarted by deleting it, and its controller makes another; one that nobody would replace cannot be. */
function useRestart(onDone: () => void): { ask(pods: readonly PodRow[]): void; readonly dialog: ReactNode } {
  const t = useTranslations('pods');
  const { client } = useApi();
  const run = useRun();
  const withSubjects = usePodSubjects();
  const [asked, setAsked] = useState<readonly Subject[]>([]);
  const ask = (pods: readonly PodRow[]) => {
    const lone = pods.filter(({ ownerKind }) => ownerKind === '');
    if (lone.length === 0) return withSubjects(pods, setAsked);
    showToast({ tone: 'bad', text: t('cannotRestart', { names: lone.map(({ name }) => name).join(', ') }) });
  };
  const perform = async () => {
    await deleteObjects(client, asked);
    onDone();
    return undefined;
  };
  const dialog = asked.length > 0 && (
    <ConfirmDialog
      title={t('restart')}
      question={t('restartQuestion', { count: asked.length })}
      subjects={asked.map(subjectText)}
      confirm={t('restart')}
      onConfirm={() =>
        void run({
          begun: t('restarting', { count: asked.length }),
          done: t('restarted', { count: asked.length }),
          perform,
        })
      }
      onClose={() => setAsked([])}
    />
  );
  return { ask, dialog };
}
