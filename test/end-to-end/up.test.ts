import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ownRanges } from '../support/local-cluster.ts';
import { isRunning, parentOf, pidsOf, processesOf } from '../support/process-table.ts';
import { until } from '../support/until.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const limitMs = 240_000;
const controlPlaneOnly = ['--port', '0', '--data', 'data', '--nodes', '0'];
const cleanUps: Array<() => Promise<void> | void> = [];

/** The first start builds the pages, which takes the longer the more else is going on. */
beforeAll(() => {
  execFileSync(process.execPath, [join(repository, 'scripts/build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
}, 10 * limitMs);
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
}, limitMs);

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'portolan-up-'));
  cleanUps.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** `npm run up` or one of its kin, called in a home of its own, and what it has said so far. */
class Up {
  readonly process: ChildProcess;
  /** On both streams. */
  output = '';
  answer = '';

  constructor(home: string, args: readonly string[], environment: Record<string, string> = {}, script = 'up') {
    const { DATABASE_URL: _, PORTOLAN_CONFIG: __, XDG_CONFIG_HOME: ___, ...inherited } = process.env;
    this.process = spawn(process.execPath, [join(repository, `scripts/${script}.mjs`), ...args], {
      cwd: home,
      env: { ...inherited, HOME: home, INIT_CWD: home, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
    this.process.stdout?.on('data', (chunk: Buffer) => {
      this.answer += chunk.toString();
    });
    cleanUps.push(() => this.stop('SIGTERM').then(() => undefined));
  }

  async ready(): Promise<{ url: string }> {
    await until(`"Ctrl-C stops it" in ${this.output}`, () => this.output.includes('Ctrl-C') || this.hasEnded, limitMs);
    const url = /API +(http:\S+)\/graphql/.exec(this.output)?.[1];
    if (!url) throw new Error(this.output);
    return { url };
  }

  /** The line that `--json` leaves on the standard output. */
  // biome-ignore lint/suspicious/noExplicitAny: the test compares it with literals.
  async json(): Promise<any> {
    await until(`an answer in ${this.output}`, () => this.answer.includes('\n') || this.hasEnded, limitMs);
    if (!this.answer.includes('\n')) throw new Error(this.output);
    return JSON.parse(this.answer);
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

function databasePid(data: string): number {
  return Number.parseInt(readFileSync(join(data, 'postgres/cluster/data/postmaster.pid'), 'utf8'), 10);
}

async function run(script: string, home: string, args: readonly string[]): Promise<Up> {
  const program = new Up(home, args, {}, script);
  await program.end();
  return program;
}

/** The nodes of other tests on this machine have other addresses. */
const cluster = ['--data', 'data', '--nodes', '2', '--json', '--port', '0', '--', ...ownRanges()];

describe('npm run up', () => {
  it('runs the dashboard and a shop on its nodes; a second one finds them, and npm run down ends them', {
    timeout: 2 * limitMs,
  }, async () => {
    const home = temporaryDirectory();
    const data = join(home, 'data');
    const up = new Up(home, cluster);
    const first = await up.json();
    expect(first).toMatchObject({ alreadyRunning: false, nodes: ['node-1', 'node-2'], data, context: 'local' });
    expect(up.output).toMatch(/✓ demo shop +\d+\.\d s {2}api 2\/2 · load 1\/1 · store 1\/1 · web 3\/3 · worker 1\/1/);

    const page = await fetch(first.dashboard, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    await expectSignIn(first);
    const orders = async () => Number(/<dt>shipped<\/dt><dd>(\d+)/.exec(await (await fetch(first.demo)).text())?.[1]);
    await until('the shop ships', async () => (await orders()) > 0);

    const second = new Up(home, cluster);
    expect(await second.json()).toMatchObject({ alreadyRunning: true, url: first.url, pid: up.process.pid });
    expect(await second.end()).toBe(0);
    const third = await run('up', home, ['--data', 'data']);
    const status = await run('status', home, ['--data', 'data']);
    for (const { output } of [third, status]) expect(output).toContain(`API         ${first.url}/graphql`);
    expect(third.output).toContain('Portolan is already running.');
    await expectSignIn({ url: first.url, signIn: /Dashboard +(\S+)/.exec(status.output)?.[1] ?? '' });

    await expectQuietRollout(first, readContext(first.config).token);

    const before = await orders();
    const down = await run('down', home, ['--data', 'data']);
    expect(down.process.exitCode).toBe(0);
    expect(await up.end()).toBe(0);
    await until('all of it has ended', () => processesOf(home).length === 0, limitMs);
    expect(await isListening(first.url)).toBe(false);

    const again = new Up(home, cluster);
    const { demo } = await again.json();
    expect(Number(/<dt>orders<\/dt><dd>(\d+)/.exec(await (await fetch(demo)).text())?.[1])).toBeGreaterThanOrEqual(
      before,
    );
    await run('down', home, ['--data', 'data', '--purge']);
    expect(existsSync(data)).toBe(false);
    expect(processesOf(home)).toEqual([]);
  });

  it('starts an agent and a dashboard again that were killed', { timeout: limitMs }, async () => {
    const home = temporaryDirectory();
    const up = new Up(home, ['--data', 'data', '--nodes', '1', '--no-demo', '--port', '0', '--', ...ownRanges()]);
    const { url } = await up.ready();
    const find = (what: string) => pidsOf(what).filter((pid) => parentOf(pid) === up.process.pid);
    for (const program of ['apps/agent/dist/main.js', 'apps/dashboard/dist/main.js']) {
      const [pid = 0] = find(program);
      process.kill(pid, 'SIGKILL');
      await until(`another ${program}`, () => find(program).some((each) => each !== pid), limitMs);
    }
    expect(up.output).toContain('The agent of node-1 ended with code SIGKILL; it starts again in 1 s.');
    const isServed = async () => (await fetch(url, { headers: { accept: 'text/html' } })).status === 200;
    await until('the dashboard is there again', isServed, limitMs);
  });

  it('starts an API that answers with the token of the configuration it wrote, and stops all of it', {
    timeout: limitMs,
  }, async () => {
    const home = temporaryDirectory();
    const config = join(home, '.config/portolan/config.yaml');
    const up = new Up(home, controlPlaneOnly);
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
    const first = new Up(home, controlPlaneOnly, { PORTOLAN_CONFIG: config });
    const { url } = await first.ready();
    const { token } = readContext(config);
    const manifest = '{apiVersion: v1, kind: Namespace, metadata: {name: kept}}';
    await graphql(url, token, `mutation { apply(manifests: "${manifest}", fieldManager: "test") { __typename } }`);
    expect(await first.stop('SIGTERM')).toBe(0);
    const second = new Up(home, controlPlaneOnly, { PORTOLAN_CONFIG: config });
    expect(await namespaces((await second.ready()).url, token)).toContain('kept');
    expect(readContext(config).token).toBe(token);
    expect(readFileSync(config, 'utf8')).toContain('far # kept');
  });

  it('leaves nothing running when it is killed', { timeout: limitMs }, async () => {
    const home = temporaryDirectory();
    const up = new Up(home, controlPlaneOnly);
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
    const up = new Up(home, ['--port', String(port), '--data', 'data', '--nodes', '0']);
    expect(await up.end()).toBe(1);
    expect(up.output).toContain(`${port}`);
    expect(up.output).toContain('EADDRINUSE');
    expect(up.output).toContain('Try: npm run up');
    expect(up.output).not.toContain('    at ');
  });

  it('names the database that it cannot reach', { timeout: limitMs }, async () => {
    const home = temporaryDirectory();
    const url = 'postgresql://nobody:secret@127.0.0.1:1/none';
    const up = new Up(home, controlPlaneOnly, { DATABASE_URL: url });
    expect(await up.end()).toBe(1);
    expect(up.output).toContain('127.0.0.1:1');
    expect(up.output).not.toContain('secret');
    expect(up.output).toContain('Try: ');
  });

  it('goes to the next port where the usual one is taken, and says so', { timeout: limitMs }, async () => {
    const squatter = createServer().listen(4000, '127.0.0.1');
    cleanUps.push(() => void squatter.close());
    // Where something listens there already, that will do.
    await Promise.race([once(squatter, 'listening'), once(squatter, 'error')]);
    const up = new Up(temporaryDirectory(), ['--data', 'data', '--nodes', '0']);
    const { url } = await up.ready();
    expect(Number(new URL(url).port)).toBeGreaterThan(4000);
    expect(up.output).toContain('port 4000 is taken: listening on ');
  });

  it('refuses what it does not understand before it starts anything', { timeout: limitMs }, async () => {
    const home = temporaryDirectory();
    writeFileSync(join(home, 'file'), '');
    const refusals: ReadonlyArray<[args: string[], message: string]> = [
      [['--prot', '1'], "Unknown option '--prot'"],
      [['--port', '70000'], '--port 70000 is not a number from 0 to 65535'],
      [['--nodes', 'many'], '--nodes many is not a number from 0 to 20'],
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

describe('npm run down', () => {
  it('has nothing to stop where nothing runs', { timeout: limitMs }, async () => {
    const down = await run('down', temporaryDirectory(), ['--data', 'data']);
    expect(down.process.exitCode).toBe(0);
    expect(down.output).toContain('nothing runs on');
    const status = await run('status', temporaryDirectory(), ['--data', 'data']);
    expect(status.process.exitCode).toBe(1);
    expect(status.output).toContain('Try: npm run up');
  });

  it('deletes no directory that holds something else', { timeout: limitMs }, async () => {
    const home = temporaryDirectory();
    mkdirSync(join(home, 'data/postgres'), { recursive: true });
    writeFileSync(join(home, 'data/thesis.tex'), 'years of work');
    const down = await run('down', home, ['--data', 'data', '--purge']);
    expect(down.process.exitCode).toBe(1);
    expect(down.output).toContain('is not deleted: it holds thesis.tex as well');
    expect(existsSync(join(home, 'data/postgres'))).toBe(true);
  });
});

describe('npm run doctor', () => {
  it('says of everything whether it is there, and changes nothing', { timeout: limitMs }, async () => {
    const home = temporaryDirectory();
    const doctor = await run('doctor', home, ['--data', 'data']);
    expect(doctor.process.exitCode).toBe(0);
    for (const name of ['Node', 'port 4000', 'disk', 'PostgreSQL', 'namespaces', 'control groups']) {
      expect(doctor.output).toMatch(new RegExp(`^[✓!] ${name} `, 'm'));
    }
    expect(readdirSync(home)).toEqual([]);
  });

  it('names what keeps Portolan from running, and the command that helps', { timeout: limitMs }, async () => {
    const home = temporaryDirectory();
    writeFileSync(join(home, 'file'), '');
    const doctor = await run('doctor', home, ['--data', 'file/data']);
    expect(doctor.process.exitCode).toBe(1);
    expect(doctor.output).toMatch(/^✗ data .*\n +Try: npm run up -- --data DIR/m);
  });
});

/** Another version of the shop's page comes up, and whoever asks for the page meanwhile gets it. */
async function expectQuietRollout({ url, demo }: { url: string; demo: string }, token: string): Promise<void> {
  const containers = '[{ name: "app", env: [{ name: "VERSION", value: "2" }] }]';
  const patch = `{ spec: { template: { spec: { containers: ${containers} } } } }`;
  await graphql(
    url,
    token,
    `mutation { patchDeployment(namespace: "shop", name: "web", patch: ${patch}) { outcome } }`,
  );
  const versions: string[] = [];
  await until(
    'all pages are of version 2',
    async () => {
      const response = await fetch(demo);
      versions.push(`${response.status} ${/version (\d)/.exec(await response.text())?.[1]}`);
      return versions.length > 20 && versions.slice(-20).every((each) => each === '200 2');
    },
    limitMs,
  );
  expect(new Set(versions)).toEqual(new Set(['200 1', '200 2']));
}

/** With the code that `up` hands over. */
async function expectSignIn({ url, signIn }: { url: string; signIn: string }): Promise<void> {
  const code = signIn.slice(signIn.indexOf('#code=') + '#code='.length);
  const headers = { 'content-type': 'application/json', origin: url };
  const response = await fetch(`${url}/session`, { method: 'POST', headers, body: JSON.stringify({ code }) });
  expect(response.status).toBe(204);
}
