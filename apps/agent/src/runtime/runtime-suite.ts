// What every runtime driver must do. Drivers that run nothing real get the same commands and act them out.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../../test/support/until.ts';
import type { ContainerConfig, ContainerStatus, RuntimeEvent, RuntimeService } from './runtime-service.ts';
import { containerConfig, podConfig } from './runtime-suite-configs.ts';

export interface RuntimeRig {
  readonly runtime: RuntimeService;
  readonly logDirectory: string;
  /** Lets time pass for a driver whose clock does not move by itself. */
  pass?(): void;
  /** Resolves when the container with that log has said what it says first; at once where it says nothing. */
  spoken(logPath: string): Promise<void>;
  close(): Promise<void>;
}

export const suiteCommands = {
  succeeds: ['sh', '-c', 'exit 0'],
  fails: ['sh', '-c', 'exit 3'],
  runs: ['sleep', '1000'],
  deaf: ['sh', '-c', 'trap "" TERM; echo deaf; while :; do sleep 1; done'],
  echo: ['echo', 'hello'],
} as const;

export function runtimeSuite(name: string, openRig: () => Promise<RuntimeRig>): void {
  describe(`a runtime: ${name}`, () => {
    let rig: RuntimeRig;
    let runtime: RuntimeService;
    let sandbox: string;
    let logDirectory: string;
    let count = 0;

    beforeAll(async () => {
      rig = await openRig();
      runtime = rig.runtime;
    });

    beforeEach(async () => {
      logDirectory = join(rig.logDirectory, String(++count));
      sandbox = await runtime.runPodSandbox(podConfig(logDirectory));
    });

    afterEach(async () => {
      for (const { id } of await runtime.listPodSandboxes()) await runtime.removePodSandbox(id);
    });

    afterAll(() => rig.close());

    async function start(command: readonly string[], more: Partial<ContainerConfig> = {}): Promise<string> {
      const id = await runtime.createContainer(sandbox, containerConfig(command, more));
      await runtime.startContainer(id);
      return id;
    }

    function ended(id: string): Promise<ContainerStatus> {
      return until(`container ${id} has ended`, async () => {
        rig.pass?.();
        const status = await runtime.containerStatus(id);
        return status?.state === 'CONTAINER_EXITED' ? status : undefined;
      });
    }

    it('lists a sandbox as ready, with its configuration and an address', async () => {
      const [found, ...others] = await runtime.listPodSandboxes();
      expect(others).toEqual([]);
      expect(found).toMatchObject({ id: sandbox, state: 'SANDBOX_READY', config: { name: 'web', attempt: 0 } });
      expect(found?.ips).toHaveLength(1);
    });

    it('gives each pod an address of its own', async () => {
      await runtime.runPodSandbox(podConfig(logDirectory, { uid: 'another' }));
      const addresses = (await runtime.listPodSandboxes()).flatMap(({ ips }) => ips);
      expect(new Set(addresses).size).toBe(2);
    });

    it('keeps a created container from running until it is started', async () => {
      const id = await runtime.createContainer(sandbox, containerConfig(suiteCommands.runs));
      const created = await runtime.containerStatus(id);
      expect(created).toMatchObject({ state: 'CONTAINER_CREATED', sandboxId: sandbox });
      expect(created?.startedAtMs).toBeUndefined();
      await runtime.startContainer(id);
      const running = await runtime.containerStatus(id);
      expect(running).toMatchObject({ state: 'CONTAINER_RUNNING' });
      expect(running?.startedAtMs).toBeGreaterThanOrEqual(created?.createdAtMs ?? 0);
    });

    it('reports the exit code and the times of a container that ended by itself', async () => {
      const failed = await ended(await start(suiteCommands.fails));
      expect(failed).toMatchObject({ exitCode: 3, reason: 'Error' });
      expect(failed.finishedAtMs).toBeGreaterThanOrEqual(failed.startedAtMs ?? Number.POSITIVE_INFINITY);
      expect(await ended(await start(suiteCommands.succeeds))).toMatchObject({ exitCode: 0, reason: 'Completed' });
    });

    it('stops a container that heeds SIGTERM with 143', async () => {
      const id = await start(suiteCommands.runs);
      await runtime.stopContainer(id, 30);
      expect(await runtime.containerStatus(id)).toMatchObject({ state: 'CONTAINER_EXITED', exitCode: 143, signal: 15 });
    });

    it('kills a container that does not heed SIGTERM when its time is over', async () => {
      const id = await start(suiteCommands.deaf);
      await rig.spoken(join(logDirectory, 'main/0.log'));
      const stopped = runtime.stopContainer(id, 1);
      await ended(id);
      await stopped;
      expect(await runtime.containerStatus(id)).toMatchObject({ exitCode: 137, signal: 9 });
    });

    it('kills at once without a grace period', async () => {
      const id = await start(suiteCommands.deaf);
      await runtime.stopContainer(id, 0);
      expect(await runtime.containerStatus(id)).toMatchObject({ exitCode: 137 });
    });

    it('runs a further attempt of a container beside the record of the one before', async () => {
      await ended(await start(suiteCommands.fails));
      await start(suiteCommands.runs, { attempt: 1 });
      const states = (await runtime.listContainers()).map(({ config, state }) => [config.attempt, state]);
      expect(states.sort()).toEqual([
        [0, 'CONTAINER_EXITED'],
        [1, 'CONTAINER_RUNNING'],
      ]);
    });

    it('ends the containers of a sandbox that is stopped, and creates no more in it', async () => {
      const id = await start(suiteCommands.deaf);
      await runtime.stopPodSandbox(sandbox);
      expect(await runtime.containerStatus(id)).toMatchObject({ state: 'CONTAINER_EXITED' });
      expect((await runtime.listPodSandboxes()).map(({ state }) => state)).toEqual(['SANDBOX_NOTREADY']);
      await expect(runtime.createContainer(sandbox, containerConfig(suiteCommands.runs))).rejects.toThrow();
    });

    it('forgets a removed sandbox with its containers', async () => {
      await start(suiteCommands.runs);
      await runtime.removePodSandbox(sandbox);
      expect(await runtime.listPodSandboxes()).toEqual([]);
      expect(await runtime.listContainers()).toEqual([]);
    });

    it('takes stopping and removing what is gone for done', async () => {
      await runtime.stopContainer('gone', 1);
      await runtime.removeContainer('gone');
      await runtime.stopPodSandbox('gone');
      await runtime.removePodSandbox('gone');
      expect(await runtime.containerStatus('gone')).toBeUndefined();
    });

    it('tells of a pod in which something changed', async () => {
      const events: RuntimeEvent[] = [];
      const off = runtime.onEvent((event) => events.push(event));
      const id = await start(suiteCommands.fails);
      await ended(id);
      off();
      const { uid } = podConfig(logDirectory);
      expect(events.length).toBeGreaterThan(0);
      expect(events.every(({ podUid, sandboxId }) => podUid === uid && sandboxId === sandbox)).toBe(true);
      expect(events.some(({ containerId }) => containerId === id)).toBe(true);
    });

    it('measures what a running container uses, and nothing of one that has ended', async () => {
      const running = await start(suiteCommands.runs);
      const over = await start(suiteCommands.fails, { name: 'over' });
      await ended(over);
      const stats = await runtime.listContainerStats();
      expect(stats.map(({ id }) => id)).toEqual([running]);
      expect(stats[0]?.cpuNanos).toBeGreaterThanOrEqual(0);
      expect(stats[0]?.memoryWorkingSetBytes).toBeGreaterThan(0);
    });

    it('runs a further command in a container and gives back how it ended', async () => {
      const id = await start(suiteCommands.runs);
      expect((await runtime.execSync(id, suiteCommands.fails, 10)).exitCode).toBe(3);
      const { stdout, exitCode } = await runtime.execSync(id, suiteCommands.echo, 10);
      expect([stdout.toString(), exitCode]).toEqual(['hello\n', 0]);
    });
  });
}
