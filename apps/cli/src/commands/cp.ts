// `cp`: files and folders to and from a container, through the container's own `tar`.
import { lstat } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { archiveOf, type Container, feed, isFolderIn, operand } from '../copying/container.ts';
import { archivedName, type LocalFile, type PodFile, parseCopy } from '../copying/file-spec.ts';
import { packed } from '../copying/pack.ts';
import { unpack } from '../copying/unpack.ts';
import { CommandError, UsageError } from '../failures.ts';
import { chooseContainer } from '../pod-streams/choose-container.ts';

interface CpOptions {
  readonly container?: string;
  readonly preserve: boolean;
  readonly retries: string;
}

export function defineCp(command: Command, cli: Cli): void {
  command
    .argument('[source]', 'notes.txt | web-1:/tmp/notes.txt | shop/web-1:/tmp/notes')
    .argument('[destination]', 'the same, on the other side')
    .option('-c, --container <name>', 'the container; the default or the first one unless told')
    .option('--no-preserve', 'leave owner and permissions to the container')
    .option('--retries <count>', 'take up a copy from a container that breaks off so often; -1 without end', '0')
    .action((source: string | undefined, destination: string | undefined, options: CpOptions) =>
      cp(cli, { source, destination }, options),
    );
}

interface Words {
  readonly source: string | undefined;
  readonly destination: string | undefined;
}

async function cp(cli: Cli, { source, destination }: Words, options: CpOptions): Promise<void> {
  if (source === undefined || destination === undefined) throw new UsageError('source and destination are required');
  const copy = parseCopy(source, destination);
  if (!/^-?\d+$/.test(options.retries)) {
    throw new UsageError(`invalid argument "${options.retries}" for "--retries" flag: must be a whole number`);
  }
  if (copy.direction === 'to pod') await copyToPod(cli, copy, options);
  else await copyFromPod(cli, copy, options);
}

async function copyToPod(cli: Cli, { from, to }: { from: LocalFile; to: PodFile }, options: CpOptions): Promise<void> {
  // Absolute, so that `.` has a name.
  const path = resolve(from.path);
  await lstat(path).catch(() => {
    throw new CommandError(`${from.path} doesn't exist in local filesystem`);
  });
  const container = await containerOf(cli, to, options);
  const isInto = await isFolderIn(container, to.path);
  const place = isInto ? posix.join(to.path, posix.basename(path)) : posix.normalize(to.path);
  const flags = options.preserve ? [] : ['--no-same-permissions', '--no-same-owner'];
  const skipped = (left: string) => cli.warn(`warning: skipping special file: "${left}"`);
  await feed(
    container,
    ['tar', ...flags, '-xmf', '-', '-C', operand(posix.dirname(place))],
    packed({ path, name: posix.basename(place), skipped }),
  );
}

async function copyFromPod(cli: Cli, { from, to }: { from: PodFile; to: LocalFile }, options: CpOptions) {
  const container = await containerOf(cli, from, options);
  await unpack(archiveOf(container, from.path, Number(options.retries)), {
    prefix: archivedName(from.path),
    destination: resolve(to.path),
    warn: (text) => cli.warn(text),
  });
}

/** Throws CommandError for a pod that has ended, and ApiError for one that does not exist. */
async function containerOf(cli: Cli, { namespace, pod: name }: PodFile, { container }: CpOptions): Promise<Container> {
  const place = { namespace: namespace ?? (await cli.namespace()), name };
  const client = await cli.connect();
  const pod = await client.pods.get(place, cli.request);
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const chosen = chooseContainer(pod, container);
  if (chosen.notice !== undefined) cli.warn(chosen.notice);
  return { cli, pod: place, name: chosen.name };
}
