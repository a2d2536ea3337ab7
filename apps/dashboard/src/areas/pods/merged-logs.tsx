'use client';
// The logs of several pods as one, each in a colour of its own.
import { useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../components/class-names.ts';
import type { LogLine } from '../../components/log-lines.ts';
import { LogView } from '../../components/log-view.tsx';
import { seriesColor } from '../../components/series-color.ts';
import { RefusedState } from '../../components/states.tsx';
import type { LogGroup } from '../../shell/dock-panels.ts';
import { ContainerPicker, LogToolbar, useLogChoices } from './log-toolbar.tsx';
import type { PodRow } from './pod-kind.ts';
import { mostFollowed, useGroupPods, useMergedLog } from './use-merged-log.ts';

const textOf = ({ source, text }: LogLine) => `[${source}] ${text}`;

/** `of` must keep its identity while it means the same. */
export function MergedLogs({ of }: { readonly of: LogGroup }) {
  const t = useTranslations('pods.log');
  const { rows: pods, status, collection } = useGroupPods(of);
  const [container, choose] = useState('');
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const choices = useLogChoices();
  const { on, query } = choices;
  const { lines, failures } = useMergedLog({ pods, container, isPrevious: on.previous });
  const log = useSyncExternalStore(lines.subscribe, lines.read, lines.read);
  const shown = useMemo(
    () => (hidden.size === 0 ? log : { ...log, lines: log.lines.filter(({ source }) => !hidden.has(podOf(source))) }),
    [log, hidden],
  );
  const colors = useColors(pods, log.lines);
  const toggle = (name: string) => {
    const next = new Set(hidden);
    if (!next.delete(name)) next.add(name);
    setHidden(next);
  };
  const containers = [...new Set(pods.flatMap(({ containerNames }) => containerNames))];
  const end =
    failures.length > 0 ? t('failed', { text: failures.join('; ') }) : log.lines.length === 0 ? t('empty') : '';
  if (status.state === 'refused') return <RefusedState error={status.error} onRetry={() => collection.retry()} />;
  return (
    <div className="flex min-h-0 grow flex-col">
      <LogToolbar choices={choices} log={shown} lines={lines} fileName={fileNameOf(of)} textOf={textOf}>
        <ContainerPicker containers={containers} chosen={container} all={t('allContainers')} onChoose={choose} />
      </LogToolbar>
      <Legend colors={colors} hidden={hidden} onToggle={toggle} />
      {pods.length > mostFollowed && (
        <p className="shrink-0 border-b px-2 py-1 text-warn">
          {t('tooMany', { shown: mostFollowed, total: pods.length })}
        </p>
      )}
      <LogView
        log={shown}
        query={query}
        isFiltered={on.only}
        isWrapped={on.wrap}
        hasTimes={on.times}
        colorOf={(source) => colors.get(podOf(source)) ?? ''}
        end={end}
      />
    </div>
  );
}

/** A pod keeps its colour when it is gone and its lines are still shown. */
function useColors(pods: readonly PodRow[], lines: readonly LogLine[]): ReadonlyMap<string, string> {
  const [known] = useState(() => new Map<string, string>());
  return useMemo(() => {
    for (const { name } of pods.slice(0, mostFollowed)) if (!known.has(name)) known.set(name, seriesColor(known.size));
    const current = new Set([...pods.map(({ name }) => name), ...lines.map(({ source }) => podOf(source))]);
    return new Map([...known].filter(([name]) => current.has(name)));
  }, [known, pods, lines]);
}

/** Which colour is whose; a click leaves its lines out. */
function Legend({
  colors,
  hidden,
  onToggle,
}: {
  readonly colors: ReadonlyMap<string, string>;
  readonly hidden: ReadonlySet<string>;
  onToggle(name: string): void;
}) {
  const t = useTranslations('pods.log');
  return (
    <div role="group" aria-label={t('pods')} className="flex shrink-0 gap-1.5 overflow-x-auto border-b px-2 py-1">
      {[...colors].map(([name, color]) => (
        <button
          key={name}
          type="button"
          aria-pressed={!hidden.has(name)}
          onClick={() => onToggle(name)}
          className={classNames(
            'inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full border px-2 font-mono text-sm',
            hidden.has(name) ? 'text-muted line-through' : color,
          )}
        >
          <span aria-hidden className="size-2 rounded-full bg-current" />
          {name}
        </button>
      ))}
    </div>
  );
}

function podOf(source: string): string {
  return source.split('/')[0] ?? '';
}

function fileNameOf(of: LogGroup): string {
  return `${'pods' in of ? 'pods' : `${of.namespace}-${of.labelSelector.replace(/[^\w.-]+/g, '-')}`}.log`;
}
