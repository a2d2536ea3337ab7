import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../../../../test/support/until.ts';
import type { ContainerStatus } from '../runtime/runtime-service.ts';
import { ProcessRuntime } from './process-runtime.ts';
import { firstLine, ProcessRig, runProgram } from './process-suite-rig.ts';
import { readProcess } from './process-table.ts';

describe('an agent that is killed', () => {
  it('leaves its containers running, and the next one takes them up with the same pid', async () => {
    const rig = await ProcessRig.open();
    await rig.runtime.close();
    const directory = join(rig.directory, 'killed');
    const logs = join(rig.directory, 'killed-logs');
    const script = 'i=0; while :; do i=$((i+1)); echo $i; sleep 0.02; done';
    const commands = [
      ['sleep', '1000'],
      ['sh', '-c', script],
      ['sh', '-c', 'sleep 0.3; exit 8'],
    ];
    const agent = runProgram('process-suite-agent.ts', [directory, logs, JSON.stringify(commands)]);
    const before = JSON.parse(await firstLine(agent)) as ContainerStatus[];
    // With everything that belongs to it, as when its terminal or its service is ended.
    process.kill(-(agent.pid ?? 0), 'SIGKILL');
    await new Promise((resolve) => agent.once('close', resolve));
    const lines = () => readFileSync(join(logs, 'c1/0.log'), 'utf8').split('\n').length;
    const seen = lines();
    await until('the log goes on without an agent', () => lines() > seen + 3);

    const runtime = await ProcessRuntime.open({ directory, nodeIp: '127.0.0.1', podCidr: '127.128.9.0/24' });
    const after = new Map((await runtime.listContainers()).map((status) => [status.id, status]));
    for (const { id, pid, startedAtMs, config } of before.slice(0, 2)) {
      expect(after.get(id)).toMatchObject({
        state: 'CONTAINER_RUNNING',
        pid,
        startedAtMs,
        config: { name: config.name },
      });
      expect(readProcess(pid ?? 0)).toBeDefined();
    }
    const short = before[2]?.id ?? '';
    await until('the short one has ended', async () => (await runtime.containerStatus(short))?.exitCode === 8);
    for (const { id } of await runtime.listPodSandboxes()) await runtime.removePodSandbox(id);
    await runtime.close();
    expect(before.filter(({ pid }) => readProcess(pid ?? 0) !== undefined)).toEqual([]);
    await rig.reopen();
    await rig.close();
  }, 240_000);
});

describe('a supervisor that is killed', () => {
  it.each([
    ['with control groups where they can be had', {}],
    ['without control groups', { cgroups: true, mounts: true }],
  ])('takes its containers with it, whose end is unknown, and another goes on: %s', async (_how, without) => {
    const rig = await ProcessRig.open({ without });
    const sandbox = await rig.sandbox();
    const id = await rig.start(sandbox, ['sh', '-c', 'setsid sleep 1000 & sleep 1000']);
    await until('all of it runs', () => rig.processes().length >= 3);
    process.kill(rig.supervisorPid(), 'SIGKILL');
    expect(await rig.ended(id)).toMatchObject({ exitCode: 137, reason: 'ContainerStatusUnknown' });
    expect(rig.processes()).toEqual([]);
    expect(await rig.output(sandbox, ['echo', 'again'], { attempt: 1 })).toEqual(['stdout F again']);
    await rig.close();
  });
});
