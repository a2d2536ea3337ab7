// A caller who was recognised, for as long as the token is good.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Identity, Request } from '@portolan/core/registry/request.ts';
import type { TokenIndex } from './access/token-index.ts';
import { isOwnPage } from './http/origin.ts';
import { sessionCookieOf } from './sign-in/session-cookie.ts';

export interface Client {
  /** The `Authorization` header, or what stands for it: in the payload of a WebSocket's `connection_init`, in a cookie. */
  readonly authorization: string | undefined;
  readonly userAgent: string | undefined;
  readonly address: string;
}

/** `stated` is what the client says by itself; its cookie counts only where it says nothing. */
export function clientOf(request: IncomingMessage, stated = request.headers.authorization): Client {
  const { headers, socket } = request;
  const authorization = stated ?? authorizationByCookie(headers);
  return { authorization, userAgent: headers['user-agent'], address: socket.remoteAddress ?? '' };
}

/** A cookie goes with every request to this host, whoever caused it: only our own pages may use it. */
function authorizationByCookie(headers: IncomingHttpHeaders): string | undefined {
  const token = sessionCookieOf(headers);
  return token !== undefined && isOwnPage(headers) ? `Bearer ${token}` : undefined;
}

export interface Session {
  readonly request: Request;
  isValid(): boolean;
}

/**
 * Whose cookie a request for a page shows, wherever its link stood: only the page that answers it, which no foreign page can
 * read, may be made for this user.
 */
export async function viewerOf(tokens: TokenIndex, request: IncomingMessage): Promise<Identity | undefined> {
  const token = sessionCookieOf(request.headers);
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  const session = await openSession(tokens, { authorization, userAgent: undefined, address: '' });
  return session?.request.identity;
}

const bearer = /^Bearer +([\x21-\x7e]{1,4096})$/i;

/** `undefined` when there is no token or it is not a good one. */
export async function openSession(tokens: TokenIndex, client: Client): Promise<Session | undefined> {
  const token = bearer.exec(client.authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  const grant = tokens.find(token) ?? (await tokens.findFresh(token));
  if (!grant) return undefined;
  const request = {
    identity: grant.identity,
    fieldManager: managerOf(client.userAgent),
    source: client.userAgent ? `${client.address} ${client.userAgent.slice(0, 256)}` : client.address,
  };
  return { request, isValid: grant.isValid };
}

/** As Kubernetes: the user agent up to its first slash, where a request names no field manager. */
function managerOf(userAgent: string | undefined): string {
  const name = (userAgent ?? '')
    .split('/', 1)[0]
    ?.replace(/[^\x20-\x7e]/g, '')
    .slice(0, 128);
  return name || 'unknown';
}
