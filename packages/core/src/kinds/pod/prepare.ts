// What the system itself writes into pods: their first status, and fields that a client may leave or get wrong.

import { FieldPath } from '../../resource/field-error.ts';
import type {
  AppArmorProfile,
  LabelSelector,
  ObjectMeta,
  Pod,
  PodAffinityTerm,
  PodStatus,
} from '../../resource/generated/kubernetes.ts';
import { allContainers } from './containers.ts';
import { computeQosClass } from './qos.ts';
import { appArmorOfContainer } from './validation/annotations.ts';
import { validateAppArmor } from './validation/security.ts';

/** Defaults are filled; `metadata.creationTimestamp` is now. */
export function preparePodForCreate(pod: Pod): void {
  const spec = pod.spec ?? { containers: [] };
  const status: PodStatus = { phase: 'Pending', qosClass: computeQosClass(spec) };
  if (spec.schedulingGates?.length) status.conditions = [gatedCondition(pod.metadata)];
  pod.status = status;
  joinLabelKeys(pod);
  copyAppArmorAnnotations(pod);
}

function gatedCondition({ creationTimestamp }: ObjectMeta) {
  return {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
    ...(creationTimestamp !== undefined && { lastTransitionTime: creationTimestamp }),
  };
}

/** The pod's own labels become part of the selectors that name them in `matchLabelKeys` and `mismatchLabelKeys`. */
function joinLabelKeys({ metadata, spec }: Pod): void {
  const labels = metadata.labels ?? {};
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {};
  for (const affinity of [podAffinity, podAntiAffinity]) {
    const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    for (const { podAffinityTerm } of preferred) if (podAffinityTerm) joinTermKeys(podAffinityTerm, labels);
    for (const term of affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) joinTermKeys(term, labels);
  }
  for (const { labelSelector, matchLabelKeys = [] } of spec?.topologySpreadConstraints ?? []) {
    if (labelSelector) joinKeys(labelSelector, matchLabelKeys, 'In', labels);
  }
}

function joinTermKeys(term: PodAffinityTerm, labels: Record<string, string>): void {
  if (!term.labelSelector) return;
  joinKeys(term.labelSelector, term.matchLabelKeys ?? [], 'In', labels);
  joinKeys(term.labelSelector, term.mismatchLabelKeys ?? [], 'NotIn', labels);
}

function joinKeys(
  selector: LabelSelector,
  keys: readonly string[],
  operator: 'In' | 'NotIn',
  labels: Record<string, string>,
): void {
  for (const key of keys) {
    const value = labels[key];
    if (value === undefined) continue;
    selector.matchExpressions = [...(selector.matchExpressions ?? []), { key, operator, values: [value] }];
  }
}

/** Profiles written as annotations, as they once were, become fields. */
function copyAppArmorAnnotations({ metadata, spec }: Pod): void {
  if (!spec || spec.os?.name === 'windows') return;
  for (const { container } of allContainers(spec, new FieldPath())) {
    const annotation = metadata.annotations?.[`${appArmorOfContainer}${container.name}`];
    if (annotation === undefined || container.securityContext?.appArmorProfile) continue;
    const profile = profileOf(annotation);
    if (!profile || isSameProfile(profile, spec.securityContext?.appArmorProfile)) continue;
    container.securityContext = { ...container.securityContext, appArmorProfile: profile };
  }
}

/** Absent for what makes no valid profile; validation reports it. */
function profileOf(annotation: string): AppArmorProfile | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (!annotation.startsWith('localhost/')) return undefined;
  const profile = { type: 'Localhost', localhostProfile: annotation.slice('localhost/'.length) };
  return [...validateAppArmor(new FieldPath(), profile)].length === 0 ? profile : undefined;
}

function isSameProfile(a: AppArmorProfile, b: AppArmorProfile | undefined): boolean {
  return a.type === b?.type && a.localhostProfile === b.localhostProfile;
}

/** Observed generations and the class of service are not lost when a node does not send them. */
export function preparePodForStatusUpdate(pod: Pod, old: Pod): void {
  pod.status ??= {};
  const { status } = pod;
  const before = old.status ?? {};
  if (!status.qosClass && before.qosClass) status.qosClass = before.qosClass;
  if (!status.observedGeneration && before.observedGeneration) status.observedGeneration = before.observedGeneration;
  const generations = new Map<string, (number | undefined)[]>();
  for (const { type, observedGeneration } of before.conditions ?? []) {
    generations.set(type, [...(generations.get(type) ?? []), observedGeneration]);
  }
  for (const condition of status.conditions ?? []) {
    const generation = generations.get(condition.type)?.shift();
    if (!condition.observedGeneration && generation) condition.observedGeneration = generation;
  }
}
