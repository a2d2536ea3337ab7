// The cookie by which a browser shows its token: pages cannot read it, and it goes with requests of the own site only.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

const cookieName = 'portolan-session';
const lifeSeconds = 24 * 60 * 60;

export function sessionCookieOf({ cookie = '' }: IncomingHttpHeaders): string | undefined {
  const pair = cookiePairs(cookie).find((each) => each.startsWith(`${cookieName}=`));
  return pair?.slice(cookieName.length + 1);
}

/** What is left of a `Cookie` header for others to see. */
export function withoutSessionCookie(cookie: string): string {
  return cookiePairs(cookie)
    .filter((each) => !each.startsWith(`${cookieName}=`))
    .join('; ');
}

export function setSessionCookie(request: IncomingMessage, token: string): string {
  return `${cookieName}=${token}; Max-Age=${lifeSeconds}${attributesFor(request)}`;
}

export function clearSessionCookie(request: IncomingMessage): string {
  return `${cookieName}=; Max-Age=0${attributesFor(request)}`;
}

/** A browser that came by HTTPS says so in its origin, also where somebody else ends the encryption before this server. */
function attributesFor({ socket, headers }: IncomingMessage): string {
  const isSecure = socket instanceof TLSSocket || headers.origin?.startsWith('https://');
  return `; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}

function cookiePairs(cookie: string): string[] {
  return cookie
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
