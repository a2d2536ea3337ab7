// `delete`: objects by name, by labels or by the files they came from; it waits until they are gone.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { deletionOf, parseDeletion } from '../deletion/deletion.ts';
import { deleteTargets, type Target } from '../deletion/targets.ts';
import { UsageError } from '../failures.ts';
import { addSelectionOptions, listRequests, type SelectionFlags } from '../object-selection.ts';
import { readObjects } from '../reading/list-request.ts';
import { loadKinds, type ResourceKinds } from '../resource-kinds.ts';

interface DeleteFlags extends SelectionFlags {
  readonly gracePeriod?: string;
  readonly now?: boolean;
  readonly force?: boolean;
  readonly cascade?: unknown;
  readonly ignoreNotFound?: boolean;
  readonly wait: boolean;
  readonly timeout: string;
  readonly interactive?: boolean;
  readonly dryRun?: unknown;
  readonly output?: string;
}

export function defineDelete(command: Command, cli: Cli): void {
  deletionOf(addSelectionOptions(command))
    .argument('[resources...]', 'pod/web | pods web api | pods -l app=web')
    .option('-A, --all-namespaces', 'objects of all namespaces')
    .option('--field-selector <fields>', 'objects with these fields')
    .option('--ignore-not-found', 'what is gone already is no error')
    .option('-i, --interactive', 'ask before anything is deleted')
    .option('-o, --output <format>', 'name: print nothing but the names')
    .action((words: string[], flags: DeleteFlags) => deleteObjects(cli, words, flags));
}

async function deleteObjects(cli: Cli, words: readonly string[], flags: DeleteFlags): Promise<void> {
  const deletion = parseDeletion(flags);
  if (flags.output !== undefined && flags.output !== 'name') {
    throw new UsageError(`unexpected -o output mode: ${flags.output}. We only support '-o name'`);
  }
  const kinds = await loadKinds(cli);
  const targets = await targetsOf(cli, words, flags, kinds);
  // Whatever is selected may be nothing.
  const ignoreNotFound = flags.ignoreNotFound ?? flags.all === true;
  if (deletion.isForced) {
    cli.warn(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. ' +
        'The resource may continue to run on the cluster indefinitely.',
    );
  }
  if (flags.interactive && !(await confirmed(cli, targets))) return;
  const found = await deleteTargets(cli, targets, { ...deletion, ignoreNotFound, namesOnly: flags.output === 'name' });
  if (found === 0 && !flags.ignoreNotFound && flags.output !== 'name') cli.print('No resources found');
}

async function targetsOf(
  cli: Cli,
  words: readonly string[],
  flags: DeleteFlags,
  kinds: ResourceKinds,
): Promise<Target[]> {
  const targets: Target[] = [];
  for (const request of await listRequests(cli, kinds, words, flags)) {
    const { kind, names, namespace } = request;
    const place = namespace !== undefined && { namespace };
    if (names) targets.push(...names.map((name) => ({ kind, name, ...place })));
    else {
      const { objects } = await readObjects(cli, request);
      for (const { metadata } of objects) {
        targets.push({
          kind,
          name: metadata.name,
          ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
        });
      }
    }
  }
  return targets;
}

async function confirmed(cli: Cli, targets: readonly Target[]): Promise<boolean> {
  if (targets.length === 0) return true;
  cli.print(`You are about to delete the following ${targets.length} resource(s):`);
  for (const { kind, name } of targets) cli.print(`${kind.plural}${kind.group && `.${kind.group}`}/${name}`);
  const { createInterface } = await import('node:readline/promises');
  const asking = createInterface({ input: cli.streams.stdin, output: cli.streams.stdout });
  const answer = await asking.question('Do you want to continue? (y/N): ');
  asking.close();
  if (/^y(es)?$/i.test(answer.trim())) return true;
  cli.print('deletion is cancelled');
  return false;
}
