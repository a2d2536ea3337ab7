// Kubernetes' rules for replica sets (apps/validation).
import { deepEqual } from '../../resource/equality.ts';
import { type FieldError, FieldPath, invalid } from '../../resource/field-error.ts';
import type { ReplicaSet, ReplicaSetSpec, ReplicaSetStatus } from '../../resource/generated/kubernetes.ts';
import { validateAvailability, validateCounts } from './counts.ts';
import { validateSelectorAndTemplate } from './template.ts';

const specPath = new FieldPath('spec');
const statusPath = new FieldPath('status');

export function validateReplicaSet({ spec }: ReplicaSet): FieldError[] {
  const { replicas, minReadySeconds, ...rest }: Partial<ReplicaSetSpec> = spec ?? {};
  return [...validateCounts(specPath, { replicas, minReadySeconds }), ...validateSelectorAndTemplate(rest, specPath)];
}

export function validateReplicaSetUpdate({ spec }: ReplicaSet, old: ReplicaSet): FieldError[] {
  if (deepEqual(spec?.selector, old.spec?.selector)) return [];
  return [invalid(specPath.child('selector'), spec?.selector, 'field is immutable')];
}

export function validateReplicaSetStatusUpdate({ status }: ReplicaSet): FieldError[] {
  const { conditions: _, ...counts }: Partial<ReplicaSetStatus> = status ?? {};
  const { replicas = 0, fullyLabeledReplicas = 0 } = counts;
  const labelled =
    fullyLabeledReplicas > replicas
      ? [
          invalid(
            statusPath.child('fullyLabeledReplicas'),
            fullyLabeledReplicas,
            'cannot be greater than status.replicas',
          ),
        ]
      : [];
  return [...validateCounts(statusPath, counts), ...labelled, ...validateAvailability(statusPath, counts)];
}
