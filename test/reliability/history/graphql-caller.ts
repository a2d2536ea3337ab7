// GraphQL over HTTP, on connections that are kept alive, with no retries: what got no answer has none.
import { Agent, request } from 'node:http';

export interface GraphqlError {
  /** `NOT_FOUND`, `CONFLICT`; empty when the answer names none. */
  readonly code: string;
  readonly message: string;
}

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly error?: GraphqlError;
}

interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: ReadonlyArray<{ readonly message: string; readonly extensions?: { readonly code?: string } }>;
}

export class GraphqlCaller {
  private readonly token: string;
  private readonly timeoutMs: number;
  private readonly agent = new Agent({ keepAlive: true });

  constructor(token: string, timeoutMs: number) {
    this.token = token;
    this.timeoutMs = timeoutMs;
  }

  /** `undefined` when no whole answer came in time. */
  async call(port: number, query: string, variables: object): Promise<Answer | undefined> {
    const text = await this.post(port, JSON.stringify({ query, variables }));
    return text === undefined ? undefined : answerIn(text);
  }

  close(): void {
    this.agent.destroy();
  }

  private post(port: number, body: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        authorization: `Bearer ${this.token}`,
      };
      const options = { host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers, agent: this.agent };
      const outgoing = request({ ...options, signal: AbortSignal.timeout(this.timeoutMs) }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
        response.on('error', () => resolve(undefined));
      });
      outgoing.on('error', () => resolve(undefined));
      outgoing.end(body);
    });
  }
}

function answerIn(text: string): Answer {
  let body: Body;
  try {
    body = JSON.parse(text) as Body;
  } catch {
    return { error: { code: '', message: `not JSON: ${text.slice(0, 200)}` } };
  }
  const { data, errors } = body;
  const [first] = errors ?? [];
  return {
    ...(data && { data }),
    ...(first && { error: { code: first.extensions?.code ?? '', message: first.message } }),
  };
}
