// Does what a page tells its reader to do, in the order of the page, against a cluster with nodes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import { LocalCluster } from '../support/local-cluster.ts';
import { until } from '../support/until.ts';
import { type Block, blocksOf, root, textOf } from './page.ts';

/** Of one command; the machine may be busy. */
const limitMs = 240_000;

export class Reader {
  private readonly cluster: LocalCluster;
  /** Inside of the repository, so that programs find packages as from anywhere in it. */
  private readonly directory: string;
  private output = '';

  private constructor(cluster: LocalCluster, directory: string) {
    this.cluster = cluster;
    this.directory = directory;
  }

  static async start(): Promise<Reader> {
    const cluster = await LocalCluster.start({ nodes: ['node-1', 'node-2', 'node-3'] });
    const cache = join(root, 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    const directory = mkdtempSync(join(cache, 'docs-'));
    symlinkSync(join(root, 'apps/cli/bin/portolan.mjs'), join(directory, 'portolan'));
    const { url, token } = cluster.api;
    const contexts = [{ name: 'local', server: url, token }];
    writeFileSync(join(directory, 'config.yaml'), stringify({ contexts, currentContext: 'local' }));
    return new Reader(cluster, directory);
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
    rmSync(this.directory, { recursive: true });
  }

  async follow(path: string): Promise<void> {
    await this.tidyUp();
    const blocks = blocksOf(textOf(path));
    for (const [at, block] of blocks.entries()) {
      for (const command of block.before) await this.run('bash', ['-euo', 'pipefail', '-c', command], {});
      if (block.notRun === undefined) await this.do(block, blocks.slice(at + 1), path);
    }
  }

  private async do(block: Block, rest: readonly Block[], path: string): Promise<void> {
    const { language, code } = block;
    const place = `${path}:${block.line}`;
    if (language === 'sh') await this.run('bash', ['-euo', 'pipefail', '-c', code], { ...block, place });
    else if (language === 'graphql') await this.ask(code, place);
    else if (language === 'yaml') await this.dryRun(code);
    else if (language === 'text') expect(this.output, place).toMatch(asPattern(code));
    else if (language === 'ts' && isLastOfProgram(rest)) await this.runProgram(path, block);
  }

  /** Everything that another page may have left. */
  private async tidyUp(): Promise<void> {
    const { client } = this.cluster;
    for (const kind of ['deployments', 'replicaSets', 'services', 'configMaps', 'secrets'] as const) {
      await client[kind].deleteCollection({ namespace: 'default' });
    }
    await client.pods.deleteCollection({ namespace: 'default' }, { gracePeriodSeconds: 1 });
    await until('the pods are gone', async () => (await client.pods.list()).items.length === 0, limitMs);
  }

  private async ask(query: string, place: string): Promise<void> {
    const { url, token } = this.cluster.api;
    const isLive = /^\s*subscription\b/.test(query);
    const aborting = new AbortController();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: isLive ? 'text/event-stream' : 'application/json',
      },
      body: JSON.stringify({ query }),
      signal: aborting.signal,
    });
    const answer = JSON.parse(isLive ? await firstMessage(response) : await response.text());
    aborting.abort();
    expect(answer.errors, place).toBeUndefined();
    expect(Object.values(answer.data), place).not.toContain(null);
    this.output = JSON.stringify(answer.data, undefined, 2);
  }

  private async dryRun(manifests: string): Promise<void> {
    await this.cluster.api.data(
      'mutation($manifests: String) { apply(manifests: $manifests, dryRun: true) { revision } }',
      {
        manifests,
      },
    );
  }

  /** The page's blocks of TypeScript up to this one; one that connects begins a new program. */
  private async runProgram(path: string, last: Block): Promise<void> {
    const blocks = blocksOf(textOf(path)).filter(({ language, line }) => language === 'ts' && line <= last.line);
    const start = blocks.findLastIndex(({ code }) => beginsProgram(code));
    const program = join(this.directory, 'program.mts');
    writeFileSync(
      program,
      blocks
        .slice(Math.max(start, 0))
        .map(({ code }) => code)
        .join('\n'),
    );
    const config = join(this.directory, 'tsconfig.json');
    writeFileSync(config, JSON.stringify({ extends: join(root, 'tsconfig.json'), files: [program], include: [] }));
    const place = `${path}:${last.line}`;
    await this.run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config], { place });
    await this.run(process.execPath, ['--import', 'tsx', program], { ...last, place });
  }

  private async run(
    command: string,
    args: readonly string[],
    { exitCode = 0, shows = [], stopsAfter, place = command }: Partial<Block> & { readonly place?: string },
  ): Promise<void> {
    const child = spawn(command, args, {
      cwd: root,
      // A group of its own, so that an interrupt reaches what a shell runs, as at a terminal.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: `${this.directory}:${process.env.PATH}`,
        HOME: this.directory,
        PORTOLAN_CONFIG: join(this.directory, 'config.yaml'),
        PORTOLAN_SERVER: this.cluster.api.url,
        PORTOLAN_TOKEN: this.cluster.api.token,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const closed = once(child, 'close') as Promise<[number | null]>;
    const signal = (name: NodeJS.Signals) => hasEnded(child) || process.kill(-Number(child.pid), name);
    const overdue = setTimeout(() => signal('SIGKILL'), limitMs);
    if (stopsAfter !== undefined) {
      await until(
        `${place} shows ${stopsAfter}`,
        () => output.includes(stopsAfter) || hasEnded(child),
        limitMs + 5_000,
      );
      signal('SIGINT');
    }
    const [code] = await closed;
    clearTimeout(overdue);
    this.output = output;
    if (stopsAfter === undefined) expect(code, `${place}\n${output}`).toBe(exitCode);
    else expect(output, place).toContain(stopsAfter);
    for (const text of shows) expect(output, place).toContain(text);
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function isLastOfProgram(rest: readonly Block[]): boolean {
  const next = rest.find(({ language }) => language === 'ts');
  return next === undefined || beginsProgram(next.code);
}

function beginsProgram(code: string): boolean {
  return /^import /m.test(code);
}

/** Of a stream of server-sent events. */
async function firstMessage(response: Response): Promise<string> {
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const message = /^data: ?(.+)$/m.exec(text)?.[1];
    if (message && text.includes('\n\n')) return message;
  }
  throw new Error(`the stream ended: ${text}`);
}

/** `…` stands for anything, and columns may be wider or narrower. */
function asPattern(text: string): RegExp {
  const words = text
    .trim()
    .split(/\s+/)
    .map((word) => word.split('…').map(escaped).join('.*?'));
  return new RegExp(words.join('\\s+'), 's');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
