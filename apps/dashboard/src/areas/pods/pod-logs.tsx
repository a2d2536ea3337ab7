'use client';
import { Download } from 'lucide-react';
import { useId, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../components/button.tsx';
import { logMatcher } from '../../components/log-lines.ts';
import { LogView } from '../../components/log-view.tsx';
import { useLiveRow } from '../../live/use-live.ts';
import { podKind } from './pod-kind.ts';
import { usePodLog } from './use-pod-log.ts';

export interface PodLogsProps {
  readonly namespace: string;
  readonly name: string;
  readonly container?: string | undefined;
}

const toggles = ['previous', 'wrap', 'times', 'only'] as const;
type Toggle = (typeof toggles)[number];

export function PodLogs({ namespace, name, container: given }: PodLogsProps) {
  const t = useTranslations('pods.log');
  const { row } = useLiveRow(podKind, { namespace, name });
  const containers = row?.containerNames ?? [];
  const [chosen, choose] = useState(given ?? '');
  const container = chosen || containers[0] || '';
  const [on, setOn] = useState<Readonly<Record<Toggle, boolean>>>({
    previous: false,
    wrap: false,
    times: false,
    only: false,
  });
  const [query, setQuery] = useState('');
  const { lines, state } = usePodLog({
    namespace,
    name,
    container,
    isPrevious: on.previous,
    restarts: row?.restarts ?? 0,
  });
  const log = useSyncExternalStore(lines.subscribe, lines.read, lines.read);
  const matches = useMemo(() => countMatches(log.lines, query), [log, query]);
  const end = {
    following: log.lines.length === 0 ? t('empty') : '',
    ended: t('ended'),
    failed: t('failed', { text: state.why }),
  }[state.state];
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-b px-2 py-1.5">
        <ContainerPicker containers={containers} chosen={container} onChoose={choose} />
        {toggles.map((id) => (
          <label key={id} className="inline-flex items-center gap-1.5 whitespace-nowrap">
            <input
              type="checkbox"
              checked={on[id]}
              onChange={() => setOn({ ...on, [id]: !on[id] })}
              className="size-4 accent-accent"
            />
            {t(id)}
          </label>
        ))}
        <input
          type="search"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          placeholder="/regex/"
          aria-label={t('search')}
          className="h-7 min-w-24 grow rounded-md border border-control bg-bg px-2 font-mono text-sm md:max-w-72"
        />
        {query && (
          <span role="status" className="text-muted">
            {t('matches', { count: matches })}
          </span>
        )}
        <IconButton
          label={t('download')}
          onClick={() => download(`${name}-${container}.log`, log.lines.map(({ text }) => text).join('\n'))}
          className="ml-auto"
        >
          <Download size={15} aria-hidden />
        </IconButton>
      </div>
      <LogView log={log} query={query} isFiltered={on.only} isWrapped={on.wrap} hasTimes={on.times} end={end} />
    </div>
  );
}

function ContainerPicker({
  containers,
  chosen,
  onChoose,
}: {
  readonly containers: readonly string[];
  readonly chosen: string;
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
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
