// `patch`: changes parts of objects, as one of the three forms of a patch says.
import { readFile } from 'node:fs/promises';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { PatchOptions } from '@portolan/client/operations.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CommandError, UsageError } from '../failures.ts';
import {
  actOnEach,
  addFileOptions,
  placeOf,
  type SelectedObject,
  type SelectionFlags,
  selectObjects,
} from '../object-selection.ts';
import { loadKinds } from '../resource-kinds.ts';
import { reportWrite } from '../write-report.ts';
import { addWriteOptions, type WriteFlags, type WriteSettings, writeSettings } from '../write-settings.ts';

interface PatchFlags extends SelectionFlags, WriteFlags {
  readonly patch?: string;
  readonly patchFile?: string;
  readonly type: string;
  readonly subresource?: string;
}

const types: Readonly<Record<string, NonNullable<PatchOptions['type']>>> = {
  json: 'JSON',
  merge: 'MERGE',
  strategic: 'STRATEGIC',
};
const subresources: Readonly<Record<string, NonNullable<PatchOptions['subresource']>>> = {
  scale: 'SCALE',
  status: 'STATUS',
};

export function definePatch(command: Command, cli: Cli): void {
  addWriteOptions(addFileOptions(command))
    .argument('[resources...]', 'deployment/web | pods web')
    .option('-p, --patch <patch>', 'the patch, JSON or YAML')
    .option('--patch-file <path>', 'a file that holds the patch')
    .option('--type <type>', 'json | merge | strategic', 'strategic')
    .option('--subresource <name>', 'the part it is a patch of: scale | status')
    .action((words: string[], options: PatchFlags) => patchObjects(cli, words, options));
}

async function patchObjects(cli: Cli, words: readonly string[], flags: PatchFlags): Promise<void> {
  const type = types[flags.type.toLowerCase()];
  if (!type) throw new UsageError(`--type must be one of [json merge strategic], not ${JSON.stringify(flags.type)}`);
  const subresource = subresourceOf(flags.subresource);
  const patch = await parsePatch(await patchText(flags));
  const kinds = await loadKinds(cli);
  const selection = await selectObjects(cli, kinds, words, flags);
  const settings = await writeSettings(cli, flags, kinds);
  const how = { patch, options: { type, ...(subresource && { subresource }) }, settings };
  await actOnEach(selection, (each) => patchOne(cli, each, how));
}

function subresourceOf(given: string | undefined): PatchOptions['subresource'] {
  if (given === undefined) return undefined;
  const found = subresources[given];
  if (found) return found;
  throw new UsageError(`invalid subresource value: "${given}". Must be one of [scale status]`);
}

async function patchText({ patch, patchFile }: PatchFlags): Promise<string> {
  if (patch !== undefined && patchFile !== undefined)
    throw new UsageError('cannot specify --patch and --patch-file together');
  if (patchFile !== undefined) {
    return readFile(patchFile, 'utf8').catch((cause: Error) => {
      throw new CommandError(`unable to read patch file: ${cause.message}`);
    });
  }
  if (patch) return patch;
  throw new UsageError('must specify --patch or --patch-file containing the contents of the patch');
}

/** JSON without loading the reader of YAML. */
async function parsePatch(text: string): Promise<unknown> {
  const patch = /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  if (patch !== undefined) return patch;
  const { parse } = await import('yaml');
  try {
    const value: unknown = parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw new CommandError(`unable to parse ${JSON.stringify(text)}: ${(error as Error).message}`);
  }
  throw new CommandError(`unable to parse ${JSON.stringify(text)}: it is neither an object nor a list`);
}

/** Undefined for what may still be YAML in its flow style. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Patch {
  readonly patch: unknown;
  readonly options: PatchOptions;
  readonly settings: WriteSettings;
}

async function patchOne(
  cli: Cli,
  { kind, object }: SelectedObject,
  { patch, options, settings }: Patch,
): Promise<void> {
  const client = await cli.connect();
  const kindClient = client.of<ApiObject>(kind.resource);
  const result = await kindClient.patch(placeOf(object), patch, { ...options, ...settings.write }, cli.request);
  const verb = result.outcome === 'UNCHANGED' ? 'patched (no change)' : 'patched';
  await reportWrite(cli, { kind, object: result.object, verb, warnings: result.warnings }, settings);
}
