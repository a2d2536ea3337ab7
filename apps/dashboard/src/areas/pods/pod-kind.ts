// The pods of lists: what is selected, and the row it becomes.
import { quantityNumber } from '@portolan/client/quantity.ts';
import { type LiveRow, type SelectedMetadata, typedKind } from '../../live/live-kind.ts';
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
  readonly cause: Cause | undefined;
  readonly node: string;
  readonly ip: string;
  readonly containerNames: readonly string[];
  /** What its containers ask for: cores and bytes. */
  readonly cpuRequest: number;
  readonly memoryRequest: number;
  /** `Deployment.apps`… of the controller that owns it; empty for a pod of its own. */
  readonly ownerKind: string;
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

const containerState =
  'waiting { reason message } running { startedAt } terminated { reason exitCode signal finishedAt message }';
const containerStatus = `name ready started restartCount state { ${containerState} } lastState { ${containerState} }`;

export const podFields = `metadata { ownerReferences { kind controller } }
  spec { nodeName containers { name resources { requests } } initContainers { name restartPolicy } }
  status {
    phase reason message podIP
    conditions { type status reason message }
    containerStatuses { ${containerStatus} } initContainerStatuses { ${containerStatus} }
  }`;

export const podKind = typedKind<SelectedPod, PodRow>({
  id: 'pods',
  kind: 'Pod',
  changesField: 'podChanges',
  listField: 'pods',
  fields: podFields,
  toRow: podRowOf,
});

export function podRowOf(pod: SelectedPod, base: LiveRow): PodRow {
  const summary = summarizePod(pod);
  return {
    ...base,
    ...summary,
    group: groupOf(summary),
    cause: causeOf(pod),
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
