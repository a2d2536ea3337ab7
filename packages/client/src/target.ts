// Which API, and as whom.
import { ConfigurationError } from './errors.ts';

export interface Target {
  /** `http://127.0.0.1:4000`. */
  readonly server: string;
  /** Absent in a page that is signed in: the browser sends the cookie by itself, to its own origin. */
  readonly token?: string;
}

/** What a request shows of who sends it. */
export function authorizationOf(token: string | undefined): { authorization?: string } {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** Throws ConfigurationError for what is not the address of a server. */
export function endpointOf({ server }: Target): URL {
  let url: URL | undefined;
  try {
    url = new URL('/graphql', server);
  } catch {
    // Told below, together with addresses that parse and are of no use.
  }
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new ConfigurationError(`"${server}" is not the address of a server, such as http://127.0.0.1:4000`);
}
