// What a client sends and what it accepts, as far as GraphQL over HTTP cares.

export type ResponseType = 'application/graphql-response+json' | 'application/json' | 'text/event-stream';

const offered: readonly ResponseType[] = ['application/json', 'application/graphql-response+json', 'text/event-stream'];

/** `undefined` when nothing we offer is accepted. Of equally good types the one listed first by the client wins. */
export function responseTypeFor(accept: string | undefined): ResponseType | undefined {
  if (accept === undefined || accept === '' || accept === '*/*') return 'application/json';
  let best: ResponseType | undefined;
  let bestQuality = 0;
  for (const part of accept.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
    const type = offered.find((each) => each === range || range === '*/*' || range === `${each.split('/', 1)[0]}/*`);
    const quality = qualityOf(parameters);
    if (!type || quality <= bestQuality) continue;
    best = type;
    bestQuality = quality;
  }
  return best;
}

function qualityOf(parameters: readonly string[]): number {
  const text = parameters.find((each) => each.startsWith('q='))?.slice(2);
  const quality = text === undefined ? 1 : Number(text);
  return quality >= 0 && quality <= 1 ? quality : 0;
}

/** JSON in UTF-8 only. Anything a plain HTML form can send is refused, so that a foreign page cannot make requests. */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  const [type = '', ...parameters] = contentType.split(';').map((each) => each.trim().toLowerCase());
  if (type !== 'application/json') return false;
  const charset = parameters.find((each) => each.startsWith('charset='))?.slice('charset='.length);
  return charset === undefined || charset.replaceAll('"', '') === 'utf-8';
}
