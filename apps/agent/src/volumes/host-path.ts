// hostPath: a place of the host itself, checked or made as its type says.
import { mkdirSync, type Stats, statSync, writeFileSync } from 'node:fs';
import type { HostPathVolumeSource } from '@portolan/client';

interface HostPathType {
  fits(found: Stats): boolean;
  /** What the message calls it. */
  readonly what: string;
  create?(path: string): void;
}

const makeDirectory = (path: string) => mkdirSync(path, { recursive: true, mode: 0o755 });

const types: Readonly<Record<string, HostPathType>> = {
  // Unchecked; a place that is missing is made, as container runtimes do.
  '': { fits: () => true, what: 'path', create: makeDirectory },
  DirectoryOrCreate: { fits: (found) => found.isDirectory(), what: 'directory', create: makeDirectory },
  Directory: { fits: (found) => found.isDirectory(), what: 'directory' },
  FileOrCreate: {
    fits: (found) => found.isFile(),
    what: 'file',
    create: (path) => writeFileSync(path, '', { flag: 'a', mode: 0o644 }),
  },
  File: { fits: (found) => found.isFile(), what: 'file' },
  Socket: { fits: (found) => found.isSocket(), what: 'socket file' },
  CharDevice: { fits: (found) => found.isCharacterDevice(), what: 'character device' },
  BlockDevice: { fits: (found) => found.isBlockDevice(), what: 'block device' },
};

export function checkHostPath({ path, type = '' }: HostPathVolumeSource): string {
  const wanted = types[type];
  if (!wanted) throw new Error(`unknown hostPath type "${type}"`);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found && wanted.create) {
    wanted.create(path);
    return path;
  }
  if (!found || !wanted.fits(found)) throw new Error(`hostPath type check failed: ${path} is not a ${wanted.what}`);
  return path;
}
