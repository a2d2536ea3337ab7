// The headers of a request as somebody wrote them: a JSON object of texts.
export type Headers = Readonly<Record<string, string>>;

export type ReadHeaders =
  | { readonly headers: Headers }
  | { readonly problem: 'wrongHeaders' }
  | { readonly problem: 'malformedHeader' | 'forbiddenHeader'; readonly name: string };

/** Browsers set these by themselves, and leave out what a page says: https://fetch.spec.whatwg.org/#forbidden-request-header */
const forbidden = new Set([
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'access-control-request-private-network',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);
const forbiddenPrefix = /^(proxy|sec)-/;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Latin-1 without control characters, which is what a browser sends. */
const value = /^[\t\x20-\x7e\x80-\xff]*$/;

export function parseHeaders(text: string): ReadHeaders {
  const found = parseObject(text);
  if (!found) return { problem: 'wrongHeaders' };
  const headers: Array<[string, string]> = [];
  for (const [name, given] of Object.entries(found)) {
    if (typeof given !== 'string' || !token.test(name) || !value.test(given))
      return { problem: 'malformedHeader', name };
    const lower = name.toLowerCase();
    if (forbidden.has(lower) || forbiddenPrefix.test(lower)) return { problem: 'forbiddenHeader', name };
    headers.push([lower, given]);
  }
  return { headers: Object.fromEntries(headers) };
}

function parseObject(text: string): object | undefined {
  try {
    const found: unknown = JSON.parse(text.trim() || '{}');
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
