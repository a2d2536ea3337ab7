// Logs, exec, attach and port-forward, from a client through the API to an agent that listens on nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp, createServer, type Server } from 'node:net';
import { ApiError, type Client, connect, type PodSession } from '@portolan/client';
import { systemClock } from '@portolan/client/clock.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentTunnel } from '../../apps/agent/src/tunnel/agent-tunnel.ts';
import type { PodStreamHandlers } from '../../apps/agent/src/tunnel/serve-stream.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aNode, aPod } from '../support/manifests.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let client: Client;
let echo: Server;
let nodeToken: string;
let tunnel: AgentTunnel;
const lost: string[] = [];
/** How many readings of logs the agent has under way. */
let readings = 0;

const handlers: PodStreamHandlers = {
  async *logs({ container, tailLines = 3, follow }, signal) {
    if (container === 'waiting')
      throw new Error('container "waiting" in pod "web" is waiting to start: PodInitializing');
    readings += 1;
    for (let line = 0; line < tailLines; line++)
      yield Buffer.from(`2026-01-01T00:00:00.00000000${line}Z line ${line}\n`);
    if (follow) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    readings -= 1;
  },
  async exec({ command: [program = '', ...args] }) {
    const child = spawn(program, args);
    const ended = once(child, 'close').then(([code]) => ({ exitCode: Number(code) }));
    return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, close: () => child.kill() };
  },
  attach() {
    throw Object.assign(new Error('container "main" does not take input'), { name: 'BadRequest' });
  },
  async portForward({ port }) {
    const connection = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(connection, 'connect');
    return connection;
  },
};

function startTunnel(): AgentTunnel {
  return new AgentTunnel({
    server: api.url,
    token: nodeToken,
    clock: systemClock,
    handlers,
    onLost: (why) => lost.push(why),
  });
}

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token });
  const join = (await api.data('mutation { createJoinToken { token } }')).createJoinToken.token;
  const joined = await api.execute('mutation { joinNode(name: "n1") { token } }', {}, join);
  nodeToken = joined.data.joinNode.token;
  const containers = [
    { name: 'main', image: 'x' },
    { name: 'waiting', image: 'x' },
  ];
  await client.nodes.create(aNode({ metadata: { name: 'n1' } }));
  await client.pods.create(aPod({ metadata: { name: 'web' }, spec: { nodeName: 'n1', containers } }));
  await client.pods.create(aPod({ metadata: { name: 'elsewhere' }, spec: { nodeName: 'n2' } }));
  await client.pods.create(aPod({ metadata: { name: 'pending' } }));
  tunnel = startTunnel();
  echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  await until('the agent is connected', async () => (await log({ container: 'main' })) !== undefined);
});
afterAll(async () => {
  tunnel.stop();
  echo.close();
  client.close();
  await api.stop();
});

const web = { namespace: 'default', name: 'web' };

async function log(options: object, pod = web): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const bytes of client.podStreams.log(pod, options)) chunks.push(bytes);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'SERVICE_UNAVAILABLE') return undefined;
    throw error;
  }
  return Buffer.concat(chunks).toString();
}

async function outputOf(session: PodSession) {
  const texts = { stdout: '', stderr: '' };
  for await (const { stream, data } of session.output()) texts[stream] += Buffer.from(data).toString('latin1');
  return { ...texts, ...(await session.ended) };
}

const shell = (script: string) => ({ container: 'main', command: ['sh', '-c', script] });

describe('a log', () => {
  it('is plain text, of the container and the lines that were asked for', async () => {
    expect(await log({ container: 'main', tailLines: 2 })).toBe(
      '2026-01-01T00:00:00.000000000Z line 0\n2026-01-01T00:00:00.000000001Z line 1\n',
    );
  });

  it('is followed until its reader leaves, who stops the agent reading', async () => {
    const readingsBefore = readings;
    for await (const bytes of client.podStreams.log(web, { container: 'main', follow: true, tailLines: 1 })) {
      expect(Buffer.from(bytes).toString()).toMatch(/line 0\n$/);
      expect(readings).toBe(readingsBefore + 1);
      break;
    }
    await until('the agent reads no more', () => readings === readingsBefore);
  });

  it('comes by subscription with the time of each line', async () => {
    const query = 'subscription { podLogs(name: "web", container: "main", tailLines: 2) { lines { time text } } }';
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${api.token}`,
      },
      body: JSON.stringify({ query }),
    });
    const frames = (await response.text()).split('\n').filter((line) => line.startsWith('data: {'));
    const lines = frames.flatMap((frame) => JSON.parse(frame.slice(6)).data.podLogs.lines);
    expect(lines).toEqual([
      { time: '2026-01-01T00:00:00.000000000Z', text: 'line 0' },
      { time: '2026-01-01T00:00:00.000000001Z', text: 'line 1' },
    ]);
  });

  const refused: ReadonlyArray<[what: string, pod: string, options: object, code: string, message: RegExp]> = [
    ['no such pod', 'absent', {}, 'NOT_FOUND', /^pods "absent" not found$/],
    ['a pod without node', 'pending', {}, 'BAD_REQUEST', /^pod pending does not have a host assigned$/],
    ['no such container', 'web', { container: 'x' }, 'BAD_REQUEST', /^container x is not valid for pod web$/],
    [
      'several containers and no choice',
      'web',
      {},
      'BAD_REQUEST',
      /^a container name must be specified for pod web, choose one of: \[main waiting\]$/,
    ],
    [
      'a container that waits',
      'web',
      { container: 'waiting' },
      'BAD_REQUEST',
      /^container "waiting" in pod "web" is waiting to start: PodInitializing$/,
    ],
    [
      'a negative number of lines',
      'web',
      { container: 'main', tailLines: -1 },
      'INTERNAL_ERROR',
      /tailLines: Invalid value: -1: must be greater than or equal to 0/,
    ],
  ];
  it.each(refused)('is refused for %s', async (_what, name, options, code, message) => {
    const reading = log(options, { namespace: 'default', name });
    await expect(reading).rejects.toMatchObject({ message: expect.stringMatching(message) });
    if (code !== 'INTERNAL_ERROR')
      await expect(log(options, { namespace: 'default', name })).rejects.toMatchObject({ code });
  });

  it('says so when the node has no agent', async () => {
    const reading = client.podStreams.log({ namespace: 'default', name: 'elsewhere' }).next();
    await expect(reading).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: expect.stringMatching(/^node n2 is not connected/),
    });
  });
});

describe('exec', () => {
  it('gives output, errors and exit code', async () => {
    const session = await client.podStreams.exec(web, shell('echo out; echo err >&2; exit 3'));
    expect(await outputOf(session)).toEqual({ stdout: 'out\n', stderr: 'err\n', exitCode: 3 });
  });

  it('carries megabytes both ways unharmed, end of input included', async () => {
    const session = await client.podStreams.exec(web, {
      ...shell('cat | sha256sum; head -c 5000000 /dev/zero | sha256sum'),
      stdin: true,
    });
    for (let at = 0; at < 50; at++) session.write(Buffer.alloc(100_000));
    session.endInput();
    const { stdout } = await outputOf(session);
    const [sent, made] = stdout.split('\n');
    expect(sent).toBe(made);
  });

  it('ends the command when the client leaves', async () => {
    const session = await client.podStreams.exec(web, shell('echo $$; exec sleep 1000'));
    const { value } = await session.output().next();
    const pid = Number(Buffer.from(value?.data ?? []).toString());
    session.close();
    await until('the command is gone', () => !isAlive(pid));
  });

  it('refuses a container that does not exist, with the words for it', async () => {
    const running = client.podStreams.exec(web, { container: 'x', command: ['true'] });
    await expect(running).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'container x is not valid for pod web',
    });
  });

  it('is not for nodes', async () => {
    const node = await connect({ server: api.url, token: nodeToken });
    await expect(node.podStreams.exec(web, shell('true'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('attach', () => {
  it('tells why it cannot be done', async () => {
    const session = await client.podStreams.attach(web, { container: 'main' });
    await expect(session.ended).rejects.toMatchObject({ message: 'container "main" does not take input' });
  });
});

describe('port-forward', () => {
  it('carries a connection both ways until both sides have ended', async () => {
    const { port } = echo.address() as AddressInfo;
    const session = await client.podStreams.portForward(web, port);
    for (let at = 0; at < 20; at++) session.write(Buffer.alloc(100_000, at));
    session.endInput();
    const { stdout } = await outputOf(session);
    expect(stdout).toHaveLength(2_000_000);
  });
});

describe('the connection of an agent', () => {
  it('is refused to anybody else', async () => {
    const others: string[] = [];
    const stranger = new AgentTunnel({
      server: api.url,
      token: api.token,
      clock: systemClock,
      handlers,
      onLost: (why) => others.push(why),
    });
    await until('it is refused', () => others.length > 0);
    stranger.stop();
    expect(others[0]).toMatch(/403/);
  });

  it('is made again when it was lost, and what ran over it is told so', async () => {
    const session = await client.podStreams.exec(web, shell('exec sleep 1000'));
    tunnel.stop();
    await expect(session.ended).rejects.toThrow();
    tunnel = startTunnel();
    await until('the agent is connected', async () => (await log({ container: 'main' })) !== undefined);
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
