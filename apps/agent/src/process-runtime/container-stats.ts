// What running containers use, from their control groups and, where these do not count it, from their processes.
import type { ContainerStats } from '../runtime/runtime-service.ts';
import { cgroupUsage } from './cgroups.ts';
import type { ContainerRecord } from './container-records.ts';
import { type ProcessEntry, readProcesses, ticksPerSecond, treeOf } from './process-table.ts';

const pageBytes = 4096;

export function readStats(containers: readonly ContainerRecord[], atMs: number): ContainerStats[] {
  let processes: ProcessEntry[] | undefined;
  return containers.flatMap(({ id, run, exit }) => {
    if (!run || exit) return [];
    const counted = run.cgroup && cgroupUsage(run.cgroup);
    if (counted?.cpuNanos !== undefined) return [{ id, atMs, ...counted, cpuNanos: counted.cpuNanos }];
    processes ??= readProcesses();
    const tree = treeOf(run.pid, processes);
    const ticks = tree.reduce((sum, { cpuTicks }) => sum + cpuTicks, 0);
    const pages = tree.reduce((sum, { residentPages }) => sum + residentPages, 0);
    return [
      {
        id,
        atMs,
        cpuNanos: (ticks * 1e9) / ticksPerSecond,
        memoryWorkingSetBytes: counted?.memoryWorkingSetBytes ?? pages * pageBytes,
      },
    ];
  });
}
