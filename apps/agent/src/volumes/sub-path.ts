// A mount's subPath: a place within its volume, which no link and no `..` leads out of.
import { existsSync, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, sep } from 'node:path';

/** @returns the place with all links resolved; directories that are missing are made */
export function resolveSubPath(volume: string, subPath: string): string {
  const names = subPath.split('/').filter((name) => name !== '' && name !== '.');
  if (isAbsolute(subPath) || names.includes('..')) throw new Error(`subPath "${subPath}" must stay within the volume`);
  const root = realpathSync(volume);
  let at = root;
  for (const name of names) {
    const next = join(at, name);
    // A link that leads nowhere is refused as well: making what it names would make it somewhere else.
    if (isLink(next) || existsSync(next)) at = within(root, next, subPath);
    else {
      mkdirSync(next, { mode: statSync(root).mode & 0o7777 });
      at = next;
    }
  }
  return at;
}

function within(root: string, path: string, subPath: string): string {
  let resolved: string;
  try {
    resolved = realpathSync(path);
  } catch (cause) {
    throw new Error(`subPath "${subPath}" is a link to nothing`, { cause });
  }
  if (resolved !== root && !resolved.startsWith(root + sep)) {
    throw new Error(`subPath "${subPath}" leads out of its volume`);
  }
  return resolved;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
