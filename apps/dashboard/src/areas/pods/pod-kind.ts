// The pods of lists: what is selected, and the row it becomes.
import { quantityNumber } from '@portolan/client/quantity.ts';
import {
  type IdentifiedRow,
  type LiveRow,
  longListKind,
  type SelectedMetadata,
  typedKind,
} from '../../live/live-kind.ts';
import {
  type Cause,
  causeOf,
  groupOf,
  type PodGroup,
  type PodState,
  type PodSummary,
  summarizePod,
} from './pod-status.ts';

export interface PodRow extends LiveRow, PodSummary {
  readonly group: PodGroup;
  readonly node: string;
  readonly ip: string;
  readonly containerNames: readonly string[];
  /** What its containers ask for: cores and bytes. */
  readonly cpuRequest: number;
  readonly memoryRequest: number;
  /** `Deployment.apps`… of the controller that owns it; empty for a pod of its own. */
  readonly ownerKind: string;
}

/** A pod that is looked at by itself. */
export interface PodDetailRow extends PodRow, IdentifiedRow {
  readonly cause: Cause | undefined;
}

interface SelectedContainer {
  readonly name: string;
  readonly resources: { readonly requests: Readonly<Record<string, string>> | null } | null;
}

export type SelectedPod = PodState & {
  readonly metadata: SelectedMetadata & {
    readonly ownerReferences: ReadonlyArray<{ readonly kind: string; readonly controller: boolean | null }> | null;
  };
  readonly spec: {
    readonly nodeName: string | null;
    readonly containers: readonly SelectedContainer[] | null;
  } | null;
  readonly status: { readonly podIP: string | null } | null;
};

/** Lists hold thousands of pods: no more than their columns follow from. That a container runs has no sign but an object. */
const listedStatus = `name ready started restartCount
  state { waiting { reason } running { __typename } terminated { reason exitCode signal } }
  lastState { terminated { finishedAt } }`;

/** With the words that say why. */
const ended = 'terminated { reason exitCode signal finishedAt message }';
const detailedStatus = `name ready started restartCount
  state { waiting { reason message } running { startedAt } ${ended} } lastState { ${ended} }`;

export const podFields = podFieldsWith('type status reason', listedStatus, 'phase reason podIP');
const detailFields = podFieldsWith('type status reason message', detailedStatus, 'phase reason message podIP');

function podFieldsWith(condition: string, containerStatus: string, status: string): string {
  return `metadata { ownerReferences { kind controller } }
  spec { nodeName containers { name resources { requests } } initContainers { name restartPolicy } }
  status {
    ${status}
    conditions { ${condition} }
    containerStatuses { ${containerStatus} } initContainerStatuses { ${containerStatus} }
  }`;
}

export const podKind = longListKind<SelectedPod, PodRow>({
  id: 'pods',
  kind: 'Pod',
  changesField: 'podChanges',
  listField: 'pods',
  fields: podFields,
  toRow: podRowOf,
});

/** Of few pods at a time. */
export const podDetailKind = typedKind<SelectedPod, PodDetailRow>({
  id: 'pod-details',
  kind: 'Pod',
  changesField: 'podChanges',
  listField: 'pods',
  fields: detailFields,
  toRow: (pod, base) => ({ ...base, ...podRowOf(pod, base), cause: causeOf(pod) }),
});

export function podRowOf(pod: SelectedPod, base: LiveRow): PodRow {
  const summary = summarizePod(pod);
  return {
    ...base,
    ...summary,
    group: groupOf(summary),
    node: pod.spec?.nodeName ?? '',
    ip: pod.status?.podIP ?? '',
    cpuRequest: requested(pod.spec?.containers, 'cpu'),
    memoryRequest: requested(pod.spec?.containers, 'memory'),
    containerNames: pod.spec?.containers?.map(({ name }) => name) ?? [],
    ownerKind: pod.metadata.ownerReferences?.find(({ controller }) => controller)?.kind ?? '',
  };
}

function requested(containers: readonly SelectedContainer[] | null | undefined, resource: string): number {
  return (containers ?? []).reduce(
    (sum, { resources }) => sum + quantityNumber(resources?.requests?.[resource] ?? '0'),
    0,
  );
}
