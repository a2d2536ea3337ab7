// Errors as clients see them: Kubernetes' reason as a code, its message and causes, and nothing of the inside.
import { GraphQLError } from 'graphql';
import { ApiError, type Cause, type Reason } from '../resource/api-error.ts';

/** Kubernetes' status reasons in GraphQL's capitals. */
const codes: Readonly<Record<Reason, string>> = {
  AlreadyExists: 'ALREADY_EXISTS',
  BadRequest: 'BAD_REQUEST',
  Conflict: 'CONFLICT',
  Expired: 'GONE',
  Fenced: 'FENCED',
  Forbidden: 'FORBIDDEN',
  Gone: 'GONE',
  InternalError: 'INTERNAL_ERROR',
  Invalid: 'INVALID',
  MethodNotAllowed: 'METHOD_NOT_ALLOWED',
  NotFound: 'NOT_FOUND',
  RequestEntityTooLarge: 'REQUEST_ENTITY_TOO_LARGE',
  ServiceUnavailable: 'SERVICE_UNAVAILABLE',
  Timeout: 'TIMEOUT',
  TooManyRequests: 'TOO_MANY_REQUESTS',
  Unauthorized: 'UNAUTHORIZED',
};

/** What an error's `extensions` hold, and, with the message, what a result of one item of many holds. */
export interface ErrorDescription {
  readonly message: string;
  readonly code: string;
  readonly reason: Reason;
  readonly kind?: string;
  readonly name?: string;
  readonly causes: readonly Cause[];
  readonly retryAfterSeconds?: number;
}

export function describeError({ message, reason, details }: ApiError): ErrorDescription {
  const { kind, name, causes = [], retryAfterSeconds } = details;
  return {
    message,
    code: codes[reason],
    reason,
    ...(kind !== undefined && { kind }),
    ...(name !== undefined && { name }),
    causes,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

/**
 * The error to answer with. ApiErrors speak for themselves; what GraphQL says of a document or its variables is a bad
 * request. Anything else is a fault of ours: `report` hears of it, the client learns only that it happened.
 */
export function errorAnswer(error: unknown, report: (error: unknown) => void): GraphQLError {
  const { locations, path } = placeOf(error);
  const cause = apiErrorIn(error);
  if (!cause && error instanceof GraphQLError && isAboutRequest(error)) {
    const extensions = { code: codes.BadRequest, reason: 'BadRequest', causes: [], ...error.extensions };
    return placed(error.message, extensions, { locations, path });
  }
  if (!cause) report(error);
  const { message, ...extensions } = describeError(cause ?? new ApiError('InternalError', 'internal error'));
  return placed(message, extensions, { locations, path });
}

interface Place {
  readonly locations: GraphQLError['locations'];
  readonly path: GraphQLError['path'];
}

function placeOf(error: unknown): Place {
  return error instanceof GraphQLError
    ? { locations: error.locations, path: error.path }
    : { locations: undefined, path: undefined };
}

/** Built without nodes: the locations are known already, and the document need not be kept. */
function placed(message: string, extensions: object, { locations, path }: Place): GraphQLError {
  const error = new GraphQLError(message, { path: path ?? null, extensions: { ...extensions } });
  if (locations) Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
  return error;
}

function apiErrorIn(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  return error instanceof GraphQLError && error.originalError ? apiErrorIn(error.originalError) : undefined;
}

/**
 * Syntax, validation and variables are judged before anything runs: such errors have no path. Arguments are judged field
 * by field: those errors are GraphQL's own, wrapped, or, from a compiled query, known by how they begin. What a resolver or
 * a missing value throws is neither.
 */
function isAboutRequest({ path, originalError, message }: GraphQLError): boolean {
  if (originalError) return originalError instanceof GraphQLError;
  return path === undefined || message.startsWith('Argument "');
}
