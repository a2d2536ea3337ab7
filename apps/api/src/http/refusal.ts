// A request that is refused before any GraphQL is executed: an HTTP status and an error to show.
import { ApiError, type Reason } from '@portolan/core/resource/api-error.ts';

export class Refusal extends Error {
  readonly status: number;
  readonly error: ApiError;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, error: ApiError, headers: Readonly<Record<string, string>> = {}) {
    super(error.message);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

/** As Kubernetes answers these reasons; every other one is the server's own failure. */
const statuses: ReadonlyMap<Reason, number> = new Map([
  ['BadRequest', 400],
  ['Unauthorized', 401],
  ['Forbidden', 403],
  ['NotFound', 404],
  ['MethodNotAllowed', 405],
  ['Fenced', 409],
  ['RequestEntityTooLarge', 413],
  ['TooManyRequests', 429],
  ['ServiceUnavailable', 503],
  ['Timeout', 504],
]);

export function refusalOf(error: ApiError): Refusal {
  const { retryAfterSeconds } = error.details;
  return new Refusal(statuses.get(error.reason) ?? 500, error, {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(error.reason === 'Unauthorized' && { 'www-authenticate': 'Bearer' }),
  });
}

export function unauthorized(why = 'Unauthorized'): Refusal {
  return refusalOf(new ApiError('Unauthorized', why));
}

export function unsupportedMediaType(received: string | undefined): Refusal {
  const what = received === undefined ? 'a request without content type' : `content type ${JSON.stringify(received)}`;
  const message = `the body of the request was in an unknown format: ${what}; accepted media types include: application/json`;
  return new Refusal(415, new ApiError('BadRequest', message));
}

export function notAcceptable(why: string): Refusal {
  return new Refusal(406, new ApiError('BadRequest', why));
}

export function methodNotAllowed(why: string, allow: string): Refusal {
  return new Refusal(405, new ApiError('MethodNotAllowed', why), { allow });
}
