// `replace`: objects become what their manifests say, and nothing else.
import type { ApiObject } from '@portolan/client/objects.ts';
import { KindOperations } from '@portolan/client/operations.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { inPlace, inSource } from '../creation/create-files.ts';
import { UsageError } from '../failures.ts';
import { readManifests } from '../manifest-files.ts';
import { addFileOptions, type SelectionFlags } from '../object-selection.ts';
import { loadKinds } from '../resource-kinds.ts';
import { reportWrite } from '../write-report.ts';
import { addValidateOption, addWriteOptions, type WriteFlags, writeSettings } from '../write-settings.ts';

interface ReplaceFlags extends SelectionFlags, WriteFlags {
  readonly force?: boolean;
  readonly gracePeriod?: string;
}

export function defineReplace(command: Command, cli: Cli): void {
  addValidateOption(addWriteOptions(addFileOptions(command)))
    .option('--force', 'delete the objects and create them anew')
    .option('--grace-period <seconds>', 'with --force: how long objects have to end')
    .action((flags: ReplaceFlags) => replace(cli, flags));
}

async function replace(cli: Cli, flags: ReplaceFlags): Promise<void> {
  if (!flags.filename) throw new UsageError('must specify --filename to replace');
  if (flags.gracePeriod !== undefined && !flags.force)
    throw new UsageError('--grace-period must have --force specified');
  const sources = await readManifests(flags.filename, {
    recursive: flags.recursive === true,
    stdin: cli.streams.stdin,
  });
  const kinds = await loadKinds(cli);
  const settings = await writeSettings(cli, flags, kinds);
  const namespace = await cli.namespace();
  const placed = sources.map((source) => inPlace(source, kinds, namespace));
  if (flags.force && settings.dryRun === 'none') {
    const { deleteSources } = await import('../deletion/delete-sources.ts');
    await deleteSources(cli, placed, kinds, flags.gracePeriod);
  }
  const steps = new KindOperations<ApiObject>('');
  const operations = placed.map(({ manifest }) => {
    const object = manifest as unknown as ApiObject; // The API checks what is inside.
    return flags.force ? steps.create(object) : steps.update(object);
  });
  const client = await cli.connect();
  const { results } = await client.commit(operations, { namespace, ...settings.write }, cli.request).catch((error) => {
    throw inSource(error, placed, kinds, 'replacing');
  });
  for (const { object, warnings } of results) {
    await reportWrite(cli, { kind: kinds.ofManifest(object), object, verb: 'replaced', warnings }, settings);
  }
}
