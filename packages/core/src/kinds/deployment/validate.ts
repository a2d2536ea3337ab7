// Kubernetes' rules for deployments (apps/validation).
import { deepEqual } from '../../resource/equality.ts';
import { type FieldError, FieldPath, forbidden, invalid, notSupported } from '../../resource/field-error.ts';
import type {
  Deployment,
  DeploymentSpec,
  DeploymentStatus,
  DeploymentStrategy,
  RollingUpdateDeployment,
} from '../../resource/generated/kubernetes.ts';
import { isValidPercent } from '../../resource/validation/names.ts';
import { validateAnnotations } from '../../resource/validation/object-meta.ts';
import { validateAvailability, validateCounts } from '../replica-set/counts.ts';
import { validateSelectorAndTemplate } from '../replica-set/template.ts';

const specPath = new FieldPath('spec');
const statusPath = new FieldPath('status');

export function validateDeployment({ spec }: Deployment): FieldError[] {
  const fields: Partial<DeploymentSpec> = spec ?? {};
  const { replicas, selector, template, strategy = {}, minReadySeconds, revisionHistoryLimit } = fields;
  return [
    ...validateCounts(specPath, { replicas }),
    ...validateSelectorAndTemplate({ ...(selector && { selector }), ...(template && { template }) }, specPath),
    ...validateStrategy(strategy, specPath.child('strategy')),
    ...validateCounts(specPath, { minReadySeconds, revisionHistoryLimit }),
    ...validateDeadline(fields, specPath.child('progressDeadlineSeconds')),
  ];
}

/** Pods that become ready in time must have the time to become available. */
function validateDeadline(
  { progressDeadlineSeconds: seconds, minReadySeconds = 0 }: Partial<DeploymentSpec>,
  path: FieldPath,
): FieldError[] {
  if (seconds === undefined) return [];
  const errors = validateCounts(specPath, { progressDeadlineSeconds: seconds });
  if (seconds <= minReadySeconds) errors.push(invalid(path, seconds, 'must be greater than minReadySeconds'));
  return errors;
}

function validateStrategy(strategy: DeploymentStrategy, path: FieldPath): FieldError[] {
  const at = path.child('rollingUpdate');
  const { type, rollingUpdate } = strategy;
  switch (type) {
    case 'Recreate':
      return rollingUpdate ? [forbidden(at, "may not be specified when strategy `type` is 'Recreate'")] : [];
    case 'RollingUpdate':
      return validateRollingUpdate(rollingUpdate ?? {}, at);
    default:
      return [notSupported(path, strategy, ['Recreate', 'RollingUpdate'])];
  }
}

function validateRollingUpdate(
  { maxUnavailable = 0, maxSurge = 0 }: RollingUpdateDeployment,
  path: FieldPath,
): FieldError[] {
  const unavailablePath = path.child('maxUnavailable');
  const errors = [
    ...validateIntOrPercent(maxUnavailable, unavailablePath),
    ...validateIntOrPercent(maxSurge, path.child('maxSurge')),
  ];
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    errors.push(invalid(unavailablePath, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  const percent = percentOf(maxUnavailable);
  if (percent !== undefined && percent > 100) {
    errors.push(invalid(unavailablePath, maxUnavailable, 'must not be greater than 100%'));
  }
  return errors;
}

function validateIntOrPercent(value: number | string, path: FieldPath): FieldError[] {
  if (typeof value === 'string') return isValidPercent(value).map((message) => invalid(path, value, message));
  return value < 0 ? [invalid(path, value, 'must be greater than or equal to 0')] : [];
}

function percentOf(value: number | string): number | undefined {
  return typeof value === 'string' && isValidPercent(value).length === 0 ? Number(value.slice(0, -1)) : undefined;
}

/** Pods or percent; a text that is no percentage counts as the number it begins with, if any. */
function amountOf(value: number | string): number {
  if (typeof value === 'number') return value;
  return percentOf(value) ?? (/^[+-]?\d+$/.test(value) ? Number(value) : 0);
}

export function validateDeploymentUpdate({ spec }: Deployment, old: Deployment): FieldError[] {
  if (deepEqual(spec?.selector, old.spec?.selector)) return [];
  return [invalid(specPath.child('selector'), spec?.selector, 'field is immutable')];
}

/** The annotations come with the status. */
export function validateDeploymentStatusUpdate({ metadata, status = {} }: Deployment, old: Deployment): FieldError[] {
  const { conditions: _, ...counts }: DeploymentStatus = status;
  const { replicas = 0, updatedReplicas = 0, collisionCount = 0 } = counts;
  const errors = [
    ...validateAnnotations(metadata.annotations, new FieldPath('metadata').child('annotations')),
    ...validateCounts(statusPath, counts),
  ];
  if (updatedReplicas > replicas) {
    errors.push(
      invalid(statusPath.child('updatedReplicas'), updatedReplicas, 'cannot be greater than status.replicas'),
    );
  }
  errors.push(...validateAvailability(statusPath, counts));
  if (collisionCount < (old.status?.collisionCount ?? 0)) {
    errors.push(invalid(statusPath.child('collisionCount'), collisionCount, 'cannot be decremented'));
  }
  return errors;
}
