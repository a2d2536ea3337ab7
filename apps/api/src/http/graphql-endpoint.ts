// GraphQL over HTTP: one operation per request, as JSON or as an event stream.
//
// A foreign page cannot make a browser send requests here: what it can send without asking first (forms, plain text) is
// refused by its content type, and an `Authorization` header, without which nothing is answered, it cannot add.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import { OperationTypeNode } from 'graphql';
import { InvalidDocument } from '../operations/documents.ts';
import { encodeErrors } from '../operations/errors.ts';
import type { OperationParams } from '../operations/operations.ts';
import type { Services } from '../services.ts';
import { type Client, clientOf, openSession, type Session } from '../session.ts';
import type { EventStreams } from './event-streams.ts';
import { type ResponseType, responseTypeFor } from './media-type.ts';
import { readOperationParams } from './operation-params.ts';
import { assertOwnOrigin } from './origin.ts';
import { methodNotAllowed, notAcceptable, Refusal, refusalOf, unauthorized } from './refusal.ts';

export class GraphqlEndpoint {
  private readonly services: Services;
  private readonly streams: EventStreams;
  /** Of the last request on a connection: the next one mostly comes from the same client. */
  private readonly sessions = new WeakMap<Socket, KnownSession>();

  constructor(services: Services, streams: EventStreams) {
    this.services = services;
    this.streams = streams;
  }

  async answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const type = responseTypeFor(request.headers.accept);
    try {
      assertOwnOrigin(request.headers);
      if (!type)
        throw notAcceptable(
          'the response can be application/json, application/graphql-response+json or text/event-stream',
        );
      const session = await this.recognise(request);
      const params = await readOperationParams(request, url, this.services.limits.bodyBytes);
      await this.run({ request, response, type, session, params });
    } catch (error) {
      this.refuse(response, type, error);
    }
  }

  private async run({ request, response, type, session, params }: Exchange): Promise<void> {
    if (type === 'text/event-stream' && request.method === 'POST') return this.streams.start(params, session, response);
    const operation = this.services.operations.prepare(params);
    if (operation.type === OperationTypeNode.MUTATION && request.method === 'GET') {
      throw methodNotAllowed('a mutation cannot be executed by GET', 'POST');
    }
    if (type === 'text/event-stream') return this.streams.start(params, session, response);
    if (operation.type === OperationTypeNode.SUBSCRIPTION) {
      throw notAcceptable('a subscription needs a WebSocket, or `Accept: text/event-stream`');
    }
    send(response, 200, type, await this.services.operations.execute(operation, params, session));
  }

  private async recognise(request: IncomingMessage): Promise<Session> {
    const client = clientOf(request);
    const known = this.sessions.get(request.socket);
    if (known && isSameClient(known.client, client) && known.session.isValid()) return known.session;
    const session = await openSession(this.services.tokens, client);
    if (!session) throw unauthorized();
    this.sessions.set(request.socket, { client, session });
    return session;
  }

  private refuse(response: ServerResponse, accepted: ResponseType | undefined, error: unknown): void {
    const refusal = asRefusal(error);
    const status = refusal?.status ?? (error instanceof InvalidDocument ? 400 : 500);
    this.services.metrics.refused(status);
    const body = encodeErrors(this.services.formatErrors(refusal?.error ?? error));
    for (const [name, value] of Object.entries(refusal?.headers ?? {})) response.setHeader(name, value);
    send(response, status, accepted === 'application/graphql-response+json' ? accepted : 'application/json', body);
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly type: ResponseType;
  readonly session: Session;
  readonly params: OperationParams;
}

interface KnownSession {
  readonly client: Client;
  readonly session: Session;
}

function isSameClient(one: Client, other: Client): boolean {
  return one.authorization === other.authorization && one.userAgent === other.userAgent;
}

function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  return error instanceof ApiError ? refusalOf(error) : undefined;
}

function send(response: ServerResponse, status: number, type: string, body: Buffer): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'content-length': body.length });
  response.end(body);
}
