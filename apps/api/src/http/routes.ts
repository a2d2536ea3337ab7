// Everything the server answers over HTTP, by path.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { mastersGroup } from '@portolan/core/registry/request.ts';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import type { HealthChecks } from '../health/health-checks.ts';
import type { ServerHealth } from '../health/server-health.ts';
import { answerLog, isLogPath } from '../pod-streams/log-endpoint.ts';
import type { PodLogs } from '../pod-streams/pod-logs.ts';
import type { Services } from '../services.ts';
import { clientOf, openSession, type Session } from '../session.ts';
import type { SessionEndpoint } from '../sign-in/session-endpoint.ts';
import { versionInfo } from '../version.ts';
import type { DashboardProxy } from './dashboard-proxy.ts';
import type { GraphqlEndpoint } from './graphql-endpoint.ts';
import { Refusal, refusalOf, unauthorized } from './refusal.ts';
import { urlOf } from './request-url.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

export interface Route {
  /** The path itself; with a slash at its end, everything below it. */
  readonly paths: readonly string[];
  answer(exchange: Exchange): Promise<void>;
  /** A connection that asks to become something else; refused where there is none. */
  upgrade?(request: IncomingMessage, stream: Duplex, head: Buffer): void;
}

export interface RouteParts {
  readonly services: Services;
  readonly health: ServerHealth;
  readonly graphql: GraphqlEndpoint;
  readonly podLogs: PodLogs;
  readonly sessions: SessionEndpoint;
  readonly dashboard: DashboardProxy | undefined;
}

export function routesOf({ services, health, graphql, podLogs, sessions, dashboard }: RouteParts): Route[] {
  return [
    { paths: ['/graphql'], answer: ({ request, response, url }) => graphql.answer(request, response, url) },
    { paths: ['/livez', '/livez/'], answer: (exchange) => answerHealth(health.livez, exchange) },
    { paths: ['/readyz', '/readyz/'], answer: (exchange) => answerHealth(health.readyz, exchange) },
    { paths: ['/healthz', '/healthz/'], answer: (exchange) => answerHealth(health.healthz, exchange) },
    { paths: ['/metrics'], answer: (exchange) => answerMetrics(services, exchange) },
    { paths: ['/session'], answer: ({ request, response }) => sessions.answer(request, response) },
    { paths: ['/api/v1/'], answer: (exchange) => answerPodLog(services, podLogs, exchange) },
    { paths: ['/version'], answer: (exchange) => answerVersion(services, exchange) },
    // The last of them: whatever no other one takes.
    ...(dashboard
      ? [
          {
            paths: ['/'],
            answer: ({ request, response }: Exchange) => dashboard.forward(request, response),
            upgrade: dashboard.upgrade.bind(dashboard),
          },
        ]
      : []),
  ];
}

export async function route(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = urlOf(request);
  if (!url) return sendText(response, 400, '400 Bad Request\n');
  const found = routeOf(routes, url);
  if (found) return found.answer({ request, response, url });
  sendText(response, 404, '404 page not found\n');
}

export function routeOf(routes: readonly Route[], { pathname }: URL): Route | undefined {
  return routes.find(({ paths }) =>
    paths.some((path) => path === pathname || (path.endsWith('/') && pathname.startsWith(path))),
  );
}

async function answerHealth(checks: HealthChecks, { response, url }: Exchange): Promise<void> {
  const { status, body } = await checks.answer({
    check: decodeURIComponent(url.pathname.slice(checks.name.length + 2)),
    isVerbose: url.searchParams.has('verbose'),
    excluded: url.searchParams.getAll('exclude'),
  });
  sendText(response, status, body);
}

async function answerMetrics(services: Services, exchange: Exchange): Promise<void> {
  await answerSession(services, exchange, async ({ request }) => {
    const { user, groups } = request.identity;
    if (!groups.includes(mastersGroup)) {
      throw refusalOf(new ApiError('Forbidden', `forbidden: User "${user}" cannot get path "/metrics"`));
    }
    const { registry } = services.metrics;
    return { type: registry.contentType, body: await registry.metrics() };
  });
}

async function answerVersion(services: Services, exchange: Exchange): Promise<void> {
  await answerSession(services, exchange, async () => ({
    type: 'application/json',
    body: `${JSON.stringify(versionInfo(), undefined, 2)}\n`,
  }));
}

async function answerSession(
  services: Services,
  { request, response }: Exchange,
  read: (session: Session) => Promise<{ type: string; body: string }>,
): Promise<void> {
  try {
    const session = await openSession(services.tokens, clientOf(request));
    if (!session) throw unauthorized();
    const { type, body } = await read(session);
    response.writeHead(200, { 'content-type': type });
    response.end(body);
  } catch (error) {
    sendRefusal(response, error);
  }
}

async function answerPodLog(services: Services, podLogs: PodLogs, exchange: Exchange): Promise<void> {
  const { response, url } = exchange;
  if (!isLogPath(url.pathname)) return sendText(response, 404, '404 page not found\n');
  try {
    await answerLog(services, podLogs, exchange);
  } catch (error) {
    sendRefusal(response, error);
  }
}

/** Throws what is no refusal. */
function sendRefusal(response: ServerResponse, error: unknown): void {
  const refusal = error instanceof ApiError ? refusalOf(error) : error;
  if (!(refusal instanceof Refusal)) throw error;
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  sendText(response, refusal.status, `${refusal.message}\n`);
}

function sendText(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache, private',
  });
  response.end(body);
}
