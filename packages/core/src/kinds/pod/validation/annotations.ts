// Annotations that mean something to a pod: mirror pods, deletion cost, and the old form of seccomp and AppArmor profiles,
// which must agree with the fields.
import { type FieldError, type FieldPath, forbidden, invalid } from '../../../resource/field-error.ts';
import type { ObjectMeta, PodSpec, SeccompProfile } from '../../../resource/generated/kubernetes.ts';
import { allContainers } from '../containers.ts';
import { mirrorAnnotation } from '../mirror-pod.ts';
import { checkDescendingPath, type Findings } from './field-rules.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const seccompOfPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompOfContainer = 'container.seccomp.security.alpha.kubernetes.io/';
export const appArmorOfContainer = 'container.apparmor.security.beta.kubernetes.io/';
const localhost = 'localhost/';
const runtimeDefault = 'runtime/default';
const unconfined = 'unconfined';

type Annotations = NonNullable<ObjectMeta['annotations']>;

/** What the annotations say by themselves. `path` is `metadata.annotations`, or `template.annotations` of a template. */
export function* validatePodAnnotations(path: FieldPath, annotations: Annotations, spec: PodSpec): Findings {
  const mirror = annotations[mirrorAnnotation];
  if (mirror !== undefined && !spec.nodeName) {
    yield invalid(path.key(mirrorAnnotation), mirror, 'must set spec.nodeName if mirror pod annotation is set');
  }
  const cost = annotations[deletionCost];
  if (cost !== undefined && !isDeletionCost(cost))
    yield invalid(path.key(deletionCost), cost, 'must be a 32bit integer');
  for (const [key, value] of Object.entries(annotations)) {
    if (key === seccompOfPod || key.startsWith(seccompOfContainer))
      yield* checkSeccompAnnotation(path.child(key), value);
    if (key.startsWith(appArmorOfContainer)) yield* checkAppArmorAnnotation(path.key(key), key, value, spec);
  }
}

/** No plus sign, and no zero before the digits of a positive number. */
function isDeletionCost(text: string): boolean {
  return /^(?:0|-[0-9]+|[1-9][0-9]*)$/.test(text) && Number(text) >= -(2 ** 31) && Number(text) < 2 ** 31;
}

function* checkSeccompAnnotation(path: FieldPath, profile: string): Findings {
  if ([runtimeDefault, 'docker/default', unconfined].includes(profile)) return;
  if (profile.startsWith(localhost)) yield* checkDescendingPath(path, profile.slice(localhost.length));
  else yield invalid(path, profile, 'must be a valid seccomp profile');
}

function* checkAppArmorAnnotation(path: FieldPath, key: string, profile: string, spec: PodSpec): Findings {
  const name = key.slice(appArmorOfContainer.length);
  const isKnown = [...allContainers(spec, path)].some(({ container }) => container.name === name);
  if (!isKnown) yield invalid(path, name, 'container not found');
  if (['', runtimeDefault, unconfined].includes(profile) || profile.startsWith(localhost)) return;
  yield invalid(path, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`);
}

/** Where annotation and field both name a profile, it is the same one. `path` is the spec's. */
export function* validateProfilesAgree(path: FieldPath, annotations: Annotations, spec: PodSpec): Findings {
  const ofPod = spec.securityContext?.seccompProfile;
  const podPath = path.child('securityContext', 'seccompProfile');
  if (ofPod) yield* compareProfiles(podPath, 'seccomp', annotations[seccompOfPod], ofPod);
  for (const { container, at } of allContainers(spec, path)) {
    const profile = container.securityContext?.seccompProfile;
    const annotation = annotations[`${seccompOfContainer}${container.name}`];
    if (profile) yield* compareProfiles(at.child('securityContext', 'seccompProfile'), 'seccomp', annotation, profile);
  }
  if (spec.os?.name === 'windows') return;
  for (const { container, at } of allContainers(spec, path)) {
    const profile = container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    const annotation = annotations[`${appArmorOfContainer}${container.name}`];
    if (profile)
      yield* compareProfiles(at.child('securityContext', 'appArmorProfile'), 'apparmor', annotation, profile);
  }
}

function* compareProfiles(
  path: FieldPath,
  module: 'seccomp' | 'apparmor',
  annotation: string | undefined,
  { type, localhostProfile }: SeccompProfile,
): Findings {
  if (annotation === undefined) return;
  const typeDiffers: FieldError = forbidden(path.child('type'), `${module} type in annotation and field must match`);
  const isDockerDefault = module === 'seccomp' && annotation === 'docker/default';
  if (type === 'Unconfined' && annotation !== unconfined) yield typeDiffers;
  if (type === 'RuntimeDefault' && annotation !== runtimeDefault && !isDockerDefault) yield typeDiffers;
  if (type !== 'Localhost') return;
  if (!annotation.startsWith(localhost)) yield typeDiffers;
  else if (annotation.slice(localhost.length) !== localhostProfile) {
    yield forbidden(path.child('localhostProfile'), `${module} profile in annotation and field must match`);
  }
}

/** Annotations that are part of what a pod is and stay as they were. `path` is `metadata.annotations`. */
export function* validatePodAnnotationsUpdate(path: FieldPath, next: Annotations, old: Annotations): Findings {
  for (const [key, value] of Object.entries(old)) {
    if (next[key] === value) continue;
    if (key.startsWith(appArmorOfContainer))
      yield forbidden(path.key(key), 'may not remove or update AppArmor annotations');
    if (key === mirrorAnnotation) yield forbidden(path.key(key), 'may not remove or update mirror pod annotation');
  }
  for (const key of Object.keys(next)) {
    if (old[key] !== undefined) continue;
    if (key.startsWith(appArmorOfContainer)) yield forbidden(path.key(key), 'may not add AppArmor annotations');
    if (key === mirrorAnnotation) yield forbidden(path.key(key), 'may not add mirror pod annotation');
  }
}
