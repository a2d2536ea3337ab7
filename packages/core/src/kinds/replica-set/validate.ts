// Kubernetes' rules for replica sets (apps/validation).
import { deepEqual } from '../../resource/equality.ts';
import { type FieldError, FieldPath, invalid } from '../../resource/field-error.ts';
import type { ReplicaSet, ReplicaSetSpec } from '../../resource/generated/kubernetes.ts';
import { validateCounts } from './counts.ts';
import { validateSelectorAndTemplate } from './template.ts';

const specPath = new FieldPath('spec');

export function validateReplicaSet({ spec }: ReplicaSet): FieldError[] {
  const { replicas, minReadySeconds, ...rest }: Partial<ReplicaSetSpec> = spec ?? {};
  return [...validateCounts(specPath, { replicas, minReadySeconds }), ...validateSelectorAndTemplate(rest, specPath)];
}

export function validateReplicaSetUpdate({ spec }: ReplicaSet, old: ReplicaSet): FieldError[] {
  if (deepEqual(spec?.selector, old.spec?.selector)) return [];
  return [invalid(specPath.child('selector'), spec?.selector, 'field is immutable')];
}
