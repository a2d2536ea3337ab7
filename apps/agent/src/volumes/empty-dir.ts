// emptyDir: a directory that lives as long as the pod; with medium Memory a tmpfs where this user may mount one.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs';
import type { EmptyDirVolumeSource } from '@portolan/client';
import { wholeValue } from '@portolan/client/quantity.ts';
import { mountPoints } from '../process-runtime/mount-points.ts';

/** A second call leaves what is in it alone. */
export function prepareEmptyDir(directory: string, source: EmptyDirVolumeSource, fsGroup: number | undefined): string {
  const { medium = '', sizeLimit } = source;
  if (medium !== '' && medium !== 'Memory') throw new Error(`this node has no storage medium "${medium}"`);
  const isNew = !existsSync(directory);
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const isRoot = process.getuid?.() === 0;
  if (medium === 'Memory' && isRoot && !mountPoints().includes(directory)) {
    const size = sizeLimit === undefined ? [] : ['-o', `size=${wholeValue(sizeLimit)}`];
    execFileSync('mount', ['-t', 'tmpfs', ...size, 'tmpfs', directory]);
  } else if (!isNew) return directory;
  if (fsGroup !== undefined && isRoot) chownSync(directory, -1, fsGroup);
  chmodSync(directory, fsGroup === undefined ? 0o777 : 0o2777);
  return directory;
}

/** Throws while something there is in use. */
export function unmountBelow(directory: string): void {
  const inside = mountPoints().filter((path) => path === directory || path.startsWith(`${directory}/`));
  for (const path of inside.reverse()) execFileSync('umount', [path]);
}
