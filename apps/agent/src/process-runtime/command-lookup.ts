// Finds the program before anything is started, so that "not found" is told as such, as runc tells it, and is not
// confused with a program that ends with 127 by itself.
import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { type Mount, RuntimeError } from '../runtime/runtime-service.ts';
import { hostPathOf } from './mount-plan.ts';

export interface Surroundings {
  /** The container's PATH. */
  readonly path: string;
  readonly workingDir: string;
  readonly mounts: readonly Mount[];
}

/** @returns the program's path as the container sees it; throws a RuntimeError with the reason given */
export function findProgram(name: string, { path, workingDir, mounts }: Surroundings, reason: string): string {
  const complain = (why: string) =>
    new RuntimeError(reason, `unable to start container process: exec: "${name}": ${why}`);
  if (name.includes('/')) {
    const program = isAbsolute(name) ? name : join(workingDir, name);
    const verdict = examine(hostPathOf(program, mounts));
    if (verdict === 'missing') throw complain(`stat ${name}: no such file or directory`);
    if (verdict === 'directory') throw complain('is a directory');
    if (verdict === 'forbidden') throw complain('permission denied');
    return program;
  }
  const found = path
    .split(':')
    .filter(Boolean)
    .map((directory) => join(isAbsolute(directory) ? directory : join(workingDir, directory), name))
    .find((candidate) => examine(hostPathOf(candidate, mounts)) === 'program');
  if (!found) throw complain('executable file not found in $PATH');
  return found;
}

function examine(path: string): 'program' | 'missing' | 'directory' | 'forbidden' {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return 'missing';
    if (found.isDirectory()) return 'directory';
    accessSync(path, constants.X_OK);
    return 'program';
  } catch {
    // Whatever there is against looking at it or executing it, starting it would meet the same.
    return 'forbidden';
  }
}
