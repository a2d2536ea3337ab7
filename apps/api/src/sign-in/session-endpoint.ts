// `/session`: how a browser signs in, asks who it is, and signs out.
//
//   POST   { "code": "..." } or { "token": "..." }  204 and the cookie, 401, or 429 with Retry-After
//   GET                                             200 { user, groups }, or 401
//   DELETE                                          204; a token made for a code ends with it
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from '@portolan/core/registry/registry.ts';
import { ApiError, badRequestError } from '@portolan/core/resource/api-error.ts';
import { z } from 'zod';
import { readBody } from '../http/body.ts';
import { assertOwnOrigin } from '../http/origin.ts';
import { methodNotAllowed, Refusal, refusalOf, unauthorized, unsupportedMediaType } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { clientOf, openSession } from '../session.ts';
import { type AttemptLimitOptions, AttemptLimits } from './attempt-limits.ts';
import { clearSessionCookie, sessionCookieOf, setSessionCookie } from './session-cookie.ts';
import { redeemSignInCode, revokeSignInToken } from './sign-in-codes.ts';

const bodyBytes = 8 << 10;

const secret = z.string().min(1).max(4_096);
const bodySchema = z.union([z.strictObject({ code: secret }), z.strictObject({ token: secret })]);
type SignInBody = z.output<typeof bodySchema>;

export class SessionEndpoint {
  private readonly services: Services;
  private readonly registry: Registry;
  private readonly attempts: AttemptLimits;

  constructor(services: Services, registry: Registry) {
    this.services = services;
    this.registry = registry;
    this.attempts = new AttemptLimits(services.limits.signIn, services.clock);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('cache-control', 'no-store');
    try {
      assertOwnOrigin(request.headers);
      await this.answerMethod(request, response);
    } catch (error) {
      sendRefusal(response, error);
    }
  }

  private answerMethod(request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (request.method) {
      case 'POST':
        return this.signIn(request, response);
      case 'GET':
        return this.tell(request, response);
      case 'DELETE':
        return this.signOut(request, response);
      default:
        throw methodNotAllowed(`a session has no ${request.method}`, 'POST, GET, DELETE');
    }
  }

  private async signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readSignIn(request);
    const address = request.socket.remoteAddress ?? '';
    if (!this.attempts.enter(address)) {
      throw refusalOf(tooManyAttempts(this.services.limits.signIn));
    }
    const token = await this.tokenOf(body);
    if (token === undefined) throw unauthorized(whyNot(body));
    this.attempts.forgive(address);
    response.writeHead(204, { 'set-cookie': setSessionCookie(request, token) });
    response.end();
  }

  private async tokenOf(body: SignInBody): Promise<string | undefined> {
    if ('code' in body) return redeemSignInCode(this.registry, body.code);
    return (await this.services.tokens.findFresh(body.token)) && body.token;
  }

  private async tell(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = await openSession(this.services.tokens, clientOf(request));
    if (!session) throw unauthorized('nobody is signed in');
    const { user, groups } = session.request.identity;
    sendJson(response, 200, { user, groups });
  }

  private async signOut(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = sessionCookieOf(request.headers);
    // A page of another port of this host is the same site: only the origin tells it from ours.
    if (token !== undefined && clientOf(request).authorization !== undefined) {
      await revokeSignInToken(this.registry, token);
    }
    response.writeHead(204, { 'set-cookie': clearSessionCookie(request) });
    response.end();
  }
}

async function readSignIn(request: IncomingMessage): Promise<SignInBody> {
  const type = request.headers['content-type'];
  // Anything else a foreign page could send without asking first.
  if (type?.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json') throw unsupportedMediaType(type);
  const text = (await readBody(request, bodyBytes)).toString('utf8');
  const parsed = bodySchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw refusalOf(badRequestError('the body must be { "code": "..." } or { "token": "..." }'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function tooManyAttempts({ perMinute }: AttemptLimitOptions): ApiError {
  const message = 'too many attempts to sign in have failed; try again later';
  return new ApiError('TooManyRequests', message, { retryAfterSeconds: Math.ceil(60 / perMinute) });
}

function whyNot(body: SignInBody): string {
  return 'code' in body ? 'the code is unknown, used or expired' : 'the token is unknown or expired';
}

/** Throws what is no refusal. */
function sendRefusal(response: ServerResponse, error: unknown): void {
  const refusal = error instanceof ApiError ? refusalOf(error) : error;
  if (!(refusal instanceof Refusal)) throw error;
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  sendJson(response, refusal.status, { message: refusal.message });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
