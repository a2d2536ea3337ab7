'use client';
import { useTranslations } from 'use-intl';
import { LoadingState } from '../../components/states.tsx';
import { Terminal } from '../../components/terminal.tsx';
import { useLiveRow } from '../../live/use-live.ts';
import { podKind } from './pod-kind.ts';

/** A shell in the first container, or in the one that is named. */
export function PodTerminal({
  namespace,
  name,
  container,
}: {
  readonly namespace: string;
  readonly name: string;
  readonly container?: string | undefined;
}) {
  const t = useTranslations('pods.terminal');
  const { row } = useLiveRow(podKind, { namespace, name });
  const into = container ?? row?.containerNames[0];
  if (!into) return <LoadingState rows={2} />;
  return <Terminal label={t('label', { name })} pod={{ namespace, name }} container={into} />;
}
