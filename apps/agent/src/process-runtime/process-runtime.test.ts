import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../../test/support/until.ts';
import type { ContainerStatus } from '../runtime/runtime-service.ts';
import { containerConfig } from '../runtime/runtime-suite-configs.ts';
import { mountPoints } from './mount-points.ts';
import { ProcessRig } from './process-suite-rig.ts';
import { findMarked } from './process-table.ts';

const isRoot = process.getuid?.() === 0;

describe('containers as processes', () => {
  let rig: ProcessRig;
  let sandbox: string;

  beforeAll(async () => {
    rig = await ProcessRig.open();
  });

  beforeEach(async () => {
    rig.nextLogs();
    sandbox = await rig.sandbox();
  });

  afterEach(async () => {
    for (const { id } of await rig.runtime.listPodSandboxes()) await rig.runtime.removePodSandbox(id);
  });

  afterAll(() => rig.close());

  it('gives a container the environment it names and nothing of the agent', async () => {
    process.env.PORTOLAN_TEST_LEAK = 'leaked';
    const env = [
      { name: 'A', value: 'b c\nd' },
      { name: 'dotted.name', value: 'x' },
      { name: 'LD_EXAMPLE', value: 'y' },
    ];
    await rig.ended(await rig.start(sandbox, ['env', '-0'], { env }));
    delete process.env.PORTOLAN_TEST_LEAK;
    const text = rig
      .log()
      .map((line) => line.replace('stdout F ', ''))
      .join('\n');
    const variables = new Map(text.split('\0').map((each) => [each.split('=')[0], each.slice(each.indexOf('=') + 1)]));
    expect(variables.get('A')).toBe('b c\nd');
    expect(variables.get('dotted.name')).toBe('x');
    expect(variables.get('LD_EXAMPLE')).toBe('y');
    expect(variables.get('HOSTNAME')).toBe('web');
    expect(variables.get('PORTOLAN_POD_IP')).toMatch(/^127\.128\.7\.\d+$/);
    expect(variables.get('PATH')).toContain('/usr/bin');
    expect(variables.has('PORTOLAN_TEST_LEAK')).toBe(false);
    expect(variables.has('NODE_ENV')).toBe(false);
  });

  it('starts each container in a directory of its own unless it names one', async () => {
    expect((await rig.output(sandbox, ['sh', '-c', 'pwd; ls -a']))[0]).toMatch(/containers\/[0-9a-f]{64}\/work$/);
    expect(await rig.output(sandbox, ['pwd'], { workingDir: '/usr', name: 'usr' })).toEqual(['stdout F /usr']);
  });

  it('says what was wrong with a command that cannot be run, as runc does', async () => {
    const failed = async (command: readonly string[], name: string) => {
      const id = await rig.runtime.createContainer(sandbox, containerConfig(command, { name }));
      await expect(rig.runtime.startContainer(id)).rejects.toMatchObject({ reason: 'RunContainerError' });
      return rig.status(id);
    };
    expect(await failed(['portolan-no-such-program'], 'a')).toMatchObject({
      exitCode: 128,
      reason: 'StartError',
      message: expect.stringContaining('exec: "portolan-no-such-program": executable file not found in $PATH'),
    });
    expect((await failed(['/no/such'], 'b')).message).toContain(
      'exec: "/no/such": stat /no/such: no such file or directory',
    );
    expect((await failed(['/etc/passwd'], 'c')).message).toContain('permission denied');
    expect((await failed(['/etc'], 'd')).message).toContain('is a directory');
  });

  it('refuses a container without a command with the way out', async () => {
    const refused = rig.runtime.createContainer(sandbox, containerConfig([]));
    await expect(refused).rejects.toMatchObject({
      reason: 'ContainerRuntimeMissing',
      message: expect.stringContaining("Set the container's command"),
    });
  });

  it('reports a signal that ended a container', async () => {
    const ended = await rig.ended(await rig.start(sandbox, ['sh', '-c', 'kill -SEGV $$']));
    expect(ended).toMatchObject({ exitCode: 139, signal: 11, reason: 'Error' });
  });

  it('ends what a container left behind, also what left its session', async () => {
    const script = 'sleep 1000 & setsid sleep 1000 < /dev/null > /dev/null 2>&1 & echo $!; sleep 0.2';
    const id = await rig.start(sandbox, ['sh', '-c', script]);
    await until('both run', () => findMarked('PORTOLAN_CONTAINER_ID', new Set([id])).length >= 3);
    expect(await rig.ended(id)).toMatchObject({ exitCode: 0 });
    expect(rig.processes()).toEqual([]);
  });

  it('lets the first process end in peace before it kills the others', async () => {
    const script = '(trap "" TERM; sleep 1000) & trap "echo bye; exit 5" TERM; echo up; while :; do sleep 0.05; done';
    const id = await rig.start(sandbox, ['sh', '-c', script]);
    await rig.spoken();
    await rig.runtime.stopContainer(id, 30);
    expect(await rig.status(id)).toMatchObject({ exitCode: 5 });
    expect(rig.log()).toEqual(['stdout F up', 'stdout F bye']);
    expect(rig.processes()).toEqual([]);
  });

  it('writes both streams, lines without an end and lines in pieces', async () => {
    const script =
      'echo out; echo err >&2; echo again > /dev/stdout; head -c 40000 /dev/zero | tr "\\0" x; echo; printf end';
    const lines = await rig.output(sandbox, ['sh', '-c', script]);
    expect(lines.filter((line) => line.startsWith('stderr'))).toEqual(['stderr F err']);
    const out = lines.filter((line) => line.startsWith('stdout'));
    expect(out.map((line) => [line.slice(7, 8), line.length - 9])).toEqual([
      ['F', 3],
      ['F', 5],
      ['P', 16384],
      ['P', 16384],
      ['F', 40000 - 2 * 16384],
      ['F', 3],
    ]);
  });

  it('loses no line of a container that writes faster than the disk', async () => {
    const lines = await rig.output(sandbox, ['seq', '1', '200000']);
    expect(lines).toHaveLength(200_000);
    expect(lines.at(-1)).toBe('stdout F 200000');
  });

  it('goes on in a new log file without losing a line', async () => {
    const script = 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo $i; done';
    const id = await rig.start(sandbox, ['sh', '-c', script]);
    const path = join(rig.logDirectory, 'main/0.log');
    await rig.spoken();
    renameSync(path, `${path}.1`);
    await rig.runtime.reopenContainerLog(id).catch((error: Error) => expect(error.message).toContain('not running'));
    await rig.ended(id);
    const numbers = [`main/0.log.1`, ...(existsSync(path) ? ['main/0.log'] : [])].flatMap((file) => rig.log(file));
    expect(numbers).toEqual(Array.from({ length: 3000 }, (_, index) => `stdout F ${index + 1}`));
  });

  it('runs a command with input, and tells when there is no such program', async () => {
    const id = await rig.start(sandbox, ['sleep', '1000']);
    const session = await rig.runtime.exec(id, {
      command: ['sh', '-c', 'cat; echo over >&2; exit 4'],
      stdin: true,
      tty: false,
    });
    session.stdin?.end('typed\n');
    const [out, err] = await Promise.all([textOf(session.stdout), textOf(session.stderr)]);
    expect([out, err, (await session.ended).exitCode]).toEqual(['typed\n', 'over\n', 4]);
    await expect(rig.runtime.execSync(id, ['portolan-none'], 5)).rejects.toMatchObject({ reason: 'ExecError' });
    await expect(rig.runtime.execSync(id, ['sleep', '100'], 0.1)).rejects.toMatchObject({ reason: 'DeadlineExceeded' });
  });

  it('gives a command a terminal of the size asked for', async (context) => {
    if (!existsSync('/usr/bin/script')) context.skip('script of util-linux is not installed');
    const id = await rig.start(sandbox, ['sleep', '1000']);
    const session = await rig.runtime.exec(id, {
      command: ['sh', '-c', 'tty; read line; stty size; exit 6'],
      stdin: true,
      tty: true,
    });
    const chunks: string[] = [];
    session.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    await until('the terminal is there', () => chunks.join('').includes('/dev/pts/'));
    await until('the size arrives', async () => {
      session.resize?.(132, 43);
      return (
        (
          await rig.runtime.execSync(id, ['stty', '-F', /\/dev\/pts\/\d+/.exec(chunks.join(''))?.[0] ?? '', 'size'], 5)
        ).stdout.toString() === '43 132\n'
      );
    });
    session.stdin?.write('\n');
    expect((await session.ended).exitCode).toBe(6);
    expect(chunks.join('')).toContain('43 132');
  });

  it('attaches to a running container, input and output', async () => {
    const id = await rig.start(sandbox, ['cat'], { stdin: true, stdinOnce: true });
    const session = await rig.runtime.attach(id);
    session.stdin?.write('hello\n');
    const chunks: string[] = [];
    session.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    await until('it is said again', () => chunks.join('') === 'hello\n');
    session.stdin?.end();
    expect((await session.ended).exitCode).toBe(0);
    expect(rig.log()).toEqual(['stdout F hello']);
  });

  it('connects to a port of the pod', async () => {
    const ip = (await rig.runtime.listPodSandboxes())[0]?.ips[0] ?? '';
    const server = createServer((socket) => socket.end('pod\n'));
    await new Promise<void>((resolve) => server.listen(0, ip, resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    expect(await textOf(await rig.runtime.portForward(sandbox, port))).toBe('pod\n');
    await new Promise((resolve) => server.close(resolve));
    await expect(rig.runtime.portForward(sandbox, port)).rejects.toThrow('connection refused');
  });

  it('keeps a pod address from the next pod until its sandbox is stopped', async () => {
    const first = (await rig.runtime.listPodSandboxes())[0]?.ips[0];
    const others = await Promise.all(Array.from({ length: 20 }, () => rig.sandbox()));
    const addresses = (await rig.runtime.listPodSandboxes()).flatMap(({ ips }) => ips);
    expect(new Set(addresses).size).toBe(others.length + 1);
    expect(addresses).toContain(first);
  });

  it.runIf(isRoot)('runs as the user and group asked for', async () => {
    expect(await rig.output(sandbox, ['id', '-u'], { runAsUser: 65534 })).toEqual(['stdout F 65534']);
    const ids = await rig.output(sandbox, ['sh', '-c', 'id -u; id -g; id -G'], {
      name: 'g',
      runAsUser: 1,
      runAsGroup: 2,
    });
    expect(ids).toEqual(['stdout F 1', 'stdout F 2', 'stdout F 2']);
  });

  it('shows volumes at their paths, for reading only where asked, and leaves no trace on the host', async (context) => {
    if (!rig.runtime.capabilities().mounts) context.skip('this machine allows no private mounts');
    const volume = join(rig.directory, 'volume');
    mkdirSync(volume, { recursive: true });
    writeFileSync(join(volume, 'hello'), 'hello\n');
    const before = mountPoints();
    const paths = ['/portolan-test-root', '/etc/portolan-test/deep', '/usr/portolan-test'];
    const mounts = paths.map((containerPath, index) => ({ containerPath, hostPath: volume, readOnly: index !== 0 }));
    const script =
      'cat /portolan-test-root/hello /etc/portolan-test/deep/hello; ls -d /etc/passwd /usr/bin; ' +
      'touch /usr/portolan-test/x; touch /portolan-test-root/made; echo $?';
    const lines = await rig.output(sandbox, ['sh', '-c', script], { mounts });
    expect(lines.filter((line) => line.startsWith('stdout'))).toEqual(
      ['hello', 'hello', '/etc/passwd', '/usr/bin', '0'].map((text) => `stdout F ${text}`),
    );
    expect(lines.join('\n')).toContain('Read-only file system');
    expect(existsSync(join(volume, 'made'))).toBe(true);
    expect(paths.filter((path) => existsSync(path))).toEqual([]);
    expect(mountPoints()).toEqual(before);
  });

  it('shows a file in the place of one of the host', async (context) => {
    if (!rig.runtime.capabilities().mounts) context.skip('this machine allows no mounts');
    const hostPath = join(rig.directory, 'hosts');
    writeFileSync(hostPath, '192.0.2.7 db\n');
    const mounts = [{ containerPath: '/etc/hosts', hostPath, readOnly: false }];
    expect(await rig.output(sandbox, ['cat', '/etc/hosts'], { mounts })).toEqual(['stdout F 192.0.2.7 db']);
    expect(readFileSync('/etc/hosts', 'utf8')).not.toContain('192.0.2.7');
  });

  it('runs further commands among the same volumes', async (context) => {
    if (!rig.runtime.capabilities().mounts) context.skip('this machine allows no private mounts');
    const volume = join(rig.directory, 'exec-volume');
    mkdirSync(volume);
    writeFileSync(join(volume, 'run'), '#!/bin/sh\necho ran "$1"\n', { mode: 0o755 });
    const mounts = [{ containerPath: '/portolan-test-exec', hostPath: volume, readOnly: true }];
    const id = await rig.start(sandbox, ['sleep', '1000'], { mounts });
    const { stdout } = await rig.runtime.execSync(id, ['/portolan-test-exec/run', 'well'], 10);
    expect(stdout.toString()).toBe('ran well\n');
  });

  it("takes a container's last words for its message", async () => {
    const env = await rig.start(sandbox, ['sh', '-c', 'printf why > $PORTOLAN_TERMINATION_LOG; exit 1']);
    expect(await rig.ended(env)).toMatchObject({ exitCode: 1, reason: 'Error', message: 'why' });
    if (!rig.runtime.capabilities().mounts) return;
    const terminationMessagePath = '/dev/termination-log';
    const path = await rig.start(sandbox, ['sh', '-c', `printf path > ${terminationMessagePath}`], {
      name: 'b',
      terminationMessagePath,
    });
    expect(await rig.ended(path)).toMatchObject({ exitCode: 0, message: 'path' });
    expect(existsSync(terminationMessagePath)).toBe(false);
  });

  it('takes the end of the log instead where the container wants that, fails and says nothing', async () => {
    const more = (name: string, endOfLogAsMessage = true) => ({ name, endOfLogAsMessage });
    const command = (code: number) => ['sh', '-c', `for i in $(seq 100); do echo line $i; done; exit ${code}`];
    const { message = '' } = await rig.ended(await rig.start(sandbox, command(3), more('failed')));
    expect(message).toMatch(/^line 21\nline 22\n.*line 100\n$/s);
    const long = await rig.start(sandbox, ['sh', '-c', 'head -c 5000 /dev/zero | tr "\\0" x; exit 1'], more('long'));
    expect((await rig.ended(long)).message).toHaveLength(2_048);
    const well = await rig.ended(await rig.start(sandbox, command(0), more('well')));
    const unasked = await rig.ended(await rig.start(sandbox, command(3), more('unasked', false)));
    expect([well.message, unasked.message]).toEqual([undefined, undefined]);
    const own = ['sh', '-c', 'echo log; printf why > $PORTOLAN_TERMINATION_LOG; exit 1'];
    expect((await rig.ended(await rig.start(sandbox, own, more('own')))).message).toBe('why');
  });

  it('asks a container to end by the signal it names', async () => {
    const script = 'trap "exit 7" USR1; trap "exit 8" TERM; echo ready; while :; do sleep 0.1; done';
    const id = await rig.start(sandbox, ['sh', '-c', script], { stopSignal: 'SIGUSR1' });
    await rig.spoken();
    await rig.runtime.stopContainer(id, 30);
    expect(await rig.ended(id)).toMatchObject({ exitCode: 7 });
  });

  it('says that memory was the reason when a container used more than it may', async (context) => {
    if (!rig.runtime.capabilities().limits) context.skip('this machine allows no control groups');
    const resources = { memoryBytes: 32 * 1024 * 1024 };
    const id = await rig.start(sandbox, ['tail', '/dev/zero'], { resources });
    expect(await rig.ended(id)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  it('counts the time of a container that has a CPU limit', async (context) => {
    if (!rig.runtime.capabilities().limits) context.skip('this machine allows no control groups');
    const id = await rig.start(sandbox, ['sh', '-c', 'while :; do :; done'], {
      resources: { cpuMillis: 200, cpuShares: 100 },
    });
    await until(
      'it has used something',
      async () => ((await rig.runtime.listContainerStats())[0]?.cpuNanos ?? 0) > 50e6,
    );
    await rig.runtime.stopContainer(id, 0);
  });

  it('runs a hundred containers at a time', async () => {
    const ids = await Promise.all(
      Array.from({ length: 100 }, (_, index) => rig.start(sandbox, ['sleep', '1000'], { name: `c${index}` })),
    );
    const pids = new Set((await rig.runtime.listContainers()).map(({ pid }) => pid));
    expect(pids.size).toBe(100);
    expect(await rig.runtime.listContainerStats()).toHaveLength(100);
    await Promise.all(ids.map((id) => rig.runtime.stopContainer(id, 10)));
    expect((await rig.runtime.listContainers()).map(({ exitCode }) => exitCode)).toEqual(ids.map(() => 143));
    expect(rig.processes()).toEqual([]);
  }, 240_000);

  it('finds its containers again, running and ended, after it was let go', async () => {
    const running = await rig.start(sandbox, ['sleep', '1000'], { name: 'running' });
    const over = await rig.start(sandbox, ['sh', '-c', 'exit 9'], { name: 'over' });
    await rig.ended(over);
    const before = await rig.runtime.listContainers();
    await rig.reopen();
    const byId = (list: readonly ContainerStatus[]) => [...list].sort((a, b) => a.id.localeCompare(b.id));
    expect(byId(await rig.runtime.listContainers())).toEqual(byId(before));
    expect((await rig.status(running)).state).toBe('CONTAINER_RUNNING');
    await rig.runtime.stopContainer(running, 10);
    expect((await rig.status(running)).exitCode).toBe(143);
  });
});

async function textOf(stream: NodeJS.ReadableStream | undefined): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += chunk;
  return text;
}
