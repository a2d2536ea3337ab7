'use client';
import { json } from '@codemirror/lang-json';
import { Pause, Play } from 'lucide-react';
import { useMemo } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/code.tsx';
import { CodeEditor } from '../../components/code-editor.tsx';
import { EmptyState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import type { ResultForm } from './documents.ts';
import { ResultTables } from './result-grid.tsx';
import { type ResultTable, tablesOf } from './result-table.ts';
import type { StreamMessage } from './stream-log.ts';
import type { Running, RunState } from './use-run.ts';

const language = json();

export interface ResultViewProps {
  readonly running: Running;
  readonly form: ResultForm;
  onForm(form: ResultForm): void;
}

export function ResultView({ running, form, onForm }: ResultViewProps) {
  const t = useTranslations('playground');
  const { run } = running;
  if (run.state === 'idle') return <EmptyState text={t('nothingRun')} />;
  if (run.state === 'running')
    return (
      <p role="status" className="m-auto text-muted">
        {t('running')}
      </p>
    );
  if (run.state === 'streaming')
    return <StreamResult run={run} setPaused={running.setPaused} form={form} onForm={onForm} />;
  return <AnswerResult run={run} form={form} onForm={onForm} />;
}

type FormChoice = Pick<ResultViewProps, 'form' | 'onForm'>;
type Answered = Extract<RunState, { readonly state: 'answered' }>;

function AnswerResult({ run, form, onForm }: FormChoice & { readonly run: Answered }) {
  const t = useTranslations('playground');
  const tables = useMemo(() => tablesOf([{ data: run.data }], run.selection), [run]);
  const isTable = form === 'table' && tables.length > 0;
  return (
    <>
      <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 border-b px-3 text-sm">
        <AnswerFacts run={run} />
        <div className="ml-auto flex items-center gap-2 py-1">
          <FormButtons tables={tables} form={form} onForm={onForm} />
          <CopyButton text={run.text} />
        </div>
      </div>
      {isTable ? (
        <ResultTables tables={tables} />
      ) : (
        <CodeEditor label={t('result')} text={run.text} language={language} isReadOnly />
      )}
    </>
  );
}

/** JSON is there of everything, a table where there is a list. */
function FormButtons({ tables, form, onForm }: FormChoice & { readonly tables: readonly ResultTable[] }) {
  const t = useTranslations('playground.form');
  const whyNot = tables.length > 0 ? undefined : t('noTable');
  const isTable = form === 'table' && !whyNot;
  const look = (isPressed: boolean) => (isPressed ? 'bg-selected' : undefined);
  return (
    <fieldset className="flex gap-1">
      <legend className="sr-only">{t('title')}</legend>
      <Button aria-pressed={!isTable} className={look(!isTable)} onClick={() => onForm('json')}>
        {t('json')}
      </Button>
      <Button aria-pressed={isTable} className={look(isTable)} whyNot={whyNot} onClick={() => onForm('table')}>
        {t('table')}
      </Button>
    </fieldset>
  );
}

function AnswerFacts({ run }: { readonly run: Answered }) {
  const t = useTranslations('playground');
  const format = useFormatter();
  const { isError, ms, bytes, cost } = run;
  return (
    <span role="status" className="flex min-w-0 flex-wrap items-center gap-x-3 text-muted tabular-nums">
      <StatusMark tone={isError ? 'bad' : 'ok'} word={isError ? t('withErrors') : t('answered')} />
      {ms > 0 && <span>{t('took', { ms: format.number(Math.max(1, Math.round(ms))) })}</span>}
      {bytes > 0 && <span>{t('bytes', { bytes: format.number(bytes) })}</span>}
      {cost !== undefined && <span>{t('cost', { cost: format.number(cost) })}</span>}
    </span>
  );
}

interface StreamResultProps extends FormChoice {
  readonly run: Extract<RunState, { readonly state: 'streaming' }>;
  setPaused(isPaused: boolean): void;
}

function StreamResult({ run: { view, selection, end }, setPaused, form, onForm }: StreamResultProps) {
  const t = useTranslations('playground');
  const tables = useMemo(() => tablesOf(view.messages, selection), [view.messages, selection]);
  const format = useFormatter();
  const rate = format.number(view.rate, { maximumFractionDigits: 1 });
  return (
    <>
      <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 border-b px-3 text-sm">
        <StatusMark
          tone={end === undefined ? 'ok' : end ? 'bad' : 'muted'}
          word={end === undefined ? t('streaming') : t('ended')}
        />
        <span className="text-muted tabular-nums">{t('received', { count: view.count, rate })}</span>
        {view.isPaused && view.waiting > 0 && (
          <span className="text-warn tabular-nums">{t('waiting', { count: view.waiting })}</span>
        )}
        <div className="ml-auto flex items-center gap-2 py-1">
          <FormButtons tables={tables} form={form} onForm={onForm} />
          {(end === undefined || view.isPaused) && (
            <Button aria-pressed={view.isPaused} onClick={() => setPaused(!view.isPaused)}>
              {view.isPaused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
              {view.isPaused ? t('resume') : t('pause')}
            </Button>
          )}
        </div>
      </div>
      {end && (
        <p role="alert" className="border-b px-3 py-1.5 break-words text-bad">
          {end}
        </p>
      )}
      {form === 'table' && tables.length > 0 ? <ResultTables tables={tables} /> : <Messages messages={view.messages} />}
    </>
  );
}

function Messages({ messages }: { readonly messages: readonly StreamMessage[] }) {
  const t = useTranslations('playground');
  const format = useFormatter();
  if (messages.length === 0) return <EmptyState text={t('noMessages')} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <ol aria-label={t('result')} tabIndex={0} className="min-h-0 grow overflow-auto">
      {messages.map(({ number, atMs, text }) => (
        <li key={number} className="border-b px-3 py-2">
          <p className="flex gap-3 text-xs text-muted tabular-nums">
            <span>#{number}</span>
            <time dateTime={new Date(atMs).toISOString()}>{format.dateTime(atMs, { timeStyle: 'medium' })}</time>
          </p>
          <pre className="overflow-x-auto font-mono text-sm">{text}</pre>
        </li>
      ))}
    </ol>
  );
}
