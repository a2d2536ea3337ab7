// Pods: what holds at any time, and what holds when one is made.
import { type FieldError, FieldPath, forbidden } from '../../../resource/field-error.ts';
import type { Pod, PodSpec } from '../../../resource/generated/kubernetes.ts';
import { validatePodAnnotations, validateProfilesAgree } from './annotations.ts';
import { validateImagePadding } from './containers.ts';
import { checkNonNegative, type Findings } from './field-rules.ts';
import { validatePodSpec } from './spec.ts';

const metadataPath = new FieldPath('metadata');
const specPath = new FieldPath('spec');

export function validatePod(pod: Pod): FieldError[] {
  return [...findInPod(pod)];
}

function* findInPod({ metadata, spec = { containers: [] } }: Pod): Findings {
  yield* validatePodAnnotations(metadataPath.child('annotations'), metadata.annotations ?? {}, spec);
  yield* validatePodSpec(spec, specPath, metadata);
  if (!spec.serviceAccountName) yield* forbidTokens(spec);
  yield* checkNonNegative(specPath.child('terminationGracePeriodSeconds'), spec.terminationGracePeriodSeconds);
  for (const list of ['containers', 'initContainers'] as const) {
    for (const [position, container] of (spec[list] ?? []).entries()) {
      yield* validateImagePadding(specPath.child(list).index(position), container);
    }
  }
}

function* forbidTokens({ volumes = [] }: PodSpec): Findings {
  for (const [position, { projected }] of volumes.entries()) {
    for (const [index, { serviceAccountToken }] of (projected?.sources ?? []).entries()) {
      if (!serviceAccountToken) continue;
      const at = specPath.child('volumes').index(position).child('projected', 'sources').index(index);
      yield forbidden(at.child('serviceAccountToken'), 'must not be specified when serviceAccountName is not set');
    }
  }
}

/** Beside `validatePod`. */
export function validatePodCreate(pod: Pod): FieldError[] {
  return [...findInNewPod(pod)];
}

function* findInNewPod({ metadata, spec = { containers: [] } }: Pod): Findings {
  if (spec.ephemeralContainers?.length)
    yield forbidden(specPath.child('ephemeralContainers'), 'cannot be set on create');
  if (spec.nodeName && spec.schedulingGates?.length) {
    yield forbidden(specPath.child('nodeName'), 'cannot be set until all schedulingGates have been cleared');
  }
  yield* validateProfilesAgree(specPath, metadata.annotations ?? {}, spec);
}
