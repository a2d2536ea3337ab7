// What the whole machine uses, of which the node's pods are a part.
import { cpus, freemem, totalmem } from 'node:os';

export interface HostUsage {
  /** Since the machine started. */
  readonly cpuNanos: number;
  readonly memoryWorkingSetBytes: number;
}

export function readHostUsage(): HostUsage {
  const busyMs = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { cpuNanos: busyMs * 1e6, memoryWorkingSetBytes: totalmem() - freemem() };
}
