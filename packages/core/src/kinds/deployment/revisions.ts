// What a deployment writes into its replica sets' annotations: which of its revisions they are, and how large it was.
import type { Deployment } from '../../resource/generated/kubernetes.ts';
import type { ApiObject } from '../../resource/object.ts';
import { boundsOf, wantedReplicas } from './strategy.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history';
export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';

/** Annotations of a deployment, or of a replica set, that speak of itself alone. */
const ownAnnotations: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
]);

const maxHistoryLength = 2000;

export type Annotations = Readonly<Record<string, string>>;

/** 0 where it is none yet. */
export function revisionOf({ metadata }: ApiObject): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0) || 0;
}

/** Those that a deployment and its replica sets share. */
export function sharedAnnotations(annotations: Annotations = {}): Annotations {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => !ownAnnotations.has(name)));
}

/** Those of a deployment that its replica sets must not set. */
export function privateAnnotations(annotations: Annotations = {}): Annotations {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => ownAnnotations.has(name)));
}

/** The annotations of the replica set of the deployment's template, as the `revision`th one. */
export function currentAnnotations(deployment: Deployment, old: Annotations, revision: number): Annotations {
  const next = { ...old, ...sharedAnnotations(deployment.metadata.annotations) };
  const oldRevision = Number(old[revisionAnnotation] ?? 0) || 0;
  if (oldRevision >= revision) return next;
  next[revisionAnnotation] = String(revision);
  if (old[revisionAnnotation] !== undefined) {
    next[revisionHistoryAnnotation] = withRevision(old[revisionHistoryAnnotation] ?? '', old[revisionAnnotation]);
  }
  return next;
}

/** The oldest revisions make room for the newest where the text would become too long. */
function withRevision(history: string, revision: string): string {
  const revisions = history === '' ? [revision] : [...history.split(','), revision];
  while (revisions.join(',').length > maxHistoryLength) revisions.shift();
  return revisions.join(',');
}

/** How large the deployment is and may become, noted when a replica set is sized: by it a later change of size is known. */
export function sizeAnnotations(deployment: Deployment): Annotations {
  const replicas = wantedReplicas(deployment);
  return {
    [desiredReplicasAnnotation]: String(replicas),
    [maxReplicasAnnotation]: String(replicas + boundsOf(deployment).surge),
  };
}

export function notedSize(annotations: Annotations, name: string): number | undefined {
  const text = annotations[name];
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}
