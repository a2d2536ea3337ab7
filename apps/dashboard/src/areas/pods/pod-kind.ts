// The pods of lists: what is selected, and the row it becomes.
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
  /** `Deployment.apps`… of the controller that owns it; empty for a pod of its own. */
  readonly ownerKind: string;
}

type SelectedPod = PodState & {
  readonly metadata: SelectedMetadata & {
    readonly ownerReferences: ReadonlyArray<{ readonly kind: string; readonly controller: boolean | null }> | null;
  };
  readonly spec: { readonly nodeName: string | null } | null;
  readonly status: { readonly podIP: string | null } | null;
};

const containerState =
  'waiting { reason message } running { startedAt } terminated { reason exitCode signal finishedAt message }';
const containerStatus = `name ready started restartCount state { ${containerState} } lastState { ${containerState} }`;

export const podKind = typedKind<SelectedPod, PodRow>({
  id: 'pods',
  kind: 'Pod',
  changesField: 'podChanges',
  listField: 'pods',
  fields: `metadata { ownerReferences { kind controller } }
    spec { nodeName containers { name } initContainers { name restartPolicy } }
    status {
      phase reason message podIP
      conditions { type status reason message }
      containerStatuses { ${containerStatus} } initContainerStatuses { ${containerStatus} }
    }`,
  toRow: (pod, base) => {
    const summary = summarizePod(pod);
    return {
      ...base,
      ...summary,
      group: groupOf(summary),
      cause: causeOf(pod),
      node: pod.spec?.nodeName ?? '',
      ip: pod.status?.podIP ?? '',
      containerNames: pod.spec?.containers?.map(({ name }) => name) ?? [],
      ownerKind: pod.metadata.ownerReferences?.find(({ controller }) => controller)?.kind ?? '',
    };
  },
});
