// `-v`: each request and how it went, on the standard error stream. The token is never told.
import type { Fetch } from '@portolan/client/transport.ts';
import { UsageError } from './failures.ts';

const requestsFrom = 6;
const variablesFrom = 8;

/** Throws UsageError for a level that is no number. */
export function toldFetch(fetch: Fetch, verbosity: string | undefined, tell: (line: string) => void): Fetch {
  const level = Number(verbosity ?? 0);
  if (!/^\d+$/.test(verbosity ?? '0')) {
    throw new UsageError(`invalid argument "${verbosity}" for "-v, --verbosity" flag: must be a whole number`);
  }
  if (level < requestsFrom) return fetch;
  return async (url, request) => {
    const start = performance.now();
    const { query, variables } = JSON.parse(request.body) as { query: string; variables: unknown };
    const [operation] = /^\w+ \w+/.exec(query.trim()) ?? [request.method];
    if (level >= variablesFrom) tell(`${operation} ${JSON.stringify(variables)}`);
    const response = await fetch(url, request);
    tell(`${operation} ${url.href} ${response.status} in ${Math.round(performance.now() - start)} milliseconds`);
    return response;
  };
}
