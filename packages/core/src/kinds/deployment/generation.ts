// A replica set of a deployment while a step is planned: as it is stored, and as the step leaves it.

import { deepEqual } from '../../resource/equality.ts';
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../resource/generated/kubernetes.ts';
import type { Annotations } from './revisions.ts';
import { templateHashLabel } from './template-hash.ts';

export interface Generation {
  readonly name: string;
  /** As stored; absent for one that the step creates. */
  readonly stored?: ReplicaSet;
  /** Of the template; only for one that the step creates. */
  readonly hash?: string;
  /** Pods it shall have. */
  replicas: number;
  annotations: Annotations;
  minReadySeconds: number;
}

export function generationOf(stored: ReplicaSet): Generation {
  return {
    name: stored.metadata.name,
    stored,
    replicas: stored.spec?.replicas ?? 1,
    annotations: stored.metadata.annotations ?? {},
    minReadySeconds: stored.spec?.minReadySeconds ?? 0,
  };
}

/** Pods it has, whether wanted or not. */
export function actualReplicas({ stored }: Generation): number {
  return stored?.status?.replicas ?? 0;
}

/**
 * Pods of it that serve and will go on serving: where fewer are wanted than the status still counts, the rest is about to
 * end.
 */
export function lastingReplicas({ stored, replicas }: Generation): number {
  return Math.min(stored?.status?.availableReplicas ?? 0, replicas);
}

export function totalOf(generations: readonly Generation[], count: (each: Generation) => number): number {
  return generations.reduce((total, each) => total + count(each), 0);
}

export function wanted({ replicas }: Generation): number {
  return replicas;
}

/** Pods it has or shall have: those that are no longer wanted count until they are on their way out. */
export function presentReplicas(generation: Generation): number {
  return Math.max(generation.replicas, actualReplicas(generation));
}

export function activeOf(generations: readonly Generation[]): Generation[] {
  return generations.filter(({ replicas }) => replicas > 0);
}

/** The oldest first. */
export function compareCreation(a: Generation, b: Generation): number {
  const [first, second] = [createdAt(a), createdAt(b)];
  if (first !== second) return first < second ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

/** One that is being created is the newest. */
function createdAt({ stored }: Generation): string {
  return stored?.metadata.creationTimestamp ?? '~';
}

/** The replica set that was made for the deployment's template; the oldest, should there be several. */
export function currentOf({ spec }: Deployment, generations: readonly Generation[]): Generation | undefined {
  const ofTemplate = generations.filter(({ stored }) => isSameTemplate(stored?.spec?.template, spec?.template));
  return ofTemplate.toSorted(compareCreation)[0];
}

export function isSameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return deepEqual(withoutHash(a), withoutHash(b));
}

/** The template as a deployment has it. */
export function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec | undefined {
  if (template?.metadata?.labels?.[templateHashLabel] === undefined) return template;
  const { [templateHashLabel]: _, ...labels } = template.metadata.labels;
  return { ...template, metadata: { ...template.metadata, labels } };
}
