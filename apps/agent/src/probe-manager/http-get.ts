// One HTTP GET as Kubernetes' probes and hooks do it: no certificates checked, redirects followed on the same host only.
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Container, HTTPGetAction } from '@portolan/client';
import type { AgentClock } from '../clock.ts';

const maxBody = 10 << 10;
const maxRedirects = 10;
const userAgent = 'kube-probe/1.36';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Throws for a name that no port of the container has. */
export function portNumber(port: number | string, container: Container): number {
  const found = typeof port === 'number' ? port : container.ports?.find(({ name }) => name === port)?.containerPort;
  const number = found ?? Number(port);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
  throw new Error(`couldn't find port: ${JSON.stringify(port)} in container ${container.name}`);
}

export function urlOf(
  { host, path = '/', port, scheme = 'HTTP' }: HTTPGetAction,
  container: Container,
  podIp: string,
): URL {
  const name = host || podIp;
  const address = name.includes(':') ? `[${name}]` : name;
  const url = `${scheme.toLowerCase()}://${address}:${portNumber(port, container)}`;
  return new URL(path.startsWith('/') ? url + path : `${url}/${path}`);
}

export async function httpGet(
  url: URL,
  headers: HTTPGetAction['httpHeaders'],
  { clock, timeoutMs }: { readonly clock: AgentClock; readonly timeoutMs: number },
): Promise<HttpAnswer> {
  const abort = new AbortController();
  const timer = clock.setTimer(timeoutMs, () => abort.abort());
  try {
    let at = url;
    for (let hop = 0; ; hop += 1) {
      const response = await get(at, headers ?? [], abort.signal);
      const { statusCode: status = 0 } = response;
      const location = status >= 300 && status < 400 ? response.headers.location : undefined;
      const next = location === undefined ? undefined : new URL(location, at);
      if (!next || next.hostname !== url.hostname || hop === maxRedirects)
        return { status, body: await bodyOf(response) };
      response.resume();
      at = next;
    }
  } catch (cause) {
    const text = abort.signal.aborted
      ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
      : dialText(cause, url.hostname, url.port || (url.protocol === 'https:' ? '443' : '80'));
    throw new Error(`Get "${url.href}": ${text}`, { cause });
  } finally {
    timer.cancel();
  }
}

/** A failed connection in Go's words, which is what people search for. */
export function dialText(error: unknown, host: string, port: number | string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const dial = `dial tcp ${host}:${port}`;
  if (code === 'ECONNREFUSED') return `${dial}: connect: connection refused`;
  if (code === 'EHOSTUNREACH') return `${dial}: connect: no route to host`;
  if (code === 'ENOTFOUND') return `${dial}: lookup ${host}: no such host`;
  return code === 'ECONNRESET' ? 'EOF' : message;
}

type Headers = NonNullable<HTTPGetAction['httpHeaders']>;

function get(url: URL, given: Headers, signal: AbortSignal): Promise<IncomingMessage> {
  const headers: Record<string, string | string[]> = { 'user-agent': userAgent, accept: '*/*', connection: 'close' };
  const own = new Map<string, string[]>();
  for (const { name, value } of given) {
    const key = name.toLowerCase();
    own.set(key, [...(own.get(key) ?? []), value]);
  }
  for (const [name, values] of own) headers[name] = name === 'host' ? (values.at(-1) ?? '') : values;
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = send(url, { headers, signal, agent: false, rejectUnauthorized: false }, resolve);
    sent.on('error', reject);
    sent.end();
  });
}

function bodyOf(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = () => resolve(Buffer.concat(chunks).subarray(0, maxBody).toString('utf8'));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size < maxBody) return;
      response.removeAllListeners('error');
      response.on('error', () => undefined); // What follows is not wanted.
      response.destroy();
      end();
    });
    response.on('end', end);
    response.on('error', reject);
  });
}
