// What the shop's servers share: HTTP with JSON, a health check, and an end that fails no request.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** As long as proxies may take to learn that this pod ends; until then it answers as before. */
const usualFarewellMs = 2_000;
const retryMs = 100;
const maxBodyBytes = 64 << 10;

/**
 * @param {Record<string, (request: { body: unknown, parameter: string, query: URLSearchParams }) => unknown>} routes by
 *   `GET /path`; a last part `*` is handed over as `parameter`. What they return is sent as JSON, text as HTML.
 */
export function serve(routes, { farewellMs = usualFarewellMs } = {}) {
  const state = { isEnding: false };
  const server = createServer((request, response) => {
    if (state.isEnding) response.setHeader('connection', 'close');
    answer(routes, request, state).then(
      (body) => send(response, 200, body),
      (error) => send(response, error.status ?? 500, { error: error.message }),
    );
  });
  server.listen(Number(process.env.PORT ?? 8080), process.env.POD_IP);
  process.on('SIGTERM', () => {
    state.isEnding = true;
    setTimeout(() => server.close(() => process.exit()), farewellMs);
  });
}

/** An error that is the caller's own. */
export function refused(message, status = 400) {
  return Object.assign(new Error(message), { status });
}

/** Kubernetes tells every pod where the services of its namespace are. A service without any pod is waited for. */
export async function call(service, path, { method = 'GET', body, timeoutMs = 5_000 } = {}) {
  const name = service.toUpperCase();
  const { [`${name}_SERVICE_HOST`]: host, [`${name}_SERVICE_PORT`]: port } = process.env;
  const response = await fetchPatiently(`http://${host}:${port}${path}`, {
    method,
    signal: AbortSignal.timeout(timeoutMs),
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw refused(`${service} answered ${response.status} to ${method} ${path}: ${text}`, 502);
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}

async function fetchPatiently(url, options) {
  for (;;) {
    try {
      return await fetch(url, options);
    } catch (error) {
      // Nobody took the connection, so nobody did anything: it may be tried again.
      if (error.cause?.code !== 'ECONNREFUSED') throw error;
      await sleep(retryMs, undefined, { signal: options.signal });
    }
  }
}

async function answer(routes, request, state) {
  const { pathname, searchParams } = new URL(request.url, 'http://shop');
  if (pathname === '/healthz') {
    if (state.isEnding) throw refused('ending', 503);
    return { ok: true };
  }
  const parts = pathname.split('/');
  const parameter = parts.at(-1) ?? '';
  const route =
    routes[`${request.method} ${pathname}`] ?? routes[`${request.method} ${parts.slice(0, -1).join('/')}/*`];
  if (!route) throw refused(`there is no ${request.method} ${pathname}`, 404);
  const body = request.method === 'POST' ? await readJson(request) : undefined;
  return route({ body, parameter, query: searchParams });
}

async function readJson(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > maxBodyBytes) throw refused('too much to read', 413);
  }
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw refused('the body is no JSON');
  }
}

function send(response, status, body) {
  const isPage = typeof body === 'string';
  response.writeHead(status, { 'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json' });
  response.end(isPage ? body : JSON.stringify(body));
}
