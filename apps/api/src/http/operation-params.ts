// The parameters of GraphQL over HTTP: JSON in a POST, the query string of a GET.
import type { IncomingMessage } from 'node:http';
import { badRequestError } from '@portolan/core/resource/api-error.ts';
import { z } from 'zod';
import type { OperationParams } from '../operations/operations.ts';
import { readBody } from './body.ts';
import { isJson } from './media-type.ts';
import { methodNotAllowed, type Refusal, refusalOf, unsupportedMediaType } from './refusal.ts';

const params = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});

export async function readOperationParams(request: IncomingMessage, url: URL, limit: number): Promise<OperationParams> {
  if (request.method === 'GET') return parseParams(fromQueryString(url.searchParams));
  if (request.method !== 'POST') throw methodNotAllowed(`${request.method} is not supported on /graphql`, 'GET, POST');
  const contentType = request.headers['content-type'];
  if (!isJson(contentType)) throw unsupportedMediaType(contentType);
  return parseParams(parseJson((await readBody(request, limit)).toString('utf8'), 'the body'));
}

function fromQueryString(search: URLSearchParams): Record<string, unknown> {
  const json = (name: string) => {
    const text = search.get(name);
    return text === null ? undefined : parseJson(text, name);
  };
  return {
    query: search.get('query') ?? undefined,
    operationName: search.get('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`${what} is not valid JSON`);
  }
}

function parseParams(value: unknown): OperationParams {
  if (Array.isArray(value)) throw badRequest('batched requests are not supported: send one operation per request');
  const parsed = params.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badRequest(`${issue?.path.join('.') || 'the body'}: ${issue?.message ?? 'is malformed'}`);
}

function badRequest(message: string): Refusal {
  return refusalOf(badRequestError(message));
}
