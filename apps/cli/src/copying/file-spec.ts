// What `cp` copies from and to: `notes.txt` here, `web-1:/tmp/notes.txt` in a pod, `shop/web-1:/tmp` in one of a namespace.
import { posix } from 'node:path';
import { UsageError } from '../failures.ts';

export interface LocalFile {
  readonly path: string;
}

export interface PodFile {
  /** That of the command unless told. */
  readonly namespace?: string;
  readonly pod: string;
  readonly path: string;
}

export type Copy =
  | { readonly direction: 'to pod'; readonly from: LocalFile; readonly to: PodFile }
  | { readonly direction: 'from pod'; readonly from: PodFile; readonly to: LocalFile };

/** Throws UsageError in kubectl's words. */
export function parseCopy(source: string, destination: string): Copy {
  const from = parseFileSpec(source);
  const to = parseFileSpec(destination);
  if ('pod' in from && 'pod' in to) throw new UsageError('one of src or dest must be a local file specification');
  if (from.path === '' || to.path === '') throw new UsageError('filepath can not be empty');
  if ('pod' in from) return { direction: 'from pod', from, to };
  if ('pod' in to) return { direction: 'to pod', from, to };
  throw new UsageError('one of src or dest must be a remote file specification');
}

function parseFileSpec(text: string): LocalFile | PodFile {
  const colon = text.indexOf(':');
  if (colon === -1) return { path: withoutSlash(text) };
  const [first = '', second, ...more] = text.slice(0, colon).split('/');
  const path = withoutSlash(text.slice(colon + 1));
  if (first === '' || second === '' || more.length > 0) {
    throw new UsageError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  }
  return second === undefined ? { pod: first, path } : { namespace: first, pod: second, path };
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/**
 * What the names in an archive of `path` begin with: `tar` drops what leads out of the directory it works in. Empty for
 * the directory itself.
 */
export function archivedName(path: string): string {
  const name = posix
    .normalize(path)
    .replace(/^\/+/, '')
    .replace(/^(\.\.\/)+/, '')
    .replace(/\/+$/, '');
  return name === '.' || name === '..' ? '' : name;
}
