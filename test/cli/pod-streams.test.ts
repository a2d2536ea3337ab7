// exec, attach, port-forward and logs, from the command line through the API to processes that an agent runs.
import { once } from 'node:events';
import { connect as connectTcp, createServer } from 'node:net';
import { type Client, connect, type Pod } from '@portolan/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AgentProcess } from '../support/agent-process.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { CommandLine } from '../support/command-line.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let client: Client;
let agent: AgentProcess;
let cli: CommandLine;

/** Answers each connection with what it was sent, in capitals, and ends it. */
const shouting = `
require('node:net').createServer({ allowHalfOpen: true }, (socket) => {
  let text = '';
  socket.on('data', (data) => { text += data; });
  socket.on('end', () => socket.end(text.toUpperCase()));
}).listen(8080, process.env.POD_IP, () => console.log('listens'));`;

const podIp = { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } };

function pod(name: string, containers: readonly object[], labels: Record<string, string> = { app: name }) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { nodeName: 'n1', terminationGracePeriodSeconds: 1, containers },
  };
}

const shell = (name: string, script: string, more: object = {}) => ({
  name,
  image: 'none',
  command: ['sh', '-c', script],
  ...more,
});

const server = {
  name: 'server',
  image: 'none',
  command: [process.execPath, '-e', shouting],
  env: [podIp],
  ports: [{ name: 'shout', containerPort: 8080 }],
};

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop' },
  spec: {
    replicas: 0,
    selector: { matchLabels: { tier: 'shop' } },
    template: { metadata: { labels: { tier: 'shop' } }, spec: { containers: [{ name: 'main', image: 'none' }] } },
  },
};

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'shout' },
  spec: { selector: { app: 'shout' }, ports: [{ name: 'tcp', port: 80, targetPort: 'shout' }] },
};

const lines = (count: number, word: string) => `for i in $(seq ${count}); do echo ${word} $i; done; exec sleep 1000`;

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

beforeAll(async () => {
  api = await startApi({ controllers: ['*'] });
  client = await connect({ server: api.url, token: api.token });
  const joinToken = (await api.data('mutation { createJoinToken { token } }')).createJoinToken.token as string;
  agent = new AgentProcess({ name: 'n1', server: api.url, joinToken, args: ['--service-proxy', 'false'] });
  await agent.start();
  cli = new CommandLine(api);
  await client.apply(
    [
      pod('web', [shell('main', lines(20, 'main')), shell('side', lines(2, 'side'))]),
      pod('shout', [server]),
      pod('reader', [shell('main', 'echo ready; while read line; do echo "got $line"; done', { stdin: true })]),
      pod('shop-a', [shell('main', lines(12, 'a'))], { tier: 'shop' }),
      pod('shop-b', [shell('main', lines(12, 'b'))], { tier: 'shop' }),
      pod('done', [shell('main', 'echo over')]),
      deployment,
      service,
    ].map((object) => ({ ...object, metadata: { namespace: 'default', ...object.metadata } })),
  );
  for (const name of ['web', 'shout', 'reader', 'shop-a', 'shop-b']) {
    await until(`${name} runs`, async () => isReady(await client.pods.get({ namespace: 'default', name })));
  }
});
afterAll(async () => {
  await agent?.stop();
  client?.close();
  await api?.stop();
});

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True') === true;
}

describe('exec', () => {
  it('prints what the command prints, apart, and ends with its exit code', async () => {
    const script = 'echo out; echo err >&2; exit 3';
    expect(await cli.run(['exec', 'web', '-c', 'main', '--', 'sh', '-c', script])).toEqual({
      stdout: 'out\n',
      stderr: 'err\ncommand terminated with exit code 3\n',
      code: 3,
    });
  });

  it('says which container it took where the pod has several', async () => {
    expect(await cli.run(['exec', 'pod/web', '--', 'true'])).toEqual({
      stdout: '',
      stderr: 'Defaulted container "main" out of: main, side\n',
      code: 0,
    });
  });

  it('takes a pod of what is named', async () => {
    const { stdout, code } = await cli.run(['exec', 'svc/shout', '--', 'sh', '-c', 'echo $POD_IP']);
    expect(code).toBe(0);
    const { status } = await client.pods.get({ namespace: 'default', name: 'shout' });
    expect(stdout).toBe(`${status?.podIP}\n`);
  });

  it('passes bytes on unharmed, with the end of the input', async () => {
    const running = cli.start('exec', '-i', 'shout', '--', 'cat');
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
    const chunks: Buffer[] = [];
    running.child.stdout?.removeAllListeners('data').on('data', (chunk) => chunks.push(Buffer.from(chunk, 'latin1')));
    running.child.stdout?.setEncoding('latin1');
    running.child.stdin?.end(bytes);
    expect((await running.ended).code).toBe(0);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });

  it('gives a terminal of the size of the one it runs in, and takes keys as they are typed', async () => {
    const running = cli.inTerminal(['exec', '-it', 'shout', '--', 'sh']);
    // The size comes on its own way: it may be a moment later than the first keys.
    running.type('until [ "$(stty size)" = "33 91" ]; do sleep 0.1; done\r');
    running.type('tty && stty size && echo "now $((6 * 7))"; sleep 1000\r');
    await running.shows(/\/dev\/pts\/\d+\s+33 91/);
    await running.shows(/now 42/);
    // Ends what runs in the pod's terminal, not the command line.
    running.type('\u0003');
    running.type('echo "still $((40 + 2))"; exit 5\r');
    await running.shows(/still 42/);
    expect((await running.ended).code).toBe(5);
  });

  it('says that there is no terminal to give', async () => {
    const { stdout, stderr, code } = await cli.run(['exec', '-it', 'shout', '--', 'cat'], 'text');
    expect(stderr).toBe('Unable to use a TTY - input is not a terminal or the right kind of file\n');
    expect({ stdout, code }).toEqual({ stdout: 'text', code: 0 });
  });

  const refused: ReadonlyArray<[words: string[], stderr: string, code: number]> = [
    [['exec', 'web'], 'error: you must specify at least one command for the container\n', 2],
    [
      ['exec', 'web', 'ls'],
      'error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n',
      2,
    ],
    [['exec', '--', 'ls'], 'error: pod, type/name or --filename must be specified\n', 2],
    [['exec', 'absent', '--', 'ls'], 'Error from server (NotFound): pods "absent" not found\n', 3],
    [['exec', 'web', '-c', 'x', '--', 'ls'], 'error: container x not found in pod web\n', 1],
  ];
  it.each(refused)('refuses %j', async (words, stderr, code) => {
    expect(await cli.run(words)).toEqual({ stdout: '', stderr, code });
  });
});

describe('attach', () => {
  it('joins the standard streams of what runs', async () => {
    const running = cli.start('attach', '-i', 'reader');
    running.type('one\n');
    await running.shows(/got one/);
    await running.stop();
  });
});

describe('logs', () => {
  it('prints the log of the default container, or of the one that is named', async () => {
    const all = await cli.run(['logs', 'web', '--tail', '2']);
    expect(all).toEqual({
      stdout: 'main 19\nmain 20\n',
      stderr: 'Defaulted container "main" out of: main, side\n',
      code: 0,
    });
    expect((await cli.run(['logs', 'web', 'side'])).stdout).toBe('side 1\nside 2\n');
  });

  it('prints all containers of a pod, each line with where it is from', async () => {
    const { stdout, stderr } = await cli.run(['logs', 'web', '--all-containers', '--prefix', '--tail=1']);
    expect(stdout).toBe('[pod/web/main] main 20\n[pod/web/side] side 2\n');
    expect(stderr).toBe('');
  });

  it('prints the last ten lines of each pod that labels select, and more when told', async () => {
    const ten = (word: string) => Array.from({ length: 10 }, (_, index) => `${word} ${index + 3}\n`).join('');
    expect((await cli.run(['logs', '-l', 'tier=shop'])).stdout).toBe(ten('a') + ten('b'));
    expect((await cli.run(['logs', '-l', 'tier=shop', '--tail=-1'])).stdout.split('\n')).toHaveLength(25);
  });

  it('follows several logs together, line by line, until it is told to stop', async () => {
    const running = cli.start('logs', '-f', '-l', 'tier=shop', '--prefix', '--tail=1');
    await running.shows(/\[pod\/shop-a\/main\] a 12\n/);
    await running.shows(/\[pod\/shop-b\/main\] b 12\n/);
    expect((await running.stop()).code).toBe(130);
  });

  it('does not follow more logs than it was allowed to', async () => {
    const { stderr, code } = await cli.run(['logs', '-f', '-l', 'tier=shop', '--max-log-requests=1']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'error: you are attempting to follow 2 log streams, but maximum allowed concurrency is 1, use --max-log-requests to increase the limit\n',
    );
  });

  it('takes one pod of a deployment, and says which', async () => {
    const { stdout, stderr } = await cli.run(['logs', 'deploy/shop', '--tail=1']);
    expect(stderr).toMatch(/^Found 2 pods, using pod\/shop-[ab]\n$/);
    expect(stdout).toMatch(/^[ab] 12\n$/);
  });

  it('shows when lines were written, those since a time, and what came before a restart', async () => {
    const { stdout } = await cli.run(['logs', 'web', 'side', '--timestamps', '--since=1h']);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT\S+Z side 1\n/);
    expect((await cli.run(['logs', 'web', 'side', '--since-time=2099-01-01T00:00:00Z'])).stdout).toBe('');
    // Again, where one container has made room for the next while it was asked.
    await until('the log before a restart', async () => (await cli.run(['logs', '-p', 'done'])).stdout === 'over\n');
  });

  it('stops after so many bytes', async () => {
    expect((await cli.run(['logs', 'web', 'side', '--limit-bytes=9'])).stdout).toBe('side 1\nsi');
  });

  const refused: ReadonlyArray<[words: string[], stderr: RegExp, code: number]> = [
    [['logs'], /^error: expected 'logs \[-f\]/, 2],
    [['logs', 'web', '-l', 'a=b'], /^error: only a selector \(-l\) or a POD name is allowed\n$/, 2],
    [['logs', 'web', 'a', '-c', 'b'], /^error: only one of -c or an inline \[CONTAINER\] arg is allowed\n$/, 2],
    [['logs', 'web', '--tail=-2'], /^error: --tail must be greater than or equal to -1\n$/, 2],
    [
      ['logs', 'web', '--since=5m', '--since-time=2026-01-01T00:00:00Z'],
      /^error: at most one of `sinceTime` or `sinceSeconds` may be specified\n$/,
      2,
    ],
    [['logs', 'web', '--since-time=yesterday'], /^error: invalid argument "yesterday" for "--since-time" flag/, 2],
    [['logs', 'web', '--all-containers', '-c', 'main'], /^error: --all-containers=true should not be specified/, 2],
    [
      ['logs', '-p', 'web', 'main'],
      /^Error from server \(BadRequest\): previous terminated container "main" in pod "web" not found\n$/,
      1,
    ],
  ];
  it.each(refused)('refuses %j', async (words, stderr, code) => {
    const result = await cli.run(words);
    expect(result).toMatchObject({ stdout: '', code });
    expect(result.stderr).toMatch(stderr);
  });
});

describe('port-forward', () => {
  /** What comes back for the text, when all of it was sent. */
  async function shout(port: number, text: string): Promise<string> {
    const socket = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end(text);
    let answer = '';
    for await (const data of socket) answer += String(data);
    return answer;
  }

  const forwarding = /Forwarding from 127\.0\.0\.1:(\d+) -> 8080\n/;

  it.each([
    ['a pod', 'shout', ':8080'],
    ['a named port of a pod', 'pod/shout', '0:shout'],
    ['a port of a service, which is another one of the pod', 'svc/shout', ':80'],
  ])('carries connections to %s', async (_what, target, port) => {
    const running = cli.start('port-forward', target, port);
    const local = Number((await running.shows(forwarding))[1]);
    expect(await Promise.all([shout(local, 'one'), shout(local, 'x'.repeat(200_000))])).toEqual([
      'ONE',
      'X'.repeat(200_000),
    ]);
    await running.shows(new RegExp(`Handling connection for ${local}\n`));
    await running.stop();
  });

  it('forwards several ports, and goes on without those that are taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const running = cli.start('port-forward', 'shout', `${port}:1`, ':8080', '--address=127.0.0.1');
    const local = Number((await running.shows(forwarding))[1]);
    expect(running.stderr).toMatch(new RegExp(`^Unable to listen on port ${port}: Listeners failed to create`));
    expect(await shout(local, 'yes')).toBe('YES');
    await running.stop();
    expect((await cli.run(['port-forward', 'shout', `${port}:1`, '--address=127.0.0.1'])).stderr).toContain(
      `error: unable to listen on any of the requested ports: [{${port} 1}]\n`,
    );
    taken.close();
  });

  it('tells why a connection could not be made, and goes on', async () => {
    const running = cli.start('port-forward', 'shout', ':9', '--address=127.0.0.1');
    const local = Number((await running.shows(/:(\d+) -> 9\n/))[1]);
    await expect(shout(local, 'x').catch(() => '')).resolves.toBe('');
    await until('it was told', () => running.stderr.includes(`error: an error occurred forwarding ${local} -> 9: `));
    expect(running.child.exitCode).toBe(null);
    await running.stop();
  });

  const refused: ReadonlyArray<[words: string[], stderr: string, code: number]> = [
    [['shout'], 'error: at least 1 PORT is required for port-forward\n', 2],
    [['shout', ':http'], "error: Pod 'shout' does not have a named port 'http'\n", 1],
    [['svc/shout', ':81'], 'error: Service shout does not have a service port 81\n', 1],
    [['absent', '80'], 'Error from server (NotFound): pods "absent" not found\n', 3],
    [['shout', '70000'], "error: error parsing remote port '70000': must be between 1 and 65535\n", 2],
  ];
  it.each(refused)('refuses %j', async (words, stderr, code) => {
    expect(await cli.run(['port-forward', ...words])).toEqual({ stdout: '', stderr, code });
  });
});
