// The pods of a rollout, with the moments at which each got on.
import { type LiveRow, typedKind } from '../../live/live-kind.ts';
import { type PodRow, podFields, podRowOf, type SelectedPod } from '../pods/pod-kind.ts';
import type { Milestones } from './milestones.ts';

export interface RolloutPod extends PodRow {
  /** Name of its replica set. */
  readonly owner: string;
  readonly milestones: Milestones;
}

/** Beside what every list of pods has. */
interface SelectedMoments {
  readonly metadata: {
    readonly ownerReferences: ReadonlyArray<{ readonly name: string; readonly controller: boolean | null }> | null;
  };
  readonly status: {
    readonly conditions: ReadonlyArray<
      Readonly<Record<'type' | 'status', string> & { lastTransitionTime: string | null }>
    > | null;
    readonly containerStatuses: ReadonlyArray<{
      readonly state: { readonly running: { readonly startedAt: string | null } | null } | null;
    }> | null;
  } | null;
}

export const rolloutPodKind = typedKind<SelectedPod & SelectedMoments, RolloutPod>({
  id: 'rollout-pods',
  kind: 'Pod',
  changesField: 'podChanges',
  listField: 'pods',
  fields: `${podFields} metadata { ownerReferences { name } }
    status { conditions { lastTransitionTime } containerStatuses { state { running { startedAt } } } }`,
  toRow: (pod, base) => ({
    ...podRowOf(pod, base),
    owner: ownerOf(pod),
    milestones: milestonesOf(pod, base),
  }),
});

function ownerOf({ metadata }: SelectedMoments): string {
  return metadata.ownerReferences?.find(({ controller }) => controller)?.name ?? '';
}

function milestonesOf(pod: SelectedPod & SelectedMoments, { createdAt }: LiveRow): Milestones {
  const { conditions, containerStatuses }: Partial<NonNullable<SelectedMoments['status']>> = pod.status ?? {};
  const since = (wanted: string) => {
    const found = conditions?.find(({ type, status: value }) => type === wanted && value === 'True');
    return momentOf(found?.lastTransitionTime);
  };
  const started = (containerStatuses ?? []).map(({ state }) => momentOf(state?.running?.startedAt));
  const isAllStarted = started.length > 0 && started.every((moment) => moment !== undefined);
  return {
    created: Date.parse(createdAt),
    scheduled: since('PodScheduled'),
    prepared: since('PodReadyToStartContainers'),
    started: isAllStarted ? Math.max(...started) : undefined,
    ready: since('Ready'),
    isEnding: pod.metadata.deletionTimestamp !== null,
  };
}

function momentOf(text: string | null | undefined): number | undefined {
  return text ? Date.parse(text) : undefined;
}
