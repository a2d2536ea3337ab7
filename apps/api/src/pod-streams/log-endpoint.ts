// A log as plain text, for curl and for whoever wants its very bytes, at Kubernetes' own path:
//
//   /api/v1/namespaces/NAMESPACE/pods/NAME/log?container=C&follow=true&tailLines=100&timestamps=true
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PodLogsOptions } from '@portolan/core/graphql/context.ts';
import { badRequestError } from '@portolan/core/resource/api-error.ts';
import { methodNotAllowed, unauthorized } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { clientOf, openSession } from '../session.ts';
import type { PodLogs } from './pod-logs.ts';

const path = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/log$/;

export function isLogPath(pathname: string): boolean {
  return path.test(pathname);
}

/** Throws Refusal and ApiError as long as nothing was sent; a log that breaks off later ends the connection. */
export async function answerLog(
  { tokens, requestLimits }: Services,
  podLogs: PodLogs,
  { request, response, url }: { request: IncomingMessage; response: ServerResponse; url: URL },
): Promise<void> {
  if (request.method !== 'GET') throw methodNotAllowed('a log can only be read', 'GET');
  const session = await openSession(tokens, clientOf(request));
  if (!session) throw unauthorized();
  const { identity } = session.request;
  const ending = new AbortController();
  response.on('close', () => ending.abort());
  requestLimits.enter(identity);
  try {
    const bytes = podLogs.read(session.request, optionsOf(url), ending.signal);
    const first = await bytes.next();
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
    response.flushHeaders();
    if (!first.done && !response.write(first.value)) await drained(response);
    for await (const chunk of bytes) if (!response.write(chunk)) await drained(response);
    response.end();
  } catch (error) {
    if (!response.headersSent) throw error;
    response.destroy();
  } finally {
    requestLimits.leave(identity);
  }
}

async function drained(response: ServerResponse): Promise<void> {
  await Promise.race([once(response, 'drain'), once(response, 'close')]);
}

function optionsOf({ pathname, searchParams }: URL): PodLogsOptions {
  const [, namespace = '', name = ''] = path.exec(pathname) ?? [];
  const text = (key: string) => searchParams.get(key) ?? undefined;
  const flag = (key: string) => ['true', '1', ''].includes(searchParams.get(key) ?? 'false');
  const options = {
    container: text('container'),
    follow: flag('follow') || undefined,
    previous: flag('previous') || undefined,
    timestamps: flag('timestamps') || undefined,
    tailLines: wholeNumber(searchParams, 'tailLines'),
    sinceSeconds: wholeNumber(searchParams, 'sinceSeconds'),
    sinceTime: text('sinceTime'),
    limitBytes: wholeNumber(searchParams, 'limitBytes'),
  };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    namespace: decodeURIComponent(namespace),
    name: decodeURIComponent(name),
    ...Object.fromEntries(given),
  };
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw badRequestError(`${name}: Invalid value: ${JSON.stringify(text)}: must be a whole number`);
}
