'use client';
import { BookOpen, History, Link as LinkIcon, Play, Square } from 'lucide-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { copyText } from '../../components/code.tsx';
import { CopyAs } from '../../components/copy-as.tsx';
import { Menu } from '../../components/menu.tsx';
import { showToast } from '../../components/toast-store.ts';
import { copyFormsOf } from './copy-forms.ts';
import type { DocumentTab, PastRun } from './documents.ts';
import { type ExampleId, exampleIds } from './examples.ts';
import { parseHeaders } from './headers.ts';
import { type Operation, operationsOf } from './operations.ts';
import { shareFragment } from './share-link.ts';
import type { Running } from './use-run.ts';
import { parseVariables } from './variables.ts';

export interface PlaygroundBarProps {
  readonly document: DocumentTab;
  readonly running: Running;
  readonly history: readonly PastRun[];
  onRun(operationName?: string): void;
  onExample(id: ExampleId): void;
  onPast(run: PastRun): void;
  onForget(): void;
}

export function PlaygroundBar(props: PlaygroundBarProps) {
  const { document, running, history, onRun, onExample, onPast, onForget } = props;
  const t = useTranslations('playground');
  const operations = operationsOf(document.query);
  const [chosen, setChosen] = useState('');
  const operation = operations.find(({ name }) => name === chosen) ?? operations[0];
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-3 py-1.5">
      <RunButton running={running} onRun={() => onRun(operation?.name)} />
      {operations.length > 1 && (
        <select
          aria-label={t('operation')}
          value={operation?.name ?? ''}
          onChange={(event) => setChosen(event.target.value)}
          className="h-7 rounded-md border border-control bg-bg px-2"
        >
          {operations.map(({ type, name = '' }) => (
            <option key={`${type} ${name}`} value={name}>
              {type} {name}
            </option>
          ))}
        </select>
      )}
      <div className="ml-auto flex flex-wrap gap-2">
        <ExamplesMenu onExample={onExample} />
        <HistoryMenu history={history} onPast={onPast} onForget={onForget} />
        <ShareButton document={document} />
        <CopyAs of={copyFormsOf(parsed(document), operation ?? unnamed, originOfPage())} />
      </div>
    </div>
  );
}

const unnamed: Operation = { type: 'query' };

function parsed({ query, variables, headers = '' }: DocumentTab) {
  const read = parseHeaders(headers);
  return { query, variables: parseVariables(variables) ?? {}, headers: 'headers' in read ? read.headers : {} };
}

function originOfPage(): string {
  return typeof window === 'undefined' ? '' : window.location.origin;
}

function RunButton({ running: { run, stop }, onRun }: { readonly running: Running; onRun(): void }) {
  const t = useTranslations('playground');
  const isRunning = run.state === 'running' || (run.state === 'streaming' && run.end === undefined);
  if (isRunning)
    return (
      <Button onClick={stop}>
        <Square size={13} aria-hidden />
        {t('stop')}
      </Button>
    );
  return (
    <Button look="primary" title="⌘↵" onClick={onRun}>
      <Play size={14} aria-hidden />
      {t('run')}
    </Button>
  );
}

function ExamplesMenu({ onExample }: { onExample(id: ExampleId): void }) {
  const t = useTranslations('playground');
  const items = exampleIds.map((id) => ({ id, label: t(`examples.${id}`), onSelect: () => onExample(id) }));
  const trigger = (
    <Button>
      <BookOpen size={14} aria-hidden />
      {t('examples.title')}
    </Button>
  );
  return <Menu trigger={trigger} items={items} label={t('examples.title')} />;
}

function HistoryMenu({ history, onPast, onForget }: Pick<PlaygroundBarProps, 'history' | 'onPast' | 'onForget'>) {
  const t = useTranslations('playground');
  const format = useFormatter();
  const items = history.map((past, index) => ({
    id: `${index}`,
    label: `${format.dateTime(past.at, { timeStyle: 'short' })} · ${shortOf(past.query)}`,
    onSelect: () => onPast(past),
  }));
  const end =
    history.length > 0
      ? { id: 'forget', label: t('forget'), onSelect: onForget }
      : { id: 'none', label: t('noHistory'), whyNot: t('noHistory'), onSelect: () => undefined };
  const trigger = (
    <Button>
      <History size={14} aria-hidden />
      {t('history')}
    </Button>
  );
  return <Menu trigger={trigger} items={[...items, end]} label={t('history')} />;
}

function shortOf(query: string): string {
  const [first] = operationsOf(query);
  return first?.name ?? query.replace(/\s+/g, ' ').trim().slice(0, 40);
}

function ShareButton({ document }: { readonly document: DocumentTab }) {
  const t = useTranslations('playground');
  const share = async () => {
    const link = `${originOfPage()}/api${shareFragment(document)}`;
    await copyText(link);
    showToast({ tone: 'ok', text: t('linkCopied'), detail: link });
  };
  return (
    <Button onClick={() => void share()}>
      <LinkIcon size={14} aria-hidden />
      {t('share')}
    </Button>
  );
}
