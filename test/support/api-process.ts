// The API as a program of its own, and what a test needs to talk to an API wherever it runs. Loads nothing of the API itself.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GraphQLFormattedError } from 'graphql';

export interface GraphqlAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read results of many shapes and compare them with literals.
  readonly data?: any;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** What a test needs to talk to a server, wherever it runs. */
export class ApiClient {
  readonly url: string;
  /** The administrator's. */
  readonly token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  get webSocketUrl(): string {
    return `${this.url.replace('http', 'ws')}/graphql`;
  }

  /** Runs one operation as the administrator, or with another token. */
  async execute(query: string, variables: object = {}, token: string = this.token): Promise<GraphqlAnswer> {
    const response = await this.post(JSON.stringify({ query, variables }), { authorization: `Bearer ${token}` });
    const body = (await response.json()) as Omit<GraphqlAnswer, 'status'>;
    return { status: response.status, ...body };
  }

  /** The `data` of an operation that must succeed. */
  async data(query: string, variables: object = {}): Promise<NonNullable<GraphqlAnswer['data']>> {
    const { data, errors } = await this.execute(query, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  post(body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}`, ...headers },
      body,
    });
  }

  async text(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(this.url + path);
    return { status: response.status, text: await response.text() };
  }
}

export interface ApiProcess extends ApiClient {
  readonly child: ChildProcess;
  /** Everything it has written to its log so far. */
  log(): string;
  /** Sends the signal and resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The API's own program with a home of its own unless told which; without the URL of a database it starts one there. */
export async function startApiProcess(
  databaseUrl: string | undefined,
  args: readonly string[] = [],
  givenHome?: string,
): Promise<ApiProcess> {
  const home = givenHome ?? mkdtempSync(join(tmpdir(), 'portolan-api-'));
  const main = join(repository, 'apps/api/dist/main.js');
  const { DATABASE_URL: _, ...environment } = process.env;
  const database = databaseUrl === undefined ? [] : ['--database-url', databaseUrl];
  // Reading source maps takes a quarter of a start; to see lines of sources, set NODE_OPTIONS to --enable-source-maps.
  const child = spawn(process.execPath, [main, '--port', '0', '--data', home, ...database, ...args], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...environment, NODE_ENV: 'production', HOME: home, PORTOLAN_CONFIG: join(home, 'config.yaml') },
  });
  let log = '';
  child.stdout?.on('data', (chunk) => (log += String(chunk)));
  child.stderr?.on('data', (chunk) => (log += String(chunk)));
  child.once('exit', () => {
    if (givenHome === undefined) rmSync(home, { recursive: true, force: true });
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: { ready?: { url: string } }) => message.ready && resolve(message.ready.url));
    child.once('exit', (code) => reject(new Error(`the API ended with code ${code}:\n${log}`)));
  });
  const token = readFileSync(join(home, 'admin-token'), 'utf8').trim();
  return Object.assign(new ApiClient(url, token), {
    child,
    log: () => log,
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      const [code] = (await exited) as [number | null];
      return code;
    },
  });
}
