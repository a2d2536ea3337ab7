// `apply`: server-side apply of manifests, all of them in one change set.
import { type ApiError, isCode } from '@portolan/client/errors.ts';
import type { ApiObject, Manifest } from '@portolan/client/objects.ts';
import { KindOperations } from '@portolan/client/operations.ts';
import type { ChangeSet, WriteResult } from '@portolan/client/writes.ts';
import { type Command, Option } from 'commander';
import { type Cli, fieldManager } from '../cli.ts';
import { inPlace, inSource, sourceOf } from '../creation/create-files.ts';
import { type ManifestSource, readManifests } from '../manifest-files.ts';
import { addFileOptions, type SelectionFlags } from '../object-selection.ts';
import { loadKinds, type ResourceKinds } from '../resource-kinds.ts';
import { reportWrite, verbOf } from '../write-report.ts';
import {
  addValidateOption,
  addWriteOptions,
  type WriteFlags,
  type WriteSettings,
  writeSettings,
} from '../write-settings.ts';

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
  // A dry run of the client asks the server as well: what would be configured and what unchanged only the server knows.
  const settings = await writeSettings(cli, flags, kinds);
  const forced = new Set(flags.forceConflicts === true ? placed : []);
  const { results } = await write(cli, { placed, kinds, forced, settings });
  for (const result of results) {
    const { object, warnings } = result;
    await reportWrite(cli, { kind: kinds.ofManifest(object), object, verb: verbOf(result), warnings }, settings);
  }
}

interface Applying {
  readonly placed: readonly ManifestSource[];
  readonly kinds: ResourceKinds;
  /** Whose fields are taken from whoever owns them. */
  readonly forced: Set<ManifestSource>;
  readonly settings: WriteSettings;
}

/** What was set by this command line in another way (`create`, `set`, `scale`) is its own to apply, without being told. */
async function write(
  cli: Cli,
  { placed, kinds, forced, settings }: Applying,
): Promise<ChangeSet<ReadonlyArray<WriteResult<ApiObject>>>> {
  const client = await cli.connect();
  const { fieldManager: manager = fieldManager } = settings.write;
  const apply = new KindOperations<ApiObject>('');
  for (;;) {
    const operations = placed.map(
      (source) => apply.apply(source.manifest as Manifest<ApiObject>, { force: forced.has(source) }), // The API checks what is inside.
    );
    try {
      return await client.commit(operations, settings.write, cli.request);
    } catch (error) {
      const own = isOwnConflict(error, manager) ? sourceOf(error, placed, kinds) : undefined;
      if (!own || forced.has(own)) throw inSource(error, placed, kinds, 'applying');
      forced.add(own);
    }
  }
}

function isOwnConflict(error: unknown, manager: string): error is ApiError {
  return (
    isCode(error, 'CONFLICT') &&
    error.causes.length > 0 &&
    error.causes.every(({ message }) => message.startsWith(`conflict with ${JSON.stringify(manager)} using `))
  );
}
