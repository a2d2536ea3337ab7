// Several API processes on one database: a node's agent is connected to one of them, and is reached through any.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Client, connect, execResumable, type PodSession } from '@portolan/client';
import { systemClock } from '@portolan/client/clock.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { AgentTunnel } from '../../apps/agent/src/tunnel/agent-tunnel.ts';
import type { PodStreamHandlers } from '../../apps/agent/src/tunnel/serve-stream.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { aNode, aPod } from '../support/manifests.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let near: TestApi;
let far: TestApi;
let client: Client;
let tunnel: AgentTunnel;

const handlers: PodStreamHandlers = {
  async *logs({ follow }, signal) {
    yield Buffer.from('a line\n');
    if (follow) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  },
  async exec({ command: [program = '', ...args] }) {
    const child = spawn(program, args);
    const ended = once(child, 'close').then(([code]) => ({ exitCode: Number(code) }));
    return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, close: () => child.kill() };
  },
  attach: () => Promise.reject(new Error('no')),
  portForward: () => Promise.reject(new Error('no')),
};

const web = { namespace: 'default', name: 'web' };

beforeAll(async () => {
  database = await createDatabase();
  near = await startApi({ databaseUrl: database.url });
  far = await startApi({ databaseUrl: database.url });
  client = await connect({ server: far.url, token: far.token });
  const { token } = (await near.data('mutation { joinNode(name: "n1") { token } }')).joinNode;
  await client.nodes.create(aNode({ metadata: { name: 'n1' } }));
  await client.pods.create(aPod({ metadata: { name: 'web' }, spec: { nodeName: 'n1' } }));
  await client.pods.create(aPod({ metadata: { name: 'elsewhere' }, spec: { nodeName: 'n2' } }));
  tunnel = new AgentTunnel({ server: near.url, token, clock: systemClock, handlers, onLost: () => undefined });
  await until('the agent is reached through the other process', async () => (await log()) === 'a line\n');
});
afterAll(async () => {
  tunnel?.stop();
  client?.close();
  await far?.stop();
  await near?.stop();
  await database?.drop();
});

async function log(pod = web): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const bytes of client.podStreams.log(pod)) chunks.push(bytes);
  } catch (error) {
    return (error as Error).message;
  }
  return Buffer.concat(chunks).toString();
}

async function outputOf(session: PodSession) {
  const texts = { stdout: '', stderr: '' };
  for await (const { stream, data } of session.output()) texts[stream] += Buffer.from(data).toString('latin1');
  return { ...texts, ...(await session.ended) };
}

const peers = () =>
  near.data(
    '{ leases(namespace: "kube-system", labelSelector: "apiserver.kubernetes.io/identity") { nodes { metadata { name annotations } } } }',
  );

describe('a node whose agent is connected to another API process', () => {
  it('gives its logs and ends them when their reader leaves', async () => {
    for await (const bytes of client.podStreams.log(web, { follow: true })) {
      expect(Buffer.from(bytes).toString()).toBe('a line\n');
      break;
    }
  });

  it('runs commands: output, errors, exit code, and megabytes both ways', async () => {
    const short = await client.podStreams.exec(web, { command: ['sh', '-c', 'echo out; echo err >&2; exit 3'] });
    expect(await outputOf(short)).toEqual({ stdout: 'out\n', stderr: 'err\n', exitCode: 3 });
    const long = await client.podStreams.exec(web, { command: ['sha256sum'], stdin: true });
    for (let at = 0; at < 50; at++) await long.write(Buffer.alloc(100_000));
    long.endInput();
    const zeros = await client.podStreams.exec(web, { command: ['sh', '-c', 'head -c 5000000 /dev/zero | sha256sum'] });
    expect((await outputOf(long)).stdout).toBe((await outputOf(zeros)).stdout);
  });

  it('ends the command when the client leaves', async () => {
    const session = await client.podStreams.exec(web, { command: ['sh', '-c', 'echo $$; exec sleep 1000'] });
    const { value } = await session.output().next();
    const pid = Number(Buffer.from(value?.data ?? []).toString());
    session.close();
    await until('the command is gone', () => !isAlive(pid));
  });

  it('keeps a command that may be resumed when the process by which its client came is stopped', async () => {
    const third = await startApi({ databaseUrl: database.url });
    const portOf = ({ url }: TestApi) => Number(new URL(url).port);
    const network = await TcpProxy.start({ port: portOf(third) });
    const roaming = await connect({ server: `http://127.0.0.1:${network.port}`, token: far.token });
    const listener = { onReconnecting: () => network.retarget(portOf(far)), onResumed: () => undefined };
    const script = 'while read line; do echo "$$ $line"; done';
    const session = await execResumable(roaming.podStreams, web, {
      command: ['sh', '-c', script],
      stdin: true,
      listener,
    });
    const output = session.output();
    const answerTo = async (line: string) => {
      session.write(Buffer.from(`${line}\n`));
      return Buffer.from((await output.next()).value?.data ?? []).toString();
    };
    const [pid, line] = (await answerTo('first')).trim().split(' ');
    expect(line).toBe('first');
    await third.stop();
    expect(await answerTo('second')).toBe(`${pid} second\n`);
    session.close();
    await until('the command is gone', () => !isAlive(Number(pid)));
    roaming.close();
    await network.stop();
  });

  it('is told apart from one that is connected nowhere', async () => {
    expect(await log({ namespace: 'default', name: 'elsewhere' })).toMatch(/^node n2 is not connected/);
  });

  it('tells of a process that was stopped no more, and of one that is killed no trouble', async () => {
    const third = await startApi({ databaseUrl: database.url });
    await until('it is known', async () => (await peers()).leases.nodes.length === 3);
    await third.stop();
    expect((await peers()).leases.nodes).toHaveLength(2);
    const manifest = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: 'apiserver-killed',
        namespace: 'kube-system',
        labels: { 'apiserver.kubernetes.io/identity': 'kube-apiserver' },
        annotations: { 'portolan.dev/peer-url': 'http://127.0.0.1:9' },
      },
    };
    await client.apply([manifest]);
    expect(await log()).toBe('a line\n');
  });
});

describe('the way between API processes', () => {
  it.each([
    ['nobody', () => undefined],
    ['an administrator', () => near.token],
  ])('is closed to %s', async (_who, token) => {
    const headers = token() === undefined ? {} : { authorization: `Bearer ${token()}` };
    const socket = new WebSocket(`${near.url.replace('http', 'ws')}/peer`, 'peer.portolan.dev', { headers });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 401');
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
