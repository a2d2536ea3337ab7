// Browsers say where a request comes from; pages of other origins have no business here. Other clients send no Origin.
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import { refusalOf } from './refusal.ts';

export function isOwnOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return true;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

/** Whether the browser vouches that one of our own pages sends it: what a cookie, which goes along by itself, needs. */
export function isOwnPage(headers: IncomingHttpHeaders): boolean {
  if (headers.origin !== undefined) return isOwnOrigin(headers);
  return headers['sec-fetch-site'] === 'same-origin';
}

export function assertOwnOrigin(headers: IncomingHttpHeaders): void {
  if (isOwnOrigin(headers)) return;
  throw refusalOf(new ApiError('Forbidden', `origin ${JSON.stringify(headers.origin)} is not allowed`));
}
