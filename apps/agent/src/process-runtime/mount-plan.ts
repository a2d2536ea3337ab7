// How a container comes to see its volumes at their mountPath: a mount table for its private mount namespace. Where a
// mount point does not exist on the host, nothing may be made on the host for it; the container then gets a root of its
// own that shows every entry of the host's by bind mounts, and in it the missing mount points. A directory that lacks
// a mount point is an overlay (changes to it stay with the container), or, where the machine allows no overlay, is put
// together entry by entry, like the root.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { type Mount, RuntimeError } from '../runtime/runtime-service.ts';
import { mountPoints } from './mount-points.ts';

export interface MountPlan {
  /** In the form of fstab, for `mount --all`: one process makes all mounts. */
  readonly table: string;
  /** Where the root of the container's own is put together, if it needs one. */
  readonly newRoot?: string;
}

interface Line {
  readonly source: string;
  readonly target: string;
  readonly type: 'none' | 'overlay';
  readonly options: string;
}

interface Target {
  readonly mount: Mount;
  /** With the links before it resolved. */
  readonly path: string;
  /** The directory that would have to gain an entry; absent where the mount point exists. */
  readonly anchor?: string;
}

/** Prepares directories below `directory`, which is the container's own. */
export function planMounts(mounts: readonly Mount[], directory: string, { overlay }: { overlay: boolean }): MountPlan {
  const ordered = [...mounts].sort((a, b) => normalize(a.containerPath).length - normalize(b.containerPath).length);
  const targets = ordered.map((mount, index) => locate(mount, ordered.slice(0, index)));
  const anchors = [...new Set(targets.flatMap(({ anchor }) => anchor ?? []))].sort((a, b) => a.length - b.length);
  const newRoot = anchors.length > 0 ? join(directory, 'root') : undefined;
  const lines = newRoot ? rootLines(newRoot, anchors, targets, { overlay, directory }) : [];
  for (const { mount, path } of targets) {
    const options = mount.readOnly ? 'rbind,ro' : 'rbind';
    lines.push({ source: mount.hostPath, target: join(newRoot ?? '/', path), type: 'none', options });
  }
  return { table: lines.map(tableLine).join(''), ...(newRoot ? { newRoot } : {}) };
}

/** Where a path of the container lies on the host. */
export function hostPathOf(path: string, mounts: readonly Mount[]): string {
  let found: Mount | undefined;
  for (const mount of mounts) {
    if (isBelow(path, mount.containerPath) && mount.containerPath.length >= (found?.containerPath.length ?? 0)) {
      found = mount;
    }
  }
  return found ? join(found.hostPath, relative(normalize(found.containerPath), normalize(path))) : path;
}

function isBelow(path: string, directory: string): boolean {
  const from = relative(normalize(directory), normalize(path));
  return from === '' || (!from.startsWith('../') && from !== '..');
}

function locate(mount: Mount, earlier: readonly Mount[]): Target {
  const wanted = normalize(mount.containerPath);
  if (!wanted.startsWith('/') || wanted === '/') {
    throw new RuntimeError(
      'CreateContainerError',
      `cannot mount at "${mount.containerPath}": not an absolute path below /`,
    );
  }
  if (!existsSync(mount.hostPath)) {
    throw new RuntimeError('CreateContainerError', `failed to stat "${mount.hostPath}": no such file or directory`);
  }
  const around = earlier.findLast(({ containerPath }) => isBelow(wanted, containerPath));
  if (around) {
    const inside = hostPathOf(wanted, [around]);
    if (!existsSync(inside)) makeMountPoint(inside, mount);
    return { mount, path: wanted };
  }
  let existing = wanted;
  while (!existsSync(existing)) existing = dirname(existing);
  const resolved = realpathSync(existing);
  if (existing !== wanted) return { mount, path: join(resolved, relative(existing, wanted)), anchor: resolved };
  if (statSync(resolved).isDirectory() !== statSync(mount.hostPath).isDirectory()) {
    throw new RuntimeError(
      'CreateContainerError',
      `cannot mount "${mount.hostPath}" at "${mount.containerPath}": one is a directory, the other is not`,
    );
  }
  return { mount, path: resolved };
}

function makeMountPoint(path: string, { hostPath }: Mount): void {
  if (statSync(hostPath).isDirectory()) {
    mkdirSync(path, { recursive: true, mode: 0o755 });
    return;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  writeFileSync(path, '', { flag: 'a' });
}

function rootLines(
  newRoot: string,
  anchors: readonly string[],
  targets: readonly Target[],
  { overlay, directory }: { overlay: boolean; directory: string },
): Line[] {
  mkdirSync(newRoot, { recursive: true, mode: 0o755 });
  const lines: Line[] = [bind(newRoot, newRoot), ...entryLines('/', newRoot, newRoot)];
  for (const [index, anchor] of anchors.entries()) {
    const missing = targets.filter((target) => target.anchor === anchor);
    if (anchor === '/') {
      for (const { mount, path } of missing) makeMountPoint(join(newRoot, path), mount);
      continue;
    }
    const scratch = join(directory, `parent-${index}`);
    mkdirSync(scratch, { recursive: true, mode: statSync(anchor).mode & 0o7777 });
    for (const { mount, path } of missing) makeMountPoint(join(scratch, relative(anchor, path)), mount);
    const target = join(newRoot, anchor);
    if (overlay && !/[:,\\]/.test(anchor + scratch)) lines.push(...overlayLines(anchor, target, scratch));
    else lines.push(bind(scratch, target), ...entryLines(anchor, target, scratch));
  }
  return lines;
}

function overlayLines(anchor: string, target: string, upper: string): Line[] {
  const work = `${upper}-work`;
  mkdirSync(work, { recursive: true });
  const options = `lowerdir=${anchor},upperdir=${upper},workdir=${work}`;
  // An overlay does not show what is mounted below its lower directory.
  const mountedBelow = mountPoints().filter((path) => path !== anchor && isBelow(path, anchor));
  const outermost = mountedBelow.filter(
    (path) => !mountedBelow.some((other) => other !== path && isBelow(path, other)),
  );
  return [
    { source: 'overlay', target, type: 'overlay', options },
    ...[...new Set(outermost)].map((path) => ({
      source: path,
      target: join(target, relative(anchor, path)),
      type: 'none' as const,
      options: 'rbind',
    })),
  ];
}

/** Shows each entry of `directory` at `target`; the places for them are made in `prepared`, which is what lies there. */
function entryLines(directory: string, target: string, prepared: string): Line[] {
  return readdirSync(directory).flatMap((name) => {
    const [from, place] = [join(directory, name), join(prepared, name)];
    const kind = lstatSync(from);
    if (existsSync(place)) return [rbind(from, join(target, name))];
    if (kind.isSymbolicLink()) {
      symlinkSync(readlinkSync(from), place);
      return [];
    }
    if (kind.isDirectory()) mkdirSync(place, { mode: 0o755 });
    else writeFileSync(place, '');
    return [rbind(from, join(target, name))];
  });
}

function bind(source: string, target: string): Line {
  return { source, target, type: 'none', options: 'bind' };
}

function rbind(source: string, target: string): Line {
  return { source, target, type: 'none', options: 'rbind' };
}

function tableLine({ source, target, type, options }: Line): string {
  return `${escapeField(source)} ${escapeField(target)} ${type} ${escapeField(options)} 0 0\n`;
}

function escapeField(text: string): string {
  return text.replace(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

/** The volume's name as part of a variable's: `web-data` becomes `WEB_DATA`. */
export function volumeVariable(mount: Mount): string {
  return `PORTOLAN_VOLUME_${(mount.volumeName ?? basename(mount.containerPath)).toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}
