// Back to an earlier revision: its template, and the annotations that go with it. Pure.
import { type ApiError, badRequestError } from '../../resource/api-error.ts';
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../resource/generated/kubernetes.ts';
import { isSameTemplate, withoutHash } from './generation.ts';
import { type Annotations, privateAnnotations, revisionOf, sharedAnnotations } from './revisions.ts';

export interface RollBack {
  readonly template: PodTemplateSpec | undefined;
  readonly annotations: Annotations;
}

/** `revision` 0 is the one before the current. Undefined when the deployment has that template; throws BadRequest. */
export function planRollBack(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  revision: number,
): RollBack | undefined {
  const { metadata, spec } = deployment;
  const target = revision === 0 ? previousOf(replicaSets) : replicaSets.find((each) => revisionOf(each) === revision);
  if (!target) throw noSuchRevision(metadata.name, revision);
  if (spec?.paused) throw badRequestError('you cannot rollback a paused deployment; resume it first and try again');
  if (isSameTemplate(target.spec?.template, spec?.template)) return undefined;
  return {
    template: withoutHash(target.spec?.template),
    annotations: { ...privateAnnotations(metadata.annotations), ...sharedAnnotations(target.metadata.annotations) },
  };
}

function previousOf(replicaSets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const numbered = replicaSets.filter((each) => revisionOf(each) > 0);
  return numbered.toSorted((a, b) => revisionOf(b) - revisionOf(a))[1];
}

function noSuchRevision(name: string, revision: number): ApiError {
  if (revision === 0) return badRequestError(`no rollout history found for deployment "${name}"`);
  return badRequestError(`unable to find specified revision ${revision} in history`);
}
