// Kubernetes' rules for replication controllers (core/validation). Other than a replica set's, the selector may change.
import { type FieldError, FieldPath, required } from '../../resource/field-error.ts';
import type { ReplicationController } from '../../resource/generated/kubernetes.ts';
import { validateCounts } from '../replica-set/counts.ts';
import { validateTemplate } from '../replica-set/template.ts';

const specPath = new FieldPath('spec');

export function validateReplicationController({ spec = {} }: ReplicationController): FieldError[] {
  const { replicas, minReadySeconds, selector = {}, template } = spec;
  const wanted = Object.entries(selector);
  const labels = template?.metadata?.labels ?? {};
  return [
    ...validateCounts(specPath, { minReadySeconds }),
    ...(wanted.length === 0 ? [required(specPath.child('selector'), '')] : []),
    ...validateCounts(specPath, { replicas }),
    ...validateTemplate(
      // What the selector holds is checked as what it must equal: the labels of the template.
      {
        template,
        matches: wanted.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value),
        owner: 'ReplicationController',
      },
      specPath.child('template'),
    ),
  ];
}
