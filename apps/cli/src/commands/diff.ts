// `diff`: what `apply` would change. Exit codes: 0 nothing, 1 something, above 1 for failures.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { ApplyAllOptions } from '@portolan/client/writes.ts';
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
const maxAttempts = 5;

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
  const { live, merged } = await readBoth(cli, placed, kinds, {
    dryRun: true,
    force: flags.forceConflicts === true,
    ...(flags.fieldManager !== undefined && { fieldManager: flags.fieldManager }),
  });
  const texts = await Promise.all(merged.map((object, index) => differenceOf(live[index], object)));
  for (const text of texts) if (text !== '') cli.print(text.trimEnd());
  return texts.some((text) => text !== '');
}

interface BothStates {
  readonly live: ReadonlyArray<ApiObject | undefined>;
  readonly merged: readonly ApiObject[];
}

/** Both of one moment: what controllers do between the two answers is no difference of the manifests. */
async function readBoth(
  cli: Cli,
  sources: readonly ManifestSource[],
  kinds: ResourceKinds,
  options: ApplyAllOptions,
): Promise<BothStates> {
  const client = await cli.connect();
  const readLive = () => Promise.all(sources.map((source) => findLive(cli, source, kinds)));
  const manifests = sources.map(({ manifest }) => manifest);
  let live = await readLive();
  for (let attempt = 1; ; attempt++) {
    const { results } = await client.apply(manifests, options, cli.request);
    const after = await readLive();
    const isSame = after.every((object, index) => versionOf(object) === versionOf(live[index]));
    if (isSame || attempt === maxAttempts) return { live, merged: results.map(({ object }) => object) };
    live = after;
  }
}

function versionOf(object: ApiObject | undefined): string | undefined {
  return object?.metadata.resourceVersion;
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
