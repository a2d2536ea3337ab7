// `diff`: what `apply` would change. Exit codes: 0 nothing, 1 something, above 1 for failures.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { shownObject } from '../comparing/shown-object.ts';
import { unifiedDiff } from '../comparing/unified-diff.ts';
import { inPlace } from '../creation/create-files.ts';
import { exitCodes } from '../exit-codes.ts';
import { describeFailure, exitCodeOf, SilentExit } from '../failures.ts';
import { type ManifestSource, readManifests } from '../manifest-files.ts';
import { addFileOptions, type SelectionFlags } from '../object-selection.ts';
import { loadKinds, type ResourceKinds } from '../resource-kinds.ts';

interface DiffFlags extends SelectionFlags {
  readonly forceConflicts?: boolean;
  readonly fieldManager?: string;
}

const differs = 1;

export function defineDiff(command: Command, cli: Cli): void {
  addFileOptions(command)
    .option('--force-conflicts', 'as if fields were taken from the managers that own them')
    .option('--field-manager <name>', 'as whom fields would be written')
    .action((flags: DiffFlags) => diff(cli, flags));
}

async function diff(cli: Cli, flags: DiffFlags): Promise<void> {
  try {
    if (await printDifferences(cli, flags)) throw new SilentExit(differs);
  } catch (error) {
    const code = exitCodeOf(error);
    if (error instanceof SilentExit || code > differs) throw error;
    cli.warn(describeFailure(error));
    throw new SilentExit(exitCodes.usage);
  }
}

/** Whether there were any. */
async function printDifferences(cli: Cli, flags: DiffFlags): Promise<boolean> {
  const recursive = flags.recursive === true;
  const sources = await readManifests(flags.filename ?? [], { recursive, stdin: cli.streams.stdin });
  const kinds = await loadKinds(cli);
  const namespace = await cli.namespace();
  const placed = sources.map((source) => inPlace(source, kinds, namespace));
  const client = await cli.connect();
  const [live, { results }] = await Promise.all([
    Promise.all(placed.map((source) => findLive(cli, source, kinds))),
    client.apply(
      placed.map(({ manifest }) => manifest),
      {
        dryRun: true,
        force: flags.forceConflicts === true,
        ...(flags.fieldManager !== undefined && { fieldManager: flags.fieldManager }),
      },
      cli.request,
    ),
  ]);
  const texts = await Promise.all(results.map(({ object }, index) => differenceOf(live[index], object)));
  for (const text of texts) if (text !== '') cli.print(text.trimEnd());
  return texts.some((text) => text !== '');
}

async function findLive(cli: Cli, { manifest }: ManifestSource, kinds: ResourceKinds): Promise<ApiObject | undefined> {
  const { name, namespace } = manifest.metadata;
  if (name === undefined) return undefined;
  const client = await cli.connect();
  return client.of<ApiObject>(kinds.ofManifest(manifest).resource).find({ name, namespace }, cli.request);
}

async function differenceOf(live: ApiObject | undefined, merged: ApiObject): Promise<string> {
  const { safeYaml } = await import('../output/yaml-text.ts');
  const [before, after] = shownObject(live, merged);
  const name = fileName(merged);
  const [from, to] = [`LIVE/${name}`, `MERGED/${name}`];
  const hunks = unifiedDiff(before ? safeYaml(before) : '', safeYaml(after));
  return hunks === '' ? '' : `diff -u -N ${from} ${to}\n--- ${from}\n+++ ${to}\n${hunks}`;
}

/** `apps.v1.Deployment.default.web` */
function fileName({ apiVersion, kind, metadata }: ApiObject): string {
  return [apiVersion.replace('/', '.'), kind, metadata.namespace ?? '', metadata.name].join('.').replaceAll('/', '-');
}
