// Reads processes from /proc. A process is known again by its pid and the time it started: pids are used anew.
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly state: string;
  readonly startTicks: number;
  /** Its own and that of the children it has waited for. */
  readonly cpuTicks: number;
  readonly residentPages: number;
}

/** Linux reports process times in this unit whatever the kernel's own tick is. */
export const ticksPerSecond = 100;

let bootIdText: string | undefined;

/** Another after each start of the machine. */
export function bootId(): string {
  bootIdText ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return bootIdText;
}

export function readProcess(pid: number): ProcessEntry | undefined {
  const text = readProcFile(pid, 'stat');
  if (!text) return undefined;
  // The name stands in parentheses and may hold any character, a closing parenthesis too.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    state: fields[0] ?? '',
    parent: field(4),
    group: field(5),
    session: field(6),
    cpuTicks: field(14) + field(15) + field(16) + field(17),
    startTicks: field(22),
    residentPages: field(24),
  };
}

export function readProcesses(): ProcessEntry[] {
  return pids().flatMap((pid) => readProcess(pid) ?? []);
}

/** Whether the recorded process still runs; one that has ended and waits for its parent does not. */
export function isAlive(record: {
  readonly pid: number;
  readonly startTicks: number;
  readonly bootId: string;
}): boolean {
  if (record.bootId !== bootId()) return false;
  const found = readProcess(record.pid);
  return found !== undefined && found.startTicks === record.startTicks && found.state !== 'Z';
}

/** Processes whose environment carries the variable with one of the values. */
export function findMarked(name: string, values: ReadonlySet<string>): { pid: number; value: string }[] {
  return pids().flatMap((pid) => {
    const variable = readProcFile(pid, 'environ')
      ?.split('\0')
      .find((entry) => entry.startsWith(`${name}=`));
    const value = variable?.slice(name.length + 1);
    return value !== undefined && values.has(value) ? [{ pid, value }] : [];
  });
}

/** The process and everything that descends from it or shares its session. */
export function treeOf(root: number, processes: readonly ProcessEntry[]): ProcessEntry[] {
  const inside = new Set([root]);
  const members = processes.filter(({ pid, session }) => pid === root || session === root);
  for (const { pid } of members) inside.add(pid);
  for (let grown = true; grown; ) {
    grown = false;
    for (const entry of processes) {
      if (inside.has(entry.pid) || !inside.has(entry.parent)) continue;
      inside.add(entry.pid);
      members.push(entry);
      grown = true;
    }
  }
  return members;
}

/** @returns whether it was there to be signalled */
export function signal(pid: number, name: NodeJS.Signals | number): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readProcFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Gone meanwhile, or of another user.
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw error;
  }
}
