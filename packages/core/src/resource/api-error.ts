// Expected failures by name. Texts and reasons follow Kubernetes' apimachinery api/errors; the API maps reasons to codes
// in one place.
import { type FieldError, fieldErrorText } from './field-error.ts';
import type { GroupKind } from './object.ts';

/** Kubernetes' status reasons, and `Fenced`: whoever wrote leads no longer. */
export type Reason =
  | 'AlreadyExists'
  | 'BadRequest'
  | 'Conflict'
  | 'Expired'
  | 'Fenced'
  | 'Forbidden'
  | 'Gone'
  | 'InternalError'
  | 'Invalid'
  | 'MethodNotAllowed'
  | 'NotFound'
  | 'RequestEntityTooLarge'
  | 'ServiceUnavailable'
  | 'Timeout'
  | 'TooManyRequests'
  | 'Unauthorized';

/** One cause of an error; `reason` is Kubernetes' cause type. */
export interface Cause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

export interface ApiErrorDetails {
  readonly kind?: GroupKind;
  readonly name?: string;
  readonly causes?: readonly Cause[];
  readonly retryAfterSeconds?: number;
}

export class ApiError extends Error {
  readonly reason: Reason;
  readonly details: ApiErrorDetails;

  constructor(reason: Reason, message: string, details: ApiErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.reason = reason;
    this.details = details;
  }
}

export function isReason(error: unknown, ...reasons: Reason[]): error is ApiError {
  return error instanceof ApiError && reasons.includes(error.reason);
}

/** What an error is about. `resource` is Kubernetes' plural with group: `pods`, `deployments.apps`. */
export interface Subject {
  readonly kind: GroupKind;
  readonly resource: string;
  readonly name: string;
}

export function notFoundError({ kind, resource, name }: Subject): ApiError {
  return new ApiError('NotFound', `${resource} "${name}" not found`, { kind, name });
}

export function alreadyExistsError({ kind, resource, name }: Subject): ApiError {
  return new ApiError('AlreadyExists', `${resource} "${name}" already exists`, { kind, name });
}

export function conflictError({ kind, resource, name }: Subject, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${resource} "${name}": ${why}`;
  return new ApiError('Conflict', message, { kind, name });
}

/** The reason given when a resourceVersion guard fails. */
export const objectModified =
  'the object has been modified; please apply your changes to the latest version and try again';

export function forbiddenError({ kind, resource, name }: Subject, why: string): ApiError {
  const object = name === '' ? resource : `${resource} "${name}"`;
  return new ApiError('Forbidden', `${object} is forbidden: ${why}`, { kind, name });
}

export function causesOf(errors: readonly FieldError[]): Cause[] {
  return errors.map(({ type, field, message }) => ({ reason: type, field, message }));
}

/** `Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: …`, several as a list in brackets. */
export function invalidError(kind: GroupKind, name: string, errors: readonly FieldError[]): ApiError {
  const texts = [...new Set(errors.map(fieldErrorText))];
  const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return new ApiError('Invalid', `${kind} "${name}" is invalid: ${list}`, { kind, name, causes: causesOf(errors) });
}

export function badRequestError(message: string, causes: readonly Cause[] = []): ApiError {
  return new ApiError('BadRequest', message, { causes });
}

/** A conflict that no retry can mend: the lease that the writer worked under has another holder. */
export function fencedError({ kind, resource, name }: Subject): ApiError {
  return new ApiError('Fenced', `${resource} "${name}" has passed on: the request comes from a former leader`, {
    kind,
    name,
  });
}

export function expiredError(message: string): ApiError {
  return new ApiError('Expired', message);
}
