// What `label` and `annotate` have in common.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { UsageError } from '../failures.ts';
import {
  actOnEach,
  addSelectionOptions,
  placeOf,
  type SelectedObject,
  type SelectionFlags,
  selectObjects,
} from '../object-selection.ts';
import { loadKinds } from '../resource-kinds.ts';
import { reportWrite } from '../write-report.ts';
import { addWriteOptions, type WriteFlags, type WriteSettings, writeSettings } from '../write-settings.ts';
import { type MetadataChange, parsePairs, requireNoOverwrite, splitPairs } from './metadata-pairs.ts';

interface MetadataOptions extends SelectionFlags, WriteFlags {
  readonly overwrite?: boolean;
  readonly list?: boolean;
  readonly resourceVersion?: string;
}

interface MetadataCommand {
  readonly example: string;
  readonly run: (words: readonly string[], options: MetadataOptions) => Promise<void>;
}

export function defineMetadataCommand(command: Command, { example, run }: MetadataCommand): void {
  addWriteOptions(addSelectionOptions(command))
    .argument('[words...]', example)
    .option('-A, --all-namespaces', 'objects of all namespaces')
    .option('--field-selector <fields>', 'objects with these fields')
    .option('--overwrite', 'change what has a value already')
    .option('--list', 'show what there is')
    .option('--resource-version <version>', 'only if the object still has this version')
    .action(run);
}

interface MetadataRequest {
  readonly what: MetadataChange['what'];
  readonly field: 'labels' | 'annotations';
  readonly words: readonly string[];
  readonly options: MetadataOptions;
  readonly verb: (change: MetadataChange, isChanged: boolean) => string;
}

export async function changeMetadata(cli: Cli, request: MetadataRequest): Promise<void> {
  const { what, field, words, options } = request;
  const { resources, pairs } = splitPairs(words, what);
  if (resources.length === 0 && !options.filename) {
    throw new UsageError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  const isList = options.list === true && pairs.length === 0;
  if (pairs.length === 0 && !isList) throw new UsageError(`at least one ${what} update is required`);
  const change = parsePairs(pairs, what);
  const kinds = await loadKinds(cli);
  const selection = await selectObjects(cli, kinds, resources, options);
  if (options.resourceVersion !== undefined && selection.objects.length > 1) {
    throw new UsageError('--resource-version may only be used with a single resource');
  }
  if (isList) {
    const heading = selection.objects.length > 1;
    return actOnEach(selection, async (each) => printPairs(cli, each, { what, field, heading }));
  }
  const settings = await writeSettings(cli, options, kinds);
  await actOnEach(selection, (each) => changeOne(cli, each, { ...request, change, settings }));
}

interface Change extends MetadataRequest {
  readonly change: MetadataChange;
  readonly settings: WriteSettings;
}

async function changeOne(cli: Cli, { kind, object }: SelectedObject, { change, settings, ...request }: Change) {
  const { field, options, verb, what } = request;
  const present = object.metadata[field] ?? {};
  if (!options.overwrite) requireNoOverwrite(change, present);
  if (what === 'label') {
    for (const key of change.remove) if (!(key in present)) cli.print(`label "${key}" not found.`);
  }
  const removals = Object.fromEntries(change.remove.map((key) => [key, null]));
  const { resourceVersion } = options;
  const patch = {
    metadata: { [field]: { ...change.set, ...removals }, ...(resourceVersion !== undefined && { resourceVersion }) },
  };
  const client = await cli.connect();
  const result = await client
    .of<ApiObject>(kind.resource)
    .patch(placeOf(object), patch, { type: 'MERGE', ...settings.write }, cli.request);
  const { outcome, warnings } = result;
  const report = { kind, object: result.object, verb: verb(change, outcome !== 'UNCHANGED'), warnings };
  await reportWrite(cli, report, settings);
}

interface Listing {
  readonly what: string;
  readonly field: 'labels' | 'annotations';
  /** Each object's name above what it has. */
  readonly heading: boolean;
}

function printPairs(cli: Cli, { kind, object }: SelectedObject, { what, field, heading }: Listing): void {
  if (heading) cli.print(`Listing ${what}s for ${kind.kind}.${kind.group}/${object.metadata.name}:`);
  const pairs = Object.entries(object.metadata[field] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, value] of pairs) cli.print(`${heading ? ' ' : ''}${key}=${value}`);
}
