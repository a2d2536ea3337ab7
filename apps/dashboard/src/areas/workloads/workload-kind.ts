// Everything that makes pods by a template, in one list: deployments, the replica sets they and others have, and what came
// before replica sets.
import type { Tone } from '../../components/status-mark.tsx';
import {
  type DeploymentRow,
  deploymentFields,
  type RolloutState,
  type SelectedDeployment,
  summarizeDeployment,
} from '../../live/deployments.ts';
import { type IdentifiedRow, mixedKind } from '../../live/live-kind.ts';

/** As it stands in addresses. */
export type WorkloadFolder = 'deployments' | 'replicasets' | 'replicationcontrollers';

export const kindOfFolder = {
  deployments: 'Deployment.apps',
  replicasets: 'ReplicaSet.apps',
  replicationcontrollers: 'ReplicationController',
} as const satisfies Readonly<Record<WorkloadFolder, string>>;

/** `retired`: the replica set of an earlier version, kept to go back to. */
export type WorkloadState = RolloutState['state'] | 'retired';

export const toneOfState: Readonly<Record<WorkloadState, Tone>> = {
  done: 'ok',
  rolling: 'info',
  paused: 'muted',
  stuck: 'bad',
  degraded: 'warn',
  retired: 'muted',
};

export interface WorkloadRow extends Omit<DeploymentRow, 'rollout'> {
  readonly folder: WorkloadFolder;
  /** `Deployment`, `ReplicaSet`, `ReplicationController`. */
  readonly kind: string;
  readonly state: WorkloadState;
  /** Why it is stuck. */
  readonly message: string;
  /** Name of the deployment that a replica set belongs to. */
  readonly owner: string;
}

/** Of a replication controller the same is told as of a replica set. */
interface SelectedReplicaSet {
  readonly kind: 'ReplicaSet' | 'ReplicationController';
  readonly metadata: SelectedDeployment['metadata'] & {
    readonly ownerReferences: ReadonlyArray<{ readonly name: string; readonly controller: boolean | null }> | null;
  };
  readonly spec: Omit<SelectedDeployment['spec'], 'paused'>;
  readonly status: Omit<NonNullable<SelectedDeployment['status']>, 'updatedReplicas'> | null;
}

type SelectedWorkload = (SelectedDeployment & { readonly kind: 'Deployment' }) | SelectedReplicaSet;

const replicaSetFields = `metadata { generation annotations ownerReferences { name controller } }
  spec { replicas template { spec { containers { image } } } }
  status { observedGeneration replicas readyReplicas availableReplicas conditions { type status reason message } }`;

export const workloadKind = mixedKind<SelectedWorkload, WorkloadRow>({
  id: 'workloads',
  kind: 'Deployment.apps',
  parts: [
    { kind: 'Deployment.apps', type: 'Deployment', listField: 'deployments', fields: deploymentFields },
    { kind: 'ReplicaSet.apps', type: 'ReplicaSet', listField: 'replicaSets', fields: replicaSetFields },
    {
      kind: 'ReplicationController',
      type: 'ReplicationController',
      listField: 'replicationControllers',
      fields: replicaSetFields,
    },
  ],
  toRow: (workload, base) => ({ ...base, ...summarizeWorkload(workload) }),
});

export function summarizeWorkload(workload: SelectedWorkload): Omit<WorkloadRow, keyof IdentifiedRow> {
  if (workload.kind !== 'Deployment') return summarizeReplicaSet(workload);
  const { rollout, ...rest } = summarizeDeployment(workload);
  return {
    ...rest,
    folder: 'deployments',
    kind: 'Deployment',
    state: rollout.state,
    message: rollout.state === 'stuck' ? rollout.message : '',
    owner: '',
  };
}

function summarizeReplicaSet({
  kind,
  metadata,
  spec,
  status,
}: SelectedReplicaSet): Omit<WorkloadRow, keyof IdentifiedRow> {
  const desired = spec.replicas ?? 1;
  const available = status?.availableReplicas ?? 0;
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)?.name ?? '';
  const failure = status?.conditions?.find(({ type, status: value }) => type === 'ReplicaFailure' && value === 'True');
  // Of a deployment that wants no pods at all, the newest has none either: the size it was given tells them apart.
  const isLeft = metadata.annotations?.['deployment.kubernetes.io/desired-replicas'] !== '0';
  const isRetired = owner !== '' && isLeft && desired === 0 && (status?.replicas ?? 0) === 0;
  const state = failure
    ? 'stuck'
    : isRetired
      ? 'retired'
      : available >= desired && (status?.replicas ?? 0) === desired
        ? 'done'
        : 'rolling';
  return {
    folder: kind === 'ReplicaSet' ? 'replicasets' : 'replicationcontrollers',
    kind,
    desired,
    ready: status?.readyReplicas ?? 0,
    updated: status?.replicas ?? 0,
    available,
    done: Math.min(available, desired),
    isPaused: false,
    revision: Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0),
    images: spec.template.spec.containers.map(({ image }) => image ?? ''),
    state,
    message: failure?.message ?? '',
    owner,
  };
}
