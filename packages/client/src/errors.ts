// What can go wrong, by name.

export interface Cause {
  /** Kubernetes' cause type: `FieldValueInvalid`, `FieldManagerConflict`. */
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** The API's answer to a request it refused. */
export class ApiError extends Error {
  /** Kubernetes' reason in capitals: `NOT_FOUND`, `CONFLICT`, `INVALID`. */
  readonly code: string;
  /** The object it is about, where it is about one: `deployments` and `web`. */
  readonly kind: string | undefined;
  readonly object: string | undefined;
  readonly causes: readonly Cause[];
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ApiError';
    const { code, kind, name, causes, retryAfterSeconds } = extensions;
    this.code = typeof code === 'string' ? code : 'INTERNAL_ERROR';
    this.kind = typeof kind === 'string' ? kind : undefined;
    this.object = typeof name === 'string' ? name : undefined;
    this.causes = Array.isArray(causes) ? (causes as Cause[]) : [];
    this.retryAfterSeconds = typeof retryAfterSeconds === 'number' ? retryAfterSeconds : undefined;
  }
}

export function isCode(error: unknown, ...codes: string[]): error is ApiError {
  return error instanceof ApiError && codes.includes(error.code);
}

/**
 * No answer came, or a connection was lost. A read may simply be repeated. A write may have happened: read before writing
 * again.
 */
export class ConnectionError extends Error {
  /** False only when the request certainly never reached the API. */
  readonly mayHaveHappened: boolean;

  constructor(message: string, options: { mayHaveHappened: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'ConnectionError';
    this.mayHaveHappened = options.mayHaveHappened;
  }
}

/** The configuration names no usable API; the message says where it was looked for. */
export class ConfigurationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConfigurationError';
  }
}

/** Hears of errors that no call can throw; `where` says what was being done. */
export type ReportError = (error: unknown, where: string) => void;

interface GraphqlErrorShape {
  readonly message?: unknown;
  readonly extensions?: unknown;
}

/** The first of a response's errors; GraphQL lists them, an operation of ours fails for one reason. */
export function apiErrorOf(errors: readonly unknown[]): ApiError {
  const first = (errors[0] ?? {}) as GraphqlErrorShape;
  const message =
    typeof first.message === 'string' ? first.message : 'the API answered with an error it did not describe';
  return new ApiError(message, (first.extensions ?? {}) as Record<string, unknown>);
}
