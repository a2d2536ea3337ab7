'use client';
import { useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { LogView } from '../../components/log-view.tsx';
import { useLiveRow } from '../../live/use-live.ts';
import { ContainerPicker, LogToolbar, useLogChoices } from './log-toolbar.tsx';
import { podKind } from './pod-kind.ts';
import { usePodLog } from './use-pod-log.ts';

export interface PodLogsProps {
  readonly namespace: string;
  readonly name: string;
  readonly container?: string | undefined;
}

export function PodLogs({ namespace, name, container: given }: PodLogsProps) {
  const t = useTranslations('pods.log');
  const { row } = useLiveRow(podKind, { namespace, name });
  const containers = row?.containerNames ?? [];
  const [chosen, choose] = useState(given ?? '');
  const container = chosen || containers[0] || '';
  const choices = useLogChoices();
  const { on, query } = choices;
  const restarts = row?.restarts ?? 0;
  const { lines, state } = usePodLog({ namespace, name, container, isPrevious: on.previous, restarts });
  const log = useSyncExternalStore(lines.subscribe, lines.read, lines.read);
  const end = {
    following: log.lines.length === 0 ? t('empty') : '',
    ended: t('ended'),
    failed: t('failed', { text: state.why }),
  }[state.state];
  return (
    <div className="flex min-h-0 grow flex-col">
      <LogToolbar
        choices={choices}
        log={log}
        lines={lines}
        fileName={`${name}-${container}.log`}
        textOf={({ text }) => text}
      >
        <ContainerPicker containers={containers} chosen={container} onChoose={choose} />
      </LogToolbar>
      <LogView log={log} query={query} isFiltered={on.only} isWrapped={on.wrap} hasTimes={on.times} end={end} />
    </div>
  );
}
