// The target of a request as a URL. Node's parser lets more through than a URL can be: `//`, `*`, a broken escape.
import type { IncomingMessage } from 'node:http';

/** `undefined` for a target that is no URL, or whose path cannot be decoded. */
export function urlOf({ url: target = '/' }: IncomingMessage): URL | undefined {
  const text = target.startsWith('/') ? `http://localhost${target}` : target;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return isDecodable(url.pathname) ? url : undefined;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}
