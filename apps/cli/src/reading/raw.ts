// A path of the server as it answers: `get --raw /readyz?verbose`, `/version`.
import { ApiError, ConnectionError } from '@portolan/client/errors.ts';
import type { Cli } from '../cli.ts';
import { UsageError } from '../failures.ts';
import { plainFetch } from '../plain-fetch.ts';

const codes: ReadonlyMap<number, string> = new Map([
  [401, 'UNAUTHORIZED'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
]);

const defaultTimeoutMs = 30_000;

export async function printRaw(cli: Cli, path: string): Promise<void> {
  const { status, text } = await readRaw(cli, path);
  // Of a server that is not well, the checks that fail are what was asked for.
  if (status < 400 || status >= 500) cli.write(text);
  if (status >= 400) throw refusal(status, text);
}

/** Throws ApiError when the server refuses, ConnectionError when no answer comes. */
export async function readText(cli: Cli, path: string): Promise<string> {
  const { status, text } = await readRaw(cli, path);
  if (status >= 400) throw refusal(status, text);
  return text;
}

function refusal(status: number, text: string): ApiError {
  const message = status >= 500 ? `an error on the server (status ${status})` : text.trim() || `status ${status}`;
  return new ApiError(message, { code: codes.get(status) ?? 'INTERNAL_ERROR' });
}

async function readRaw(cli: Cli, path: string): Promise<{ status: number; text: string }> {
  if (!path.startsWith('/')) throw new UsageError(`--raw takes a path that begins with "/": ${JSON.stringify(path)}`);
  const target = await cli.target();
  const url = new URL(target.server.replace(/\/+$/, '') + path);
  const signal = AbortSignal.timeout(cli.request.timeoutMs ?? defaultTimeoutMs);
  try {
    const response = await plainFetch(url, { headers: { authorization: `Bearer ${target.token}` }, signal });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    const message = `no answer from ${url.origin}: ${(cause as Error).message}`;
    throw new ConnectionError(message, { mayHaveHappened: true, cause });
  }
}
