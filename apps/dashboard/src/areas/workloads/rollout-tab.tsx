'use client';
import type { Deployment } from '@portolan/client/generated/kubernetes.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { Facts, Section } from '../../components/detail-header.tsx';
import { EmptyState, LiveState } from '../../components/states.tsx';
import { useLiveList } from '../../live/use-live.ts';
import type { Revision } from './revisions.ts';
import { RolloutBar } from './rollout-bar.tsx';
import { limitsOf } from './rollout-limits.ts';
import { type RolloutPod, rolloutPodKind } from './rollout-pods.ts';
import { RolloutResult } from './rollout-result.tsx';
import { Waterfall, type WaterfallLine } from './waterfall.tsx';
import type { WorkloadRow } from './workload-kind.ts';

/** The newest version first, and of it the first pod first. */
const inOrder = {
  matches: () => true,
  compare: (a: RolloutPod, b: RolloutPod) =>
    a.milestones.created - b.milestones.created || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
};

export function RolloutTab({
  row,
  deployment,
  revisions,
  selector,
  onUndo,
}: {
  readonly row: WorkloadRow;
  readonly deployment: Deployment;
  /** The newest first. */
  readonly revisions: readonly Revision[];
  readonly selector: string;
  onUndo(revision: number): void;
}) {
  const t = useTranslations('workloads.rollout');
  const { spec } = deployment;
  const limits = useMemo(() => spec && limitsOf(spec), [spec]);
  const [current, ...old] = revisions;
  return (
    <div>
      <RolloutResult row={row} revisions={revisions} deadlineSeconds={spec?.progressDeadlineSeconds} onUndo={onUndo} />
      <div className="flex flex-col gap-3 p-3">
        <RolloutBar current={current} old={old} desired={row.desired} limits={limits} />
        <Facts
          facts={[
            [t('strategy'), spec?.strategy?.type ?? '–'],
            [t('surge'), limits?.surgeText ?? '–'],
            [t('unavailable'), limits?.unavailableText ?? '–'],
            [t('minReady'), t('seconds', { seconds: spec?.minReadySeconds ?? 0 })],
          ]}
        />
      </div>
      <Section title={t('pods')}>
        <PodWaterfall namespace={row.namespace} selector={selector} revisions={revisions} />
      </Section>
    </div>
  );
}

/** `revisions`: whose pods are shown; those of the first are the new ones. */
export function PodWaterfall({
  namespace,
  selector,
  revisions,
}: {
  readonly namespace: string;
  readonly selector: string;
  readonly revisions: ReadonlyArray<Pick<Revision, 'name' | 'revision'>>;
}) {
  const t = useTranslations('workloads');
  const list = useLiveList(rolloutPodKind, inOrder, { namespace, labelSelector: selector });
  const lines = useMemo(() => linesOf(list.rows, revisions), [list.rows, revisions]);
  return (
    <LiveState
      status={list.status}
      isEmpty={lines.length === 0}
      empty={<EmptyState text={t('noPods')} />}
      onRetry={() => list.collection.retry()}
    >
      <Waterfall lines={lines} />
    </LiveState>
  );
}

function linesOf(
  pods: readonly RolloutPod[],
  revisions: ReadonlyArray<Pick<Revision, 'name' | 'revision'>>,
): readonly WaterfallLine[] {
  return revisions.flatMap(({ name, revision }, index) =>
    pods
      .filter(({ owner }) => owner === name)
      .map((pod) => ({ pod, version: revision > 0 ? `#${revision}` : '', isOld: index > 0 })),
  );
}
