// Commands in a pod that outlive the connection of their client, with a network between client and API that breaks it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Client, connect, execResumable, type Output } from '@portolan/client';
import { systemClock } from '@portolan/client/clock.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { AgentTunnel } from '../../apps/agent/src/tunnel/agent-tunnel.ts';
import type { PodStreamHandlers } from '../../apps/agent/src/tunnel/serve-stream.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aNode, aPod } from '../support/manifests.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

const refused = () => Promise.reject(new Error('not of this test'));
const handlers: PodStreamHandlers = {
  async *logs() {
    yield Buffer.from('2026-01-01T00:00:00.000000000Z connected\n');
  },
  async exec({ command: [program = '', ...args] }) {
    const child = spawn(program, args);
    const ended = once(child, 'close').then(([code]) => ({ exitCode: Number(code) }));
    return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, close: () => child.kill() };
  },
  attach: refused,
  portForward: refused,
};

let api: TestApi;
let client: Client;
/** Between client and API. */
let network: TcpProxy;
/** Between node and API. */
let nodeNetwork: TcpProxy;
let tunnel: AgentTunnel;
let folder: string;
const told: string[] = [];
const listener = {
  onReconnecting: () => void told.push('reconnecting'),
  onResumed: (missedBytes: number) => void told.push(`missed ${missedBytes}`),
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-exec-'));
  api = await startApi();
  const port = Number(new URL(api.url).port);
  [network, nodeNetwork] = [await TcpProxy.start({ port }), await TcpProxy.start({ port })];
  client = await connect({ server: `http://127.0.0.1:${network.port}`, token: api.token, config: '/dev/null' });
  const { createJoinToken } = await api.data('mutation { createJoinToken { token } }');
  const { data } = await api.execute('mutation { joinNode(name: "n1") { token } }', {}, createJoinToken.token);
  await client.nodes.create(aNode({ metadata: { name: 'n1' } }));
  await client.pods.create(aPod({ metadata: { name: 'web' }, spec: { nodeName: 'n1' } }));
  tunnel = new AgentTunnel({
    server: `http://127.0.0.1:${nodeNetwork.port}`,
    token: data.joinNode.token,
    clock: systemClock,
    handlers,
    onLost: () => undefined,
  });
  await until('the agent is connected', isConnected);
});
afterAll(async () => {
  tunnel.stop();
  client.close();
  await network.stop();
  await nodeNetwork.stop();
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  network.heal();
  told.splice(0);
});

const web = { namespace: 'default', name: 'web' };

function isConnected(): Promise<boolean> {
  return client.podStreams
    .log(web)
    .next()
    .then(
      () => true,
      () => false,
    );
}

const start = (script: string) =>
  execResumable(client.podStreams, web, { command: ['sh', '-c', script], stdin: true, listener });

class Reader {
  text = '';
  private readonly output: AsyncIterator<Output>;

  constructor(session: { output(): AsyncIterator<Output> }) {
    this.output = session.output();
  }

  /** False at the end. */
  async read(): Promise<boolean> {
    const { value, done } = await this.output.next();
    if (!done) this.text += Buffer.from(value.data).toString('latin1');
    return !done;
  }

  async readUntil(text: string): Promise<void> {
    while (!this.text.includes(text)) if (!(await this.read())) throw new Error(`it ended before ${text}`);
  }

  async readAll(): Promise<string> {
    while (await this.read());
    return this.text;
  }
}

const numbers = (last: number) => Array.from({ length: last }, (_, index) => `${index + 1}\n`).join('');

describe('a command that may be resumed', () => {
  const lines = ['a', 'b', 'c', 'd', 'e', 'f'];
  const script = 'while read line; do [ $line = end ] && exit 7; echo "got $line"; seq 1 30000; done';
  const expected = lines.map((line) => `got ${line}\n${numbers(30_000)}`).join('');

  it.each([
    ['the client', () => network],
    ['the node', () => nodeNetwork],
  ])('loses and repeats nothing either way when %s loses its connection again and again', async (_of, broken) => {
    const session = await start(script);
    const reader = new Reader(session);
    for (const [at, line] of lines.entries()) {
      session.write(Buffer.from(`${line}\n`));
      // In the middle of its answer, or before that begins.
      if (at % 3 < 2) await reader.readUntil(`got ${line}\n1\n2\n3`);
      broken().cut();
    }
    session.write(Buffer.from('end\n'));
    expect((await reader.readAll()) === expected).toBe(true);
    expect(await session.ended).toEqual({ exitCode: 7 });
    expect(told).toContain('missed 0');
    expect(told.filter((each) => !['reconnecting', 'missed 0'].includes(each))).toEqual([]);
  });

  /** While its client is away; resolves when it has. */
  async function doesWhileAway(name: string): Promise<void> {
    network.refuse();
    network.cut();
    writeFileSync(join(folder, `${name}-begin`), '');
    await until('it has done it', () => existsSync(join(folder, `${name}-done`)));
    network.heal();
  }
  const whileAway = (name: string, command: string) =>
    `echo begin; while [ ! -e ${folder}/${name}-begin ]; do sleep 0.01; done; ${command}; touch ${folder}/${name}-done`;

  it('tells how much of its output was too much to keep, and goes on with the rest', async () => {
    const session = await start(`${whileAway('much', 'seq 1 200000')}; read line; echo $line`);
    const reader = new Reader(session);
    await reader.readUntil('begin\n');
    const all = reader.readAll();
    await doesWhileAway('much');
    session.write(Buffer.from('end\n'));
    const whole = `begin\n${numbers(200_000)}end\n`;
    const kept = await all;
    const missed = whole.length - kept.length;
    expect(told.at(-1)).toBe(`missed ${missed}`);
    expect(missed).toBeGreaterThan(1_000_000);
    expect(kept.length).toBeGreaterThan(200_000);
    expect(whole.endsWith(kept.slice(-200_000))).toBe(true);
  });

  it('tells its end to a client that was away then', async () => {
    const session = await start(`${whileAway('end', 'echo end')}; exit 5`);
    const reader = new Reader(session);
    await reader.readUntil('begin\n');
    const all = reader.readAll();
    await doesWhileAway('end');
    expect(await all).toBe('begin\nend\n');
    expect(await session.ended).toEqual({ exitCode: 5 });
  });

  it('ends when its client closes it', async () => {
    const session = await start('echo $$; exec sleep 1000');
    const reader = new Reader(session);
    await reader.readUntil('\n');
    session.close();
    await until('the command is gone', () => !isAlive(Number(reader.text)));
  });

  it.each([
    ['an id that could be guessed', 'session=short', /^session: must be 22 to 64/],
    ['a position that is none', `session=${'x'.repeat(22)}&received=-1`, /^received: Invalid value: "-1"/],
  ])('is refused for %s', async (_what, query, why) => {
    const url = new URL(`/api/v1/namespaces/default/pods/web/exec?command=true&${query}`, api.url);
    const headers = { authorization: `Bearer ${api.token}` };
    const socket = new WebSocket(url, 'v5.channel.k8s.io', { headers });
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(400);
    expect(await text(response)).toMatch(why);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
