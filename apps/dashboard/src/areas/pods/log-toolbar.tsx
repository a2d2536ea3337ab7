'use client';
// What stands above a log: which container, how it is shown, what is searched in it.
import { Download, Pause, Play } from 'lucide-react';
import { type ReactNode, useId, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from '../../components/button.tsx';
import { type LogView as Log, type LogLine, type LogLines, logMatcher } from '../../components/log-lines.ts';

const toggles = ['previous', 'wrap', 'times', 'only'] as const;
type Toggle = (typeof toggles)[number];

export interface LogChoices {
  readonly on: Readonly<Record<Toggle, boolean>>;
  readonly query: string;
  turn(toggle: Toggle): void;
  search(query: string): void;
}

export function useLogChoices(): LogChoices {
  const [on, setOn] = useState<LogChoices['on']>({ previous: false, wrap: false, times: false, only: false });
  const [query, setQuery] = useState('');
  return { on, query, turn: (toggle) => setOn({ ...on, [toggle]: !on[toggle] }), search: setQuery };
}

export interface LogToolbarProps {
  readonly choices: LogChoices;
  readonly log: Log;
  readonly lines: LogLines;
  /** Of the file that is downloaded. */
  readonly fileName: string;
  textOf(line: LogLine): string;
  /** The choice of the container. */
  readonly children: ReactNode;
}

export function LogToolbar({ choices, log, lines, fileName, textOf, children }: LogToolbarProps) {
  const t = useTranslations('pods.log');
  const { on, query, turn, search } = choices;
  const matches = useMemo(() => countMatches(log.lines, query), [log.lines, query]);
  const Picture = log.isPaused ? Play : Pause;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-b px-2 py-1.5">
      {children}
      {toggles.map((id) => (
        <label key={id} className="inline-flex items-center gap-1.5 whitespace-nowrap">
          <input type="checkbox" checked={on[id]} onChange={() => turn(id)} className="size-4 accent-accent" />
          {t(id)}
        </label>
      ))}
      <input
        type="search"
        value={query}
        onChange={(event) => search(event.target.value)}
        placeholder="/regex/"
        aria-label={t('search')}
        className="h-7 min-w-24 grow rounded-md border border-control bg-bg px-2 font-mono text-sm md:max-w-72"
      />
      {query && (
        <span role="status" className="text-muted">
          {t('matches', { count: matches })}
        </span>
      )}
      <div className="ml-auto flex gap-1">
        <Button look="quiet" aria-pressed={log.isPaused} onClick={() => lines.setPaused(!log.isPaused)}>
          <Picture size={14} aria-hidden />
          {log.isPaused ? t('resume', { waiting: log.waiting }) : t('pause')}
        </Button>
        <IconButton label={t('download')} onClick={() => download(fileName, log.lines.map(textOf).join('\n'))}>
          <Download size={15} aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}

export function ContainerPicker({
  containers,
  chosen,
  all,
  onChoose,
}: {
  readonly containers: readonly string[];
  readonly chosen: string;
  /** What stands for all of them, where they can be read together. */
  readonly all?: string;
  onChoose(name: string): void;
}) {
  const t = useTranslations('pods.log');
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {t('container')}
      </label>
      <select
        id={id}
        value={chosen}
        onChange={(event) => onChoose(event.target.value)}
        className="h-7 rounded-md border border-control bg-bg px-1.5 font-mono text-sm"
      >
        {all !== undefined && <option value="">{all}</option>}
        {containers.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </>
  );
}

function countMatches(lines: ReadonlyArray<{ readonly text: string }>, query: string): number {
  const matcher = logMatcher(query);
  if (!matcher) return 0;
  return lines.reduce((count, { text }) => count + (text.match(matcher)?.length ?? 0), 0);
}

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
