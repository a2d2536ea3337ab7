// Control groups of pods and containers, version 1 and 2, written as plain files. Joining a group costs milliseconds of
// kernel time each, so a container joins no more hierarchies than its limits need: under version 1 always `memory`
// (out-of-memory kills, memory use, and the list of all its processes, orphans included), `cpu` and `cpuacct` only with
// CPU settings.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resources } from '../runtime/runtime-service.ts';

export interface CgroupHierarchy {
  readonly version: 1 | 2;
  /** Where the hierarchies are mounted. */
  readonly root: string;
}

/** The directories of one group; plain data, so that it can be recorded. */
export interface Cgroup {
  readonly version: 1 | 2;
  /** Version 2 has one directory for everything; it is also the one that lists all processes. */
  readonly memory: string;
  readonly cpu?: string;
  readonly cpuacct?: string;
}

/** @returns undefined with the reason where this process may not make groups */
export function detectCgroups(root = '/sys/fs/cgroup'): CgroupHierarchy | { readonly missing: string } {
  const hierarchy: CgroupHierarchy = { version: existsSync(join(root, 'cgroup.controllers')) ? 2 : 1, root };
  const probe = `portolan-probe-${process.pid}`;
  try {
    removeCgroup(createCgroup(hierarchy, probe, { memoryBytes: 64 * 1024 * 1024, cpuMillis: 100 }));
    return hierarchy;
  } catch (error) {
    return { missing: `no control group can be made below ${root}: ${(error as Error).message}` };
  }
}

/** `path` is relative to the root of each hierarchy; parents are made as needed. */
export function createCgroup(hierarchy: CgroupHierarchy, path: string, resources: Resources): Cgroup {
  const group =
    hierarchy.version === 2 ? makeUnified(hierarchy.root, path) : makeLegacy(hierarchy.root, path, resources);
  writeLimits(group, resources);
  return group;
}

function makeLegacy(root: string, path: string, { cpuMillis, cpuShares }: Resources): Cgroup {
  const limitsCpu = cpuMillis !== undefined || cpuShares !== undefined;
  const directory = (controller: string) => {
    // Below a tmpfs a missing hierarchy would be made as an ordinary directory.
    if (!existsSync(join(root, controller, 'cgroup.procs'))) throw new Error(`no ${controller} controller`);
    const made = join(root, controller, path);
    mkdirSync(made, { recursive: true });
    return made;
  };
  const memory = directory('memory');
  return limitsCpu
    ? { version: 1, memory, cpu: directory('cpu'), cpuacct: directory('cpuacct') }
    : { version: 1, memory };
}

function makeUnified(root: string, path: string): Cgroup {
  let at = root;
  for (const name of path.split('/')) {
    const enabled = readFileSync(join(at, 'cgroup.subtree_control'), 'utf8').split(/\s+/);
    const wanted = ['cpu', 'memory', 'pids'].filter((controller) => !enabled.includes(controller));
    if (wanted.length > 0) {
      writeFileSync(join(at, 'cgroup.subtree_control'), wanted.map((controller) => `+${controller}`).join(' '));
    }
    at = join(at, name);
    mkdirSync(at, { recursive: true });
  }
  return { version: 2, memory: at };
}

const periodUs = 100_000;

function writeLimits(group: Cgroup, { cpuMillis, memoryBytes, cpuShares }: Resources): void {
  if (group.version === 2) {
    if (memoryBytes !== undefined) writeFileSync(join(group.memory, 'memory.max'), String(memoryBytes));
    if (cpuMillis !== undefined) writeFileSync(join(group.memory, 'cpu.max'), `${quotaUs(cpuMillis)} ${periodUs}`);
    if (cpuShares !== undefined) writeFileSync(join(group.memory, 'cpu.weight'), String(cpuWeight(cpuShares)));
    return;
  }
  if (memoryBytes !== undefined) writeFileSync(join(group.memory, 'memory.limit_in_bytes'), String(memoryBytes));
  if (!group.cpu) return;
  if (cpuMillis !== undefined) {
    writeFileSync(join(group.cpu, 'cpu.cfs_period_us'), String(periodUs));
    writeFileSync(join(group.cpu, 'cpu.cfs_quota_us'), String(quotaUs(cpuMillis)));
  }
  if (cpuShares !== undefined) writeFileSync(join(group.cpu, 'cpu.shares'), String(Math.max(2, cpuShares)));
}

/** The kernel takes no quota below a millisecond. */
function quotaUs(cpuMillis: number): number {
  return Math.max(1000, Math.round((cpuMillis * periodUs) / 1000));
}

/** Shares 2 to 262144 to weight 1 to 10000, as runc converts them. */
function cpuWeight(shares: number): number {
  const within = Math.min(Math.max(shares, 2), 262_144);
  return 1 + Math.floor(((within - 2) * 9999) / 262_142);
}

/** Files into which a process writes 0 to join the group. */
export function joinFiles(group: Cgroup): string[] {
  return directories(group).map((directory) => join(directory, 'cgroup.procs'));
}

function directories(group: Cgroup): string[] {
  return [group.memory, group.cpu, group.cpuacct].filter((directory) => directory !== undefined);
}

/** @returns none for a group that is gone */
function processesOf(group: Cgroup): number[] {
  const text = readIfThere(join(group.memory, 'cgroup.procs'));
  return text ? text.trim().split('\n').filter(Boolean).map(Number) : [];
}

/** How often the kernel killed one of the group's processes for want of memory. */
export function oomKills(group: Cgroup): number {
  const text = readIfThere(join(group.memory, group.version === 2 ? 'memory.events' : 'memory.oom_control'));
  return Number(/^oom_kill (\d+)$/m.exec(text ?? '')?.[1] ?? 0);
}

/** `cpuNanos` only where the group counts it. */
export function cgroupUsage(group: Cgroup): { memoryWorkingSetBytes: number; cpuNanos?: number } | undefined {
  const stat = readIfThere(join(group.memory, 'memory.stat'));
  const used = readIfThere(join(group.memory, group.version === 2 ? 'memory.current' : 'memory.usage_in_bytes'));
  if (stat === undefined || used === undefined) return undefined;
  const inactive = group.version === 2 ? /^inactive_file (\d+)$/m : /^total_inactive_file (\d+)$/m;
  const memoryWorkingSetBytes = Math.max(0, Number(used) - Number(inactive.exec(stat)?.[1] ?? 0));
  const cpuNanos = cpuUsed(group);
  return cpuNanos === undefined ? { memoryWorkingSetBytes } : { memoryWorkingSetBytes, cpuNanos };
}

function cpuUsed(group: Cgroup): number | undefined {
  if (group.version === 2) {
    const micros = /^usage_usec (\d+)$/m.exec(readIfThere(join(group.memory, 'cpu.stat')) ?? '')?.[1];
    return micros === undefined ? undefined : Number(micros) * 1000;
  }
  const nanos = group.cpuacct && readIfThere(join(group.cpuacct, 'cpuacct.usage'));
  return nanos === undefined ? undefined : Number(nanos);
}

/** Kills all at once where the kernel can. @returns whether processes may be left */
export function killCgroup(group: Cgroup): boolean {
  const killFile = join(group.memory, 'cgroup.kill');
  if (existsSync(killFile)) writeFileSync(killFile, '1');
  const left = processesOf(group);
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  return left.length > 0;
}

/** Fails while a process is left in it. A group below it goes first. */
export function removeCgroup(group: Cgroup): void {
  for (const directory of directories(group)) removeDirectory(directory);
}

/** Removes what is left of a pod's or a node's groups at `path`; `EBUSY` while a process runs in one. */
export function removeCgroupTree(hierarchy: CgroupHierarchy, path: string): void {
  const roots = hierarchy.version === 2 ? [''] : ['memory', 'cpu', 'cpuacct'];
  for (const controller of roots) removeDirectory(join(hierarchy.root, controller, path));
}

function removeDirectory(directory: string): void {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) removeDirectory(join(directory, entry.name));
  }
  rmdirSync(directory);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENODEV') return undefined;
    throw error;
  }
}
