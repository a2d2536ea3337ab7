// What runs on this machine, as the kernel tells it.
import { readdirSync, readFileSync } from 'node:fs';

/** Anything but this process's own children, so that a process nobody waits for any more counts as gone. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // The kernel knows no such process.
    return false;
  }
}

/** Of all processes that were started for this directory, and the processes of pods on it. */
export function processesOf(directory: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && isRunning(Number(pid)))
    .map((pid) => commandLine(pid))
    .filter((line) => line.includes(directory) && !line.includes('scripts/'));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

/** Whose command line holds this text. */
export function pidsOf(what: string): number[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && commandLine(pid).includes(what))
    .map(Number)
    .filter(isRunning);
}

export function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
