'use client';
// What can be done with workloads. The dialogs ask; the API decides each on the newest state.
import type { Client } from '@portolan/client/client.ts';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type Subject, subjectText } from '../../actions/object-actions.ts';
import { useDelete } from '../../actions/use-delete.tsx';
import { useRun } from '../../actions/use-run.ts';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { showToast } from '../../components/toast-store.ts';
import { useApi } from '../../live/api.tsx';
import { type ContainerImage, ImageDialog } from './image-dialog.tsx';
import { ScaleDialog } from './scale-dialog.tsx';
import { UndoDialog } from './undo-dialog.tsx';
import { kindOfFolder, type WorkloadRow } from './workload-kind.ts';
import { rollout, scaleAll, setImages, sizesOf } from './workload-writes.ts';

export interface WorkloadActions {
  /** To be rendered. */
  readonly dialog: ReactNode;
  askScale(rows: readonly WorkloadRow[]): void;
  askRestart(rows: readonly WorkloadRow[]): void;
  askUndo(row: WorkloadRow, revision: number): void;
  askImages(row: WorkloadRow, containers: readonly ContainerImage[]): void;
  askDelete(rows: readonly WorkloadRow[]): void;
  setPaused(row: WorkloadRow, isPaused: boolean): void;
}

type Asked =
  | { readonly type: 'scale' | 'restart'; readonly rows: readonly WorkloadRow[] }
  | { readonly type: 'undo'; readonly row: WorkloadRow; readonly revision: number }
  | { readonly type: 'images'; readonly row: WorkloadRow; readonly containers: readonly ContainerImage[] };

export function useWorkloadActions(onDone: () => void): WorkloadActions {
  const t = useTranslations('workloads');
  const [asked, setAsked] = useState<Asked>();
  const perform = usePerform(onDone);
  const deletion = useDelete(onDone);
  const close = () => setAsked(undefined);
  /** Deployments decide how large their replica sets are, and only deployments have rollouts. */
  const refuse = (rows: readonly WorkloadRow[], text: string) => {
    if (rows.length > 0) showToast({ tone: 'bad', text, detail: rows.map(subjectText).join('\n') });
    return rows.length > 0;
  };
  return {
    dialog: (
      <>
        {asked && <AskedDialog asked={asked} perform={perform} onClose={close} />}
        {deletion.dialog}
      </>
    ),
    askScale: (rows) =>
      refuse(
        rows.filter(({ owner }) => owner),
        t('cannotScale'),
      ) || setAsked({ type: 'scale', rows }),
    askRestart: (rows) =>
      refuse(
        rows.filter(({ folder }) => folder !== 'deployments'),
        t('cannotRestart'),
      ) || setAsked({ type: 'restart', rows }),
    askUndo: (row, revision) => setAsked({ type: 'undo', row, revision }),
    askImages: (row, containers) => setAsked({ type: 'images', row, containers }),
    askDelete: (rows) => deletion.ask(rows.map(subjectOf)),
    setPaused: perform.setPaused,
  };
}

interface Perform {
  scale(rows: readonly WorkloadRow[], replicas: number): void;
  restart(rows: readonly WorkloadRow[]): void;
  undo(row: WorkloadRow, revision: number, reason: string): void;
  setImages(row: WorkloadRow, containers: readonly ContainerImage[]): void;
  setPaused(row: WorkloadRow, isPaused: boolean): void;
}

function usePerform(onDone: () => void): Perform {
  const t = useTranslations('workloads');
  const { client } = useApi();
  const run = useRun();
  const scaleBack = useScaleBack(client);
  const whatOf = (rows: readonly WorkloadRow[]) =>
    rows.length === 1 && rows[0] ? subjectText(rows[0]) : t('objects', { count: rows.length });
  const start = (
    action: 'scale' | 'restart' | 'undo' | 'image' | 'pause' | 'resume',
    rows: readonly WorkloadRow[],
    perform: Parameters<typeof run>[0]['perform'],
  ) =>
    void run({
      begun: t(`begun.${action}`, { what: whatOf(rows) }),
      done: t(`ended.${action}`, { what: whatOf(rows) }),
      perform: async () => {
        const more = await perform();
        onDone();
        return more;
      },
    });
  return {
    scale: (rows, replicas) =>
      start('scale', rows, async () => {
        await scaleAll(
          client,
          rows.map((row) => ({ ...row, desired: replicas })),
        );
        return { action: scaleBack(sizesOf(rows)) };
      }),
    restart: (rows) =>
      start('restart', rows, async () => {
        for (const row of rows) await rollout(client, 'rolloutRestart', row);
        return undefined;
      }),
    undo: (row, revision, reason) =>
      start('undo', [row], async () => {
        await rollout(client, 'rolloutUndo', row, { toRevision: revision, reason });
        return undefined;
      }),
    setImages: (row, containers) =>
      start('image', [row], async () => {
        await setImages(client, row, containers);
        return undefined;
      }),
    setPaused: (row, isPaused) =>
      start(isPaused ? 'pause' : 'resume', [row], async () => {
        await rollout(client, isPaused ? 'rolloutPause' : 'rolloutResume', row);
        return undefined;
      }),
  };
}

/** The button of a message that gives each its size from before. */
function useScaleBack(client: Client) {
  const t = useTranslations('workloads');
  const undo = useTranslations('actions')('undo');
  const run = useRun();
  return (sizes: ReturnType<typeof sizesOf>) => ({
    label: undo,
    run: () =>
      void run({
        begun: t('begun.scaleBack'),
        done: t('ended.scaleBack'),
        perform: async () => void (await scaleAll(client, sizes)),
      }),
  });
}

function AskedDialog({
  asked,
  perform,
  onClose,
}: {
  readonly asked: Asked;
  readonly perform: Perform;
  onClose(): void;
}) {
  const t = useTranslations('workloads');
  switch (asked.type) {
    case 'scale':
      return (
        <ScaleDialog rows={asked.rows} onScale={(replicas) => perform.scale(asked.rows, replicas)} onClose={onClose} />
      );
    case 'restart':
      return (
        <ConfirmDialog
          title={t('restart')}
          question={t('restartQuestion', { count: asked.rows.length })}
          subjects={asked.rows.map(subjectText)}
          confirm={t('restart')}
          onConfirm={() => perform.restart(asked.rows)}
          onClose={onClose}
        />
      );
    case 'undo':
      return (
        <UndoDialog
          row={asked.row}
          revision={asked.revision}
          onUndo={(reason) => perform.undo(asked.row, asked.revision, reason)}
          onClose={onClose}
        />
      );
    case 'images':
      return (
        <ImageDialog
          containers={asked.containers}
          onSet={(containers) => perform.setImages(asked.row, containers)}
          onClose={onClose}
        />
      );
  }
}

function subjectOf({ folder, name, namespace, uid }: WorkloadRow): Subject {
  return { kind: kindOfFolder[folder], name, namespace, uid };
}
