import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { until } from '../support/until.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const limitMs = 120_000;
const cleanUps: Array<() => Promise<void> | void> = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
}, limitMs);

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'portolan-up-'));
  cleanUps.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** `npm run up`, called in a home of its own, and what it has said so far. */
class Up {
  readonly process: ChildProcess;
  output = '';

  constructor(home: string, args: readonly string[], environment: Record<string, string> = {}) {
    const { DATABASE_URL: _, PORTOLAN_CONFIG: __, XDG_CONFIG_HOME: ___, ...inherited } = process.env;
    this.process = spawn(process.execPath, [join(repository, 'scripts/up.mjs'), ...args], {
      cwd: home,
      env: { ...inherited, HOME: home, INIT_CWD: home, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
    cleanUps.push(() => this.stop('SIGTERM').then(() => undefined));
  }

  async ready(): Promise<{ url: string }> {
    await until(`"Ctrl-C stops it" in ${this.output}`, () => this.output.includes('Ctrl-C') || this.hasEnded, limitMs);
    const url = /API +(http:\S+)\/graphql/.exec(this.output)?.[1];
    if (!url) throw new Error(this.output);
    return { url };
  }

  get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  async end(): Promise<number | null> {
    if (!this.hasEnded) await once(this.process, 'exit');
    return this.process.exitCode;
  }

  stop(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.hasEnded) this.process.kill(signal);
    return this.end();
  }
}

async function graphql<T>(url: string, token: string, query: string): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  expect(errors).toBe(undefined);
  return data;
}

async function namespaces(url: string, token: string): Promise<string[]> {
  const query = '{ namespaces { nodes { metadata { name } } } }';
  type Answer = { namespaces: { nodes: Array<{ metadata: { name: string } }> } };
  return (await graphql<Answer>(url, token, query)).namespaces.nodes.map(({ metadata }) => metadata.name);
}

function readContext(config: string): { name: string; server: string; token: string } {
  const { contexts, currentContext } = parse(readFileSync(config, 'utf8'));
  return contexts.find(({ name }: { name: string }) => name === currentContext);
}

async function isListening(url: string): Promise<boolean> {
  return fetch(`${url}/livez`).then(
    () => true,
    () => false,
  );
}

/** Anything but this process's own children, so that a process nobody waits for any more counts as gone. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // The kernel knows no such process.
    return false;
  }
}

function databasePid(data: string): number {
  return Number.parseInt(readFileSync(join(data, 'postgres/cluster/data/postmaster.pid'), 'utf8'), 10);
}

describe('npm run up', () => {
  it('starts an API that answers with the token of the configuration it wrote, and stops all of it', {
    timeout: limitMs,
  }, async () => {
    const home = temporaryDirectory();
    const config = join(home, '.config/portolan/config.yaml');
    const up = new Up(home, ['--port', '0', '--data', 'data']);
    const { url } = await up.ready();
    const context = readContext(config);
    expect(context).toMatchObject({ name: 'local', server: url });
    expect(await namespaces(url, context.token)).toContain('default');
    expect(statSync(config).mode & 0o777).toBe(0o600);
    expect(up.output).toMatch(/✓ database +\d+\.\d s {2}PostgreSQL/);
    expect(up.output).not.toContain('\x1b');
    const database = databasePid(join(home, 'data'));
    expect(isRunning(database)).toBe(true);

    expect(await up.stop('SIGINT')).toBe(0);
    expect(await isListening(url)).toBe(false);
    expect(isRunning(database)).toBe(false);
  });

  it('keeps data, token and the other contexts of the configuration when it starts again', {
    timeout: limitMs,
  }, async () => {
    const home = temporaryDirectory();
    const config = join(home, 'config.yaml');
    writeFileSync(
      config,
      'contexts:\n  - name: far # kept\n    server: https://far:1\n    token: t\ncurrentContext: far\n',
    );
    const first = new Up(home, ['--port', '0', '--data', 'data'], { PORTOLAN_CONFIG: config });
    const { url } = await first.ready();
    const { token } = readContext(config);
    const manifest = '{apiVersion: v1, kind: Namespace, metadata: {name: kept}}';
    await graphql(url, token, `mutation { apply(manifests: "${manifest}", fieldManager: "test") { __typename } }`);
    expect(await first.stop('SIGTERM')).toBe(0);
    const second = new Up(home, ['--port', '0', '--data', 'data'], { PORTOLAN_CONFIG: config });
    expect(await namespaces((await second.ready()).url, token)).toContain('kept');
    expect(readContext(config).token).toBe(token);
    expect(readFileSync(config, 'utf8')).toContain('far # kept');
  });

  it('leaves nothing running when it is killed', { timeout: limitMs }, async () => {
    const home = temporaryDirectory();
    const up = new Up(home, ['--port', '0', '--data', 'data']);
    const { url } = await up.ready();
    const database = databasePid(join(home, 'data'));
    await up.stop('SIGKILL');
    await until('the API ends', async () => !(await isListening(url)));
    await until('the database ends', () => !isRunning(database));
  });

  it('names a taken port and the command that helps', { timeout: limitMs }, async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    cleanUps.push(() => void squatter.close());
    const { port } = squatter.address() as { port: number };
    const home = temporaryDirectory();
    const up = new Up(home, ['--port', String(port), '--data', 'data']);
    expect(await up.end()).toBe(1);
    expect(up.output).toContain(`${port}`);
    expect(up.output).toContain('EADDRINUSE');
    expect(up.output).toContain('Try: npm run up');
    expect(up.output).not.toContain('    at ');
  });

  it('names the database that it cannot reach', { timeout: limitMs }, async () => {
    const home = temporaryDirectory();
    const url = 'postgresql://nobody:secret@127.0.0.1:1/none';
    const up = new Up(home, ['--port', '0', '--data', 'data'], { DATABASE_URL: url });
    expect(await up.end()).toBe(1);
    expect(up.output).toContain('127.0.0.1:1');
    expect(up.output).not.toContain('secret');
    expect(up.output).toContain('Try: ');
  });

  it('refuses what it does not understand before it starts anything', { timeout: limitMs }, async () => {
    const home = temporaryDirectory();
    writeFileSync(join(home, 'file'), '');
    const refusals: ReadonlyArray<[args: string[], message: string]> = [
      [['--prot', '1'], "Unknown option '--prot'"],
      [['--port', '70000'], '--port 70000 is not a port'],
      [['--data', 'file'], `The data cannot be kept in ${home}/file`],
    ];
    for (const [args, message] of refusals) {
      const up = new Up(home, args);
      expect(await up.end()).toBe(1);
      expect(up.output).toContain(message);
      expect(up.output).not.toContain('    at ');
    }
  });
});
