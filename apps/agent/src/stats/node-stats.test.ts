import { expect, it } from 'vitest';
import type { ContainerStats } from '../runtime/runtime-service.ts';
import { containerConfig, podConfig } from '../runtime/runtime-suite-configs.ts';
import { VirtualAgentClock } from '../virtual-agent-clock.ts';
import { NodeStatsSource } from './node-stats.ts';

/** A container that uses half a processor, and from the fourth second on one more that uses a quarter. */
function rig() {
  const clock = new VirtualAgentClock();
  const startMs = clock.now();
  let readings = 0;
  const stats = (id: string, fromMs: number, share: number): ContainerStats => ({
    id,
    atMs: clock.now(),
    cpuNanos: (clock.now() - fromMs) * 1e6 * share,
    memoryWorkingSetBytes: 1000,
  });
  const ids = () => (clock.now() - startMs >= 4_000 ? ['old', 'new'] : ['old']);
  const config = podConfig('/logs');
  const runtime = {
    listContainerStats: async () => {
      readings += 1;
      return ids().map((id) => (id === 'old' ? stats(id, startMs, 0.5) : stats(id, startMs + 4_000, 0.25)));
    },
    listContainers: async () =>
      ids().map((id) => ({
        id,
        sandboxId: 's',
        config: containerConfig(['x'], { name: id }),
        state: 'CONTAINER_RUNNING' as const,
        createdAtMs: startMs,
      })),
    listPodSandboxes: async () => [{ id: 's', config, state: 'SANDBOX_READY' as const, createdAtMs: startMs, ips: [] }],
  };
  const readHost = () => ({ cpuNanos: (clock.now() - startMs) * 1e6, memoryWorkingSetBytes: 5 });
  return { clock, source: new NodeStatsSource({ runtime, clock, readHost }), config, readings: () => readings };
}

it('measures for a second when it is asked for the first time', async () => {
  const { clock, source, config } = rig();
  const asked = source.stats();
  await clock.settle();
  clock.advance(1_000);
  expect(await asked).toMatchObject({
    windowMs: 1_000,
    cpuNanoCores: 1e9,
    memoryWorkingSetBytes: 5,
    pods: [
      {
        uid: config.uid,
        namespace: config.namespace,
        name: config.name,
        containers: [{ name: 'old', cpuNanoCores: 5e8, memoryWorkingSetBytes: 1000 }],
      },
    ],
  });
});

it('answers at once from what it measured before, also for what has started since', async () => {
  const { clock, source } = rig();
  const asked = source.stats();
  await clock.settle();
  clock.advance(1_000);
  await asked;
  clock.advance(4_000);
  const { windowMs, pods } = await source.stats();
  expect(windowMs).toBe(5_000);
  expect(pods[0]?.containers).toMatchObject([
    { name: 'old', cpuNanoCores: 5e8 },
    { name: 'new', cpuNanoCores: (0.25 * 1_000 * 1e9) / 5_000 },
  ]);
});

it('reads once for all who ask at a time', async () => {
  const { clock, source, readings } = rig();
  const asked = [source.stats(), source.stats()];
  await clock.settle();
  clock.advance(1_000);
  await Promise.all(asked);
  await source.stats();
  expect(readings()).toBe(2);
});
