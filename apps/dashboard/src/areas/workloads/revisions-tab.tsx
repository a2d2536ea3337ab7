'use client';
// The versions of a deployment, what one changed against another, and the way back.
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Table, type TableColumn } from '../../components/table.tsx';
import { yamlText } from '../../components/yaml-text.ts';
import type { Revision } from './revisions.ts';
import { UndoButton } from './undo-button.tsx';
import type { WorkloadRow } from './workload-kind.ts';

const CodeEditor = dynamic(
  () => import('../../components/code-editor.tsx').then(({ CodeEditor: component }) => component),
  { ssr: false },
);

export interface RevisionsTabProps {
  readonly row: WorkloadRow;
  /** The newest first. */
  readonly revisions: readonly Revision[];
  onUndo(revision: number): void;
}

export function RevisionsTab({ row, revisions, onUndo }: RevisionsTabProps) {
  const t = useTranslations('workloads.revisions');
  const [shown, setShown] = useState<Shown>();
  const [current] = revisions;
  if (!current) return <EmptyState text={t('none')} />;
  return (
    <div className="flex min-h-0 grow flex-col">
      <Table
        label={t('title')}
        rows={revisions}
        keyOf={({ uid }) => uid}
        columns={columnsWith(t, { row, revisions, current, onShow: setShown, onUndo })}
      />
      <RevisionDiff {...(shown ?? { of: current, against: revisions[1] })} />
    </div>
  );
}

interface Shown {
  readonly of: Revision;
  /** What it is compared with; nothing for the first. */
  readonly against: Revision | undefined;
}

interface ColumnOptions extends RevisionsTabProps {
  readonly current: Revision;
  onShow(shown: Shown): void;
}

function columnsWith(
  t: ReturnType<typeof useTranslations<'workloads.revisions'>>,
  options: ColumnOptions,
): readonly TableColumn<Revision>[] {
  const { current } = options;
  return [
    {
      id: 'revision',
      header: t('revision'),
      render: ({ revision, uid, history }) => (
        <span className="whitespace-nowrap tabular-nums">
          <span className="font-medium">#{revision}</span>
          {uid === current.uid && <span className="ml-1.5 rounded bg-inset px-1.5 text-xs">{t('current')}</span>}
          {history.length > 0 && (
            <span className="ml-1.5 text-sm text-muted">{t('was', { list: history.join(', #') })}</span>
          )}
        </span>
      ),
    },
    { id: 'pods', header: t('pods'), isNumeric: true, render: ({ available, desired }) => `${available}/${desired}` },
    {
      id: 'images',
      header: t('images'),
      render: ({ images }) => <span className="font-mono text-sm break-all">{images.join(', ')}</span>,
    },
    {
      id: 'cause',
      header: t('cause'),
      render: ({ changeCause }) => <span className="break-words">{changeCause || '–'}</span>,
    },
    { id: 'age', header: t('age'), isNumeric: true, render: ({ createdAt }) => <RelativeTime time={createdAt} /> },
    { id: 'actions', header: t('actions'), render: (revision) => <RevisionActions of={revision} {...options} /> },
  ];
}

function RevisionActions({ of, row, revisions, current, onShow, onUndo }: ColumnOptions & { readonly of: Revision }) {
  const t = useTranslations('workloads.revisions');
  const isCurrent = of.uid === current.uid;
  const before = revisions[revisions.indexOf(of) + 1];
  return (
    <span className="flex flex-wrap gap-1.5">
      <Button onClick={() => onShow({ of, against: before })}>{t('changes')}</Button>
      {!isCurrent && <Button onClick={() => onShow({ of: current, against: of })}>{t('compare')}</Button>}
      {!isCurrent && <UndoButton row={row} revision={of.revision} onUndo={onUndo} />}
    </span>
  );
}

function RevisionDiff({ of, against }: Shown) {
  const t = useTranslations('workloads.revisions');
  const title = against
    ? t('difference', { from: against.revision, to: of.revision })
    : t('template', { revision: of.revision });
  return (
    <section className="flex min-h-72 grow flex-col border-t">
      <h2 className="px-3 py-2 font-semibold">{title}</h2>
      <CodeEditor
        key={`${of.uid} ${against?.uid ?? ''}`}
        label={title}
        text={yamlText(of.template)}
        {...(against && { original: yamlText(against.template) })}
        isReadOnly
      />
    </section>
  );
}
