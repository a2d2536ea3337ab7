// What the command line needs of `fetch`, on Node's own HTTP client: the platform's `fetch` takes longer to load than a
// whole command may take.
import http from 'node:http';

interface PlainRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

interface PlainResponse {
  readonly status: number;
  text(): Promise<string>;
  json(): Promise<unknown>;
}

const keepAlive = { keepAlive: true };
let agents: Promise<{ request: typeof http.request; agent: http.Agent }> | undefined;

/** Rejects when no whole answer comes. */
export async function plainFetch(
  url: URL,
  { method = 'GET', headers, body, signal }: PlainRequest,
): Promise<PlainResponse> {
  agents ??= agentFor(url);
  const { request, agent } = await agents;
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(url, { method, headers, agent, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
  return { status, text: async () => text, json: async () => JSON.parse(text) };
}

/** One command talks to one server. */
async function agentFor({ protocol }: URL): Promise<{ request: typeof http.request; agent: http.Agent }> {
  if (protocol !== 'https:') return { request: http.request, agent: new http.Agent(keepAlive) };
  const { default: https } = await import('node:https');
  return { request: https.request, agent: new https.Agent(keepAlive) };
}
