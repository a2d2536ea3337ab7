// The dashboard is a process of its own that only serves pages; this server owns the origin and forwards to it whatever is
// not its own. Neither the session's cookie nor a token goes along; a page is told the name of who will see it, so that it
// can be sent as that user will find it.
import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestOf,
  type ServerResponse,
} from 'node:http';
import { type Duplex, pipeline } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Logger } from 'pino';
import { withoutSessionCookie } from '../sign-in/session-cookie.ts';
import { isOwnOrigin } from './origin.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

/** A dashboard that hangs may not take the server's connections with it. */
const maxInFlight = 512;
const silenceMs = 30_000;

/** RFC 9110, 7.6.1: for one connection only. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Header of requests for pages: the user who is signed in, as JSON in percent-encoding. */
const viewerHeader = 'x-portolan-viewer';

export interface Viewer {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface DashboardProxyOptions {
  readonly log: Logger;
  /** Who asks; undefined: nobody who is known. */
  viewerOf(request: IncomingMessage): Promise<Viewer | undefined>;
}

export class DashboardProxy {
  private readonly target: URL;
  private readonly log: Logger;
  private readonly viewerOf: DashboardProxyOptions['viewerOf'];
  private inFlight = 0;
  private readonly upgraded = new Set<Duplex>();

  constructor(target: URL, { log, viewerOf }: DashboardProxyOptions) {
    this.target = target;
    this.log = log;
    this.viewerOf = viewerOf;
  }

  /** Resolves when the exchange is over, however it ended. */
  async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.inFlight >= maxInFlight) {
      return sendTrouble(request, response, {
        status: 503,
        cause: 'too many requests wait for the dashboard',
        help: '',
      });
    }
    this.inFlight += 1;
    try {
      const headers = await this.viewerHeaders(request);
      if (!response.destroyed) await this.exchange(request, response, headers);
    } finally {
      this.inFlight -= 1;
    }
  }

  /** Its development server tells pages of changed sources over a WebSocket. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (!isOwnOrigin(request.headers)) return refuseUpgrade(stream, '403 Forbidden');
    if (this.inFlight >= maxInFlight) return refuseUpgrade(stream, '503 Service Unavailable');
    this.inFlight += 1;
    this.upgraded.add(stream);
    const { upgrade } = request.headers;
    const upstream = this.requestOf(request, { connection: 'Upgrade', ...(upgrade !== undefined && { upgrade }) });
    stream.once('close', () => {
      this.inFlight -= 1;
      this.upgraded.delete(stream);
      upstream.destroy();
    });
    upstream.once('error', (error: Error) => {
      this.log.warn({ err: error }, 'the dashboard does not answer');
      refuseUpgrade(stream, '502 Bad Gateway');
    });
    upstream.once('response', ({ statusCode = 502, statusMessage = '' }) => {
      refuseUpgrade(stream, `${statusCode} ${statusMessage}`);
      upstream.destroy();
    });
    upstream.once('upgrade', (answer, socket, answerHead) => {
      socket.setTimeout(0);
      stream.write(upgradeHead(answer));
      stream.write(answerHead);
      socket.write(head);
      // Whichever end breaks off, the other one is ended with it; why is of no use to anybody.
      pipeline(socket, stream, socket, () => undefined);
    });
    upstream.end();
  }

  /** Connections that became something else would outlive the server. */
  stop(): void {
    for (const stream of this.upgraded) stream.destroy();
  }

  private async viewerHeaders(request: IncomingMessage): Promise<OutgoingHttpHeaders> {
    if (!isForPage(request)) return {};
    // The page asks again by itself, and tells what goes wrong.
    const viewer = await this.viewerOf(request).catch(() => undefined);
    if (!viewer) return {};
    const { user, groups } = viewer;
    return { [viewerHeader]: encodeURIComponent(JSON.stringify({ user, groups })) };
  }

  private exchange(request: IncomingMessage, response: ServerResponse, headers: OutgoingHttpHeaders): Promise<void> {
    return new Promise((resolve) => {
      const upstream = this.requestOf(request, headers);
      response.once('close', () => {
        upstream.destroy();
        resolve();
      });
      upstream.on('error', (error: Error) => this.fail(request, response, error));
      upstream.once('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
        // A page that breaks off must not look whole.
        answer.once('error', () => response.destroy());
        answer.pipe(response);
      });
      request.pipe(upstream);
    });
  }

  private requestOf(request: IncomingMessage, headers: OutgoingHttpHeaders = {}): ClientRequest {
    const { hostname, port } = this.target;
    const upstream = requestOf({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || 80,
      method: request.method,
      path: request.url,
      headers: { ...forwardedHeaders(request), ...headers },
      timeout: silenceMs,
      agent: false,
    });
    return upstream.once('timeout', () => upstream.destroy(new Error(`no answer within ${silenceMs / 1000} s`)));
  }

  private fail(request: IncomingMessage, response: ServerResponse, error: Error): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    this.log.warn({ err: error }, 'the dashboard does not answer');
    sendTrouble(request, response, {
      status: 502,
      cause: `the dashboard does not answer at ${this.target.origin}: ${error.message || String(error)}`,
      help: `portolan dashboard --port ${this.target.port || 80}`,
    });
  }
}

function upgradeHead({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function forwardedHeaders({ headers, socket }: IncomingMessage): IncomingHttpHeaders {
  const { authorization: _, [viewerHeader]: _claimed, cookie, ...others } = endToEnd(headers);
  const kept = withoutSessionCookie(cookie ?? '');
  return {
    ...others,
    ...(kept !== '' && { cookie: kept }),
    'x-forwarded-for': socket.remoteAddress ?? '',
    'x-forwarded-host': headers.host ?? '',
    'x-forwarded-proto': socket instanceof TLSSocket ? 'https' : 'http',
  };
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((each) => each.trim().toLowerCase());
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !named.includes(name)));
}

interface Trouble {
  readonly status: number;
  readonly cause: string;
  /** The one command that helps; empty where waiting does. */
  readonly help: string;
}

const phrases: Readonly<Record<number, string>> = { 502: 'Bad Gateway', 503: 'Service Unavailable' };
const retrySeconds = 3;

/** A page for people, which tries again by itself, and plain text for programs. */
function sendTrouble(request: IncomingMessage, response: ServerResponse, { status, cause, help }: Trouble): void {
  const isPage = isForPage(request);
  const title = `${status} ${phrases[status]}`;
  const advice = help === '' ? 'Try again in a moment.' : `Start it with: ${help}`;
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="${retrySeconds}"><title>${title}</title>
<h1>The dashboard is not there</h1><p>${escapeHtml(cause)}</p><p>${escapeHtml(advice)}</p>
<p>The control plane runs on; this page tries again every ${retrySeconds} seconds.</p></html>\n`;
  response.writeHead(status, {
    'content-type': `${isPage ? 'text/html' : 'text/plain'}; charset=utf-8`,
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'retry-after': String(retrySeconds),
  });
  response.end(isPage ? page : `${title}: ${cause}\n${advice}\n`);
  // What is left of the body is read and dropped, so that the connection can be used again.
  request.resume();
}

function isForPage({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') ?? false;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
