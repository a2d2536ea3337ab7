// What nodes and pods use: measured by an agent, asked of the API, shown by `top`.
import { type Client, connect } from '@portolan/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AgentProcess } from '../support/agent-process.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { CommandLine } from '../support/command-line.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let api: TestApi;
let client: Client;
let agent: AgentProcess;
let cli: CommandLine;

/** Holds 64 MiB and works without pause. */
const busy = 'const held = Buffer.alloc(64 << 20, 1); for (;;) held[0] += 1;';

beforeAll(async () => {
  api = await startApi({ controllers: ['*'] });
  client = await connect({ server: api.url, token: api.token });
  const joinToken = (await api.data('mutation { createJoinToken { token } }')).createJoinToken.token as string;
  agent = new AgentProcess({ name: 'n1', server: api.url, joinToken, args: ['--service-proxy', 'false'] });
  await agent.start();
  cli = new CommandLine(api);
  const containers = [
    { name: 'busy', image: 'none', command: [process.execPath, '-e', busy] },
    { name: 'idle', image: 'none', command: ['sleep', '1000'] },
  ];
  const spec = { nodeName: 'n1', terminationGracePeriodSeconds: 0, containers };
  await client.apply([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' }, spec }]);
  await client.nodes.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n2' } });
  const runs = async () => (await client.pods.get({ namespace: 'default', name: 'web' })).status?.phase === 'Running';
  await until('the pod runs', runs);
});
afterAll(async () => {
  await agent?.stop();
  client?.close();
  await api?.stop();
});

it('shows what containers use, and a busy one above an idle one', async () => {
  const row = /^web +busy +(\d+)m +(\d+)Mi\nweb +idle +(\d+)m +(\d+)Mi\n$/m;
  const found = await until('it is measured', async () => {
    const { stdout } = await cli.run(['top', 'pods', '--containers', '--no-headers']);
    const match = row.exec(stdout);
    // Until it has its memory.
    return match && Number(match[2]) >= 64 ? match : undefined;
  });
  const [busyCpu = 0, , idleCpu = 0, idleMemory = 0] = found.slice(1).map(Number);
  expect(busyCpu).toBeGreaterThan(idleCpu);
  expect(idleMemory).toBeLessThan(64);
});

it('shows what nodes use of what they have, and which do not tell', async () => {
  const { stdout, code } = await cli.run(['top', 'node']);
  expect(stdout).toMatch(/^NAME +CPU\(cores\) +CPU\(%\) +MEMORY\(bytes\) +MEMORY\(%\)\nn1 +\d+m +\d+% +\d+Mi +\d+%\n/);
  expect(stdout).toMatch(/\nn2 +<unknown> +<unknown> +<unknown> +<unknown>\n$/);
  expect(code).toBe(0);
});

it('says what there is nothing about', async () => {
  expect(await cli.run(['top', 'node', 'n2'])).toEqual({
    stdout: '',
    stderr: 'error: metrics not available yet\n',
    code: 1,
  });
  expect(await cli.run(['top', 'pod', '-n', 'kube-system'])).toEqual({
    stdout: '',
    stderr: 'No resources found in kube-system namespace.\n',
    code: 0,
  });
  expect(await cli.run(['top', 'pod', 'absent'])).toMatchObject({ code: 3 });
  expect(await cli.run(['top', 'pod', '--sort-by=age'])).toMatchObject({
    stderr: 'error: --sort-by accepts only cpu or memory\n',
    code: 2,
  });
});
