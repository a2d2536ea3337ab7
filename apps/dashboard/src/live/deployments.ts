// The deployments of lists: what is selected, and the row it becomes.
import { type IdentifiedRow, typedKind } from './live-kind.ts';

export interface DeploymentRow extends IdentifiedRow {
  readonly desired: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
  /** How many are of the wanted version and available: at least so many, since all pods of older ones may be. */
  readonly done: number;
  readonly isPaused: boolean;
  /** Of the version that is wanted; 0 before the controller has numbered it. */
  readonly revision: number;
  readonly images: readonly string[];
  readonly rollout: RolloutState;
}

export type RolloutState =
  /** Everything is as it should be. */
  | { readonly state: 'done' }
  | { readonly state: 'rolling' }
  | { readonly state: 'paused' }
  /** Progress has stopped, or pods cannot be made. */
  | { readonly state: 'stuck'; readonly message: string }
  /** The version is rolled out, but pods of it are not available. */
  | { readonly state: 'degraded' };

export interface SelectedDeployment {
  readonly metadata: {
    readonly generation: string | number | null;
    readonly annotations: Readonly<Record<string, string>> | null;
  };
  readonly spec: {
    readonly replicas: number | null;
    readonly paused: boolean | null;
    readonly template: { readonly spec: { readonly containers: ReadonlyArray<{ readonly image: string | null }> } };
  };
  readonly status: {
    readonly observedGeneration: string | number | null;
    readonly replicas: number | null;
    readonly readyReplicas: number | null;
    readonly updatedReplicas: number | null;
    readonly availableReplicas: number | null;
    readonly conditions: ReadonlyArray<
      Readonly<Record<'type' | 'status' | 'reason' | 'message', string | null>>
    > | null;
  } | null;
}

export const deploymentFields = `metadata { generation annotations }
  spec { replicas paused template { spec { containers { image } } } }
  status {
    observedGeneration replicas readyReplicas updatedReplicas availableReplicas
    conditions { type status reason message }
  }`;

export const deploymentKind = typedKind<SelectedDeployment, DeploymentRow>({
  id: 'deployments',
  kind: 'Deployment.apps',
  changesField: 'deploymentChanges',
  listField: 'deployments',
  fields: deploymentFields,
  toRow: (deployment, base) => ({ ...base, ...summarizeDeployment(deployment) }),
});

export function summarizeDeployment(deployment: SelectedDeployment): Omit<DeploymentRow, keyof IdentifiedRow> {
  const { metadata, spec, status } = deployment;
  const desired = spec.replicas ?? 1;
  const updated = status?.updatedReplicas ?? 0;
  const available = status?.availableReplicas ?? 0;
  const old = (status?.replicas ?? 0) - updated;
  return {
    desired,
    ready: status?.readyReplicas ?? 0,
    updated,
    available,
    done: Math.max(0, Math.min(updated, desired, available - old)),
    isPaused: spec.paused === true,
    revision: Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0),
    images: spec.template.spec.containers.map(({ image }) => image ?? ''),
    rollout: rolloutOf(deployment),
  };
}

/** As `kubectl rollout status` tells them apart. */
function rolloutOf({ metadata, spec, status }: SelectedDeployment): RolloutState {
  const desired = spec.replicas ?? 1;
  const { replicas, updatedReplicas, availableReplicas, conditions } = status ?? {};
  const find = (wanted: string) => conditions?.find(({ type }) => type === wanted);
  const progressing = find('Progressing');
  const failure = find('ReplicaFailure');
  if (progressing?.reason === 'ProgressDeadlineExceeded') return { state: 'stuck', message: progressing.message ?? '' };
  if (failure?.status === 'True') return { state: 'stuck', message: failure.message ?? '' };
  const isSeen = Number(status?.observedGeneration ?? 0) >= Number(metadata.generation ?? 0);
  const isReplaced = isSeen && (updatedReplicas ?? 0) >= desired && (replicas ?? 0) <= (updatedReplicas ?? 0);
  if (isReplaced && (availableReplicas ?? 0) >= desired) return { state: 'done' };
  if (spec.paused) return { state: 'paused' };
  return isReplaced && progressing?.reason === 'NewReplicaSetAvailable' ? { state: 'degraded' } : { state: 'rolling' };
}
