// Files that change all at once, as kubelet writes them: the files lie in a directory named after the time, `..data`
// links to it, and each visible name links through `..data`. A new set of files is a new directory, and moving one link
// shows it.
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Files } from './object-files.ts';

const dataLink = '..data';

export function writeAtomically(directory: string, files: Files, fsGroup: number | undefined): void {
  for (const path of files.keys()) checkPath(path);
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const current = currentSet(directory);
  if (current && isSame(join(directory, current), files)) return;
  const set = `..${new Date().toISOString().replace(/[-T:]/g, '_').replace('Z', '')}${process.hrtime()[1]}`;
  writeSet(join(directory, set), files, fsGroup);
  const draft = join(directory, '..data_tmp');
  rmSync(draft, { force: true });
  symlinkSync(set, draft);
  renameSync(draft, join(directory, dataLink));
  showNames(directory, files);
  for (const name of readdirSync(directory)) {
    if (/^\.\.\d/.test(name) && name !== set) rmSync(join(directory, name), { recursive: true });
  }
}

function currentSet(directory: string): string | undefined {
  const found = lstatSync(join(directory, dataLink), { throwIfNoEntry: false });
  return found?.isSymbolicLink() ? readlinkSync(join(directory, dataLink)) : undefined;
}

function isSame(set: string, files: Files): boolean {
  const present = readdirSync(set, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (present.length !== files.size) return false;
  for (const [path, { content }] of files) {
    const found = statSync(join(set, path), { throwIfNoEntry: false });
    if (!found?.isFile() || !readFileSync(join(set, path)).equals(content)) return false;
  }
  return true;
}

function writeSet(set: string, files: Files, fsGroup: number | undefined): void {
  const belongsToGroup = fsGroup !== undefined && process.getuid?.() === 0;
  mkdirSync(set, { mode: 0o755 });
  for (const [path, { content, mode }] of files) {
    const file = join(set, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, content, { mode: 0o600 });
    // The mode is the one asked for, whatever this process's umask.
    chmodSync(file, belongsToGroup ? mode | 0o440 : mode);
    if (belongsToGroup) chownSync(file, -1, fsGroup);
  }
}

function showNames(directory: string, files: Files): void {
  const names = new Set([...files.keys()].map((path) => path.split('/')[0] ?? path));
  for (const name of readdirSync(directory)) {
    if (!name.startsWith('..') && !names.has(name)) rmSync(join(directory, name));
  }
  for (const name of names) {
    if (lstatSync(join(directory, name), { throwIfNoEntry: false })) continue;
    symlinkSync(join(dataLink, name), join(directory, name));
  }
}

function checkPath(path: string): void {
  if (path === '' || path.startsWith('/')) throw new Error(`invalid path: must be relative path: ${path}`);
  const names = path.split('/');
  if (names.includes('..')) throw new Error(`invalid path: must not contain '..': ${path}`);
  if (path.startsWith('..')) throw new Error(`invalid path: must not start with '..': ${path}`);
}
