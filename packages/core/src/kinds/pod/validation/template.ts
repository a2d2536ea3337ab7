// The template workloads make pods from.
import { type FieldError, type FieldPath, forbidden } from '../../../resource/field-error.ts';
import type { ObjectMeta, PodSpec, PodTemplateSpec } from '../../../resource/generated/kubernetes.ts';
import { validateAnnotations, validateLabels } from '../../../resource/validation/object-meta.ts';
import { validatePodAnnotations, validateProfilesAgree } from './annotations.ts';
import type { Findings } from './field-rules.ts';
import { validatePodSpec } from './spec.ts';

/** Shared by every kind that makes pods. Kubernetes reports the metadata's faults at `template`, not `template.metadata`. */
export function validatePodTemplateSpec(template: PodTemplateSpec, path: FieldPath): FieldError[] {
  return [...findInTemplate(path, template)];
}

function* findInTemplate(path: FieldPath, template: PodTemplateSpec): Findings {
  const { labels, annotations = {} }: Partial<ObjectMeta> = template.metadata ?? {};
  const spec: PodSpec = template.spec ?? { containers: [] };
  const [annotationsPath, specPath] = [path.child('annotations'), path.child('spec')];
  yield* validateLabels(labels, path.child('labels'));
  yield* validateAnnotations(annotations, annotationsPath);
  yield* validatePodAnnotations(annotationsPath, annotations, spec);
  yield* validatePodSpec(spec, specPath);
  yield* validateProfilesAgree(specPath, annotations, spec);
  if (spec.ephemeralContainers?.length) {
    yield forbidden(specPath.child('ephemeralContainers'), 'ephemeral containers not allowed in pod template');
  }
}
