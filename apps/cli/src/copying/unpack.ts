// Writes what a tar archive of a pod holds below a local place, and nowhere else: the pod is not trusted.
//
// Names that lead out of the place are skipped, and so are links, of which a later name could make use; links that are here
// already below the place are not followed. Every name must begin with that of what was asked for.
import { constants } from 'node:fs';
import { lstat, mkdir, open, stat } from 'node:fs/promises';
import { basename, dirname, join, normalize, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Entry, Headers } from 'tar-stream';
import { CommandError } from '../failures.ts';

export interface Unpacking {
  /** What the names begin with; empty where they are relative to what was asked for. */
  readonly prefix: string;
  /** A folder, or the file that a single file becomes. */
  readonly destination: string;
  warn(text: string): void;
}

/** Throws CommandError for an archive that is none or not that of what was asked for. */
export async function unpack(archive: Readable, unpacking: Unpacking): Promise<void> {
  const { extract } = await import('tar-stream');
  const entries = extract();
  // Its failure reaches the entries, where it is heard.
  const feeding = pipeline(archive, entries).catch(() => undefined);
  try {
    for await (const entry of entries) {
      await unpackEntry(entry, unpacking);
      entry.resume();
    }
  } finally {
    entries.destroy();
    await feeding;
  }
}

async function unpackEntry(entry: Entry, unpacking: Unpacking): Promise<void> {
  const { header } = entry;
  const { warn, destination } = unpacking;
  const rest = restOf(header.name, unpacking.prefix);
  const place = join(destination, rest);
  if (leadsOut(rest)) return warn(`warning: file "${place}" is outside target destination, skipping`);
  const { type, linkname = '' } = header;
  if (type === 'symlink' || type === 'link') {
    return warn(`warning: skipping ${type === 'link' ? 'link' : 'symlink'}: "${place}" -> "${linkname}"`);
  }
  if (type !== 'directory' && !isFile(type)) return warn(`warning: skipping special file: "${place}"`);
  const folders = type === 'directory' ? partsOf(rest) : partsOf(rest).slice(0, -1);
  if (type === 'directory' || rest !== '') await mkdir(destination, { recursive: true });
  if (!(await makeFolders(destination, folders))) {
    return warn(`warning: file "${place}" is outside target destination, skipping`);
  }
  if (type !== 'directory') await writeFile(entry, { ...unpacking, rest });
}

/** `app/notes.txt` of `app` → `notes.txt`. An absolute name was tampered with. */
function restOf(name: string, prefix: string): string {
  if (prefix === '' && !name.startsWith('/')) return normalize(name);
  if (prefix !== '' && name === prefix) return '';
  if (prefix !== '' && name.startsWith(`${prefix}/`)) return normalize(name.slice(prefix.length + 1) || '.');
  throw new CommandError('tar contents corrupted');
}

function leadsOut(rest: string): boolean {
  return rest === '..' || rest.startsWith(`..${sep}`) || rest.startsWith(sep);
}

function isFile(type: Headers['type']): boolean {
  return type === undefined || type === null || type === 'file' || type === 'contiguous-file';
}

function partsOf(rest: string): string[] {
  return rest.split(sep).filter((part) => part !== '' && part !== '.');
}

/** False where one of them is there and no folder, but a link to who knows where, or a file. */
async function makeFolders(destination: string, parts: readonly string[]): Promise<boolean> {
  for (const [at] of parts.entries()) {
    const folder = join(destination, ...parts.slice(0, at + 1));
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if (!(await lstat(folder)).isDirectory()) return false;
  }
  return true;
}

const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;

async function writeFile(
  entry: Entry,
  { destination, rest, prefix, warn }: Unpacking & { rest: string },
): Promise<void> {
  // A single file goes into a folder that is there under its own name.
  const isIntoFolder = rest === '' && (await isFolder(destination));
  const place = isIntoFolder ? join(destination, basename(prefix)) : join(destination, rest);
  const isNamed = rest === '' && !isIntoFolder;
  // Below the place no link is followed; the place itself is what the user says.
  const flags = O_CREAT | O_TRUNC | O_WRONLY | (isNamed ? 0 : O_NOFOLLOW);
  if (isNamed) await mkdir(dirname(place), { recursive: true });
  try {
    const file = await open(place, flags, 0o666);
    await pipeline(entry, file.createWriteStream());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOOP') throw error;
    warn(`warning: file "${place}" is outside target destination, skipping`);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
