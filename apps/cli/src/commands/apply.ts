// `apply`: server-side apply of manifests, all of them in one change set.
import { type Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { inPlace, inSource } from '../creation/create-files.ts';
import { readManifests } from '../manifest-files.ts';
import { addFileOptions, type SelectionFlags } from '../object-selection.ts';
import { loadKinds } from '../resource-kinds.ts';
import { reportWrite, verbOf } from '../write-report.ts';
import { addValidateOption, addWriteOptions, type WriteFlags, writeSettings } from '../write-settings.ts';

interface ApplyFlags extends SelectionFlags, WriteFlags {
  readonly forceConflicts?: boolean;
}

export function defineApply(command: Command, cli: Cli): void {
  addValidateOption(addWriteOptions(addFileOptions(command)))
    .option('--force-conflicts', 'take fields from the managers that own them')
    // There is no other way to apply; scripts that ask for this one are right.
    .addOption(new Option('--server-side').hideHelp())
    .action((flags: ApplyFlags) => apply(cli, flags));
}

async function apply(cli: Cli, flags: ApplyFlags): Promise<void> {
  const recursive = flags.recursive === true;
  const sources = await readManifests(flags.filename ?? [], { recursive, stdin: cli.streams.stdin });
  const kinds = await loadKinds(cli);
  const namespace = await cli.namespace();
  const placed = sources.map((source) => inPlace(source, kinds, namespace));
  const settings = await writeSettings(cli, flags, kinds);
  const client = await cli.connect();
  const objects = placed.map(({ manifest }) => manifest);
  const force = flags.forceConflicts === true;
  // A dry run of the client asks the server as well: what would be configured and what unchanged only the server knows.
  const { results } = await client.apply(objects, { force, ...settings.write }, cli.request).catch((error) => {
    throw inSource(error, placed, kinds, 'applying');
  });
  for (const result of results) {
    const { object, warnings } = result;
    await reportWrite(cli, { kind: kinds.ofManifest(object), object, verb: verbOf(result), warnings }, settings);
  }
}
