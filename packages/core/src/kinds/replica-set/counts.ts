// Counts of replicas: none below zero, and the stricter count never above the laxer one.
import { type FieldError, FieldPath, invalid } from '../../resource/field-error.ts';
import type { Replicated } from './plan-replicas.ts';

export function validateCounts(path: FieldPath, counts: Readonly<Record<string, number | undefined>>): FieldError[] {
  return Object.entries(counts).flatMap(([field, count]) => {
    if (count === undefined || count >= 0) return [];
    return [invalid(path.child(field), count, 'must be greater than or equal to 0')];
  });
}

export interface Availability {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
}

/** `path` is the status's. */
export function validateAvailability(path: FieldPath, counts: Availability): FieldError[] {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = counts;
  const errors: FieldError[] = [];
  const tooMany = 'cannot be greater than status.replicas';
  if (readyReplicas > replicas) errors.push(invalid(path.child('readyReplicas'), readyReplicas, tooMany));
  if (availableReplicas > replicas) errors.push(invalid(path.child('availableReplicas'), availableReplicas, tooMany));
  if (availableReplicas > readyReplicas) {
    errors.push(invalid(path.child('availableReplicas'), availableReplicas, 'cannot be greater than readyReplicas'));
  }
  return errors;
}

const statusPath = new FieldPath('status');

/** The status of a replica set, or of a replication controller. */
export function validateReplicaStatus({ status }: Replicated): FieldError[] {
  const { conditions: _, ...counts }: Partial<NonNullable<Replicated['status']>> = status ?? {};
  const { replicas = 0, fullyLabeledReplicas = 0 } = counts;
  const errors = validateCounts(statusPath, counts);
  if (fullyLabeledReplicas > replicas) {
    const path = statusPath.child('fullyLabeledReplicas');
    errors.push(invalid(path, fullyLabeledReplicas, 'cannot be greater than status.replicas'));
  }
  return [...errors, ...validateAvailability(statusPath, counts)];
}
