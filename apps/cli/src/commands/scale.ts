// `scale`: how many replicas an object has; with `--timeout` it waits until they are there.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { parseDurationMs } from '../duration.ts';
import { exitCodes } from '../exit-codes.ts';
import { CommandError, UsageError } from '../failures.ts';
import {
  actOnEach,
  addSelectionOptions,
  placeOf,
  type SelectedObject,
  type SelectionFlags,
  selectObjects,
} from '../object-selection.ts';
import { watchObject } from '../reading/watch-object.ts';
import { loadKinds } from '../resource-kinds.ts';
import { reportWrite } from '../write-report.ts';
import { addWriteOptions, type WriteFlags, type WriteSettings, writeSettings } from '../write-settings.ts';

interface ScaleFlags extends SelectionFlags, WriteFlags {
  readonly replicas?: string;
  readonly currentReplicas?: string;
  readonly resourceVersion?: string;
  readonly timeout: string;
}

interface Scalable extends ApiObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly observedGeneration?: number; readonly replicas?: number };
}

export function defineScale(command: Command, cli: Cli): void {
  addWriteOptions(addSelectionOptions(command))
    .argument('[resources...]', 'deployment/web | deployments web api | -f web.yaml')
    .option('--replicas <count>', 'how many there shall be')
    .option('--current-replicas <count>', 'only if there are to be so many until now')
    .option('--resource-version <version>', 'only if the object still has this version')
    .option('--timeout <duration>', 'wait until the replicas are there, for so long', '0s')
    .action((words: string[], options: ScaleFlags) => scale(cli, words, options));
}

async function scale(cli: Cli, words: readonly string[], flags: ScaleFlags): Promise<void> {
  if (flags.replicas === undefined) throw new UsageError('required flag(s) "replicas" not set');
  const replicas = countOf(flags.replicas, '--replicas');
  if (replicas < 0) {
    throw new UsageError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  }
  const timeoutMs = parseDurationMs(flags.timeout, '--timeout');
  const current = flags.currentReplicas === undefined ? -1 : countOf(flags.currentReplicas, '--current-replicas');
  const kinds = await loadKinds(cli);
  const selection = await selectObjects(cli, kinds, words, flags);
  const { objects, failures } = selection;
  if (objects.length === 0 && failures.length === 0) throw new CommandError('no objects passed to scale');
  if (flags.resourceVersion !== undefined && objects.length > 1) {
    throw new UsageError('cannot use --resource-version with multiple resources');
  }
  const settings = await writeSettings(cli, flags, kinds);
  const wanted = { replicas, current, resourceVersion: flags.resourceVersion, timeoutMs };
  await actOnEach(selection, (each) => scaleOne(cli, each, { ...wanted, settings }));
}

function countOf(text: string, flag: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new UsageError(`invalid argument "${text}" for "${flag}" flag: must be a whole number`);
}

interface Wanted {
  readonly replicas: number;
  /** Negative: whatever it is. */
  readonly current: number;
  readonly resourceVersion: string | undefined;
  readonly timeoutMs: number;
  readonly settings: WriteSettings;
}

async function scaleOne(cli: Cli, { kind, object }: SelectedObject, wanted: Wanted): Promise<void> {
  if (!kind.subresources.includes('scale')) {
    throw new CommandError(`cannot scale ${kind.resource} "${object.metadata.name}": its kind has no replicas`);
  }
  const { replicas, current, settings, timeoutMs } = wanted;
  const before = (object as Scalable).spec?.replicas ?? 1;
  if (current >= 0 && before !== current) {
    throw new CommandError(`Expected replicas to be ${current}, was ${before}`, exitCodes.conflict);
  }
  // What was compared must still be so when it is written.
  const seen = current >= 0 ? object.metadata.resourceVersion : undefined;
  const resourceVersion = wanted.resourceVersion ?? seen;
  const client = await cli.connect();
  const place = { ...placeOf(object), ...(resourceVersion !== undefined && { resourceVersion }) };
  const result = await client.of<Scalable>(kind.resource).scale(place, replicas, settings.write, cli.request);
  if (timeoutMs > 0 && settings.dryRun === 'none') await untilThere(cli, { kind, object: result.object }, timeoutMs);
  await reportWrite(cli, { kind, object: result.object, verb: 'scaled', warnings: result.warnings }, settings);
}

async function untilThere(cli: Cli, { kind, object }: SelectedObject, timeoutMs: number): Promise<void> {
  const { generation = 0 } = object.metadata;
  const wanted = (object as Scalable).spec?.replicas ?? 1;
  const deadline = AbortSignal.timeout(timeoutMs);
  for await (const seen of watchObject<Scalable>(cli, kind, placeOf(object), deadline)) {
    const { observedGeneration = 0, replicas = 0 } = seen?.status ?? {};
    if (observedGeneration >= generation && replicas === wanted) return;
  }
  throw new CommandError('timed out waiting for the condition', exitCodes.timeout);
}
