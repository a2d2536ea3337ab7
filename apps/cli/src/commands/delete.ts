// `delete`: objects by name, by labels or by the files they came from.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { parseDurationMs } from '../duration.ts';
import { CommandError, UsageError } from '../failures.ts';
import { readManifests } from '../manifest-files.ts';
import { parseResourceArguments, requireNames } from '../resource-arguments.ts';
import { loadKinds, type ResourceKind } from '../resource-kinds.ts';

interface DeleteOptions {
  readonly filename?: string[];
  readonly recursive?: boolean;
  readonly selector?: string;
  readonly all?: boolean;
  readonly gracePeriod?: string;
  readonly cascade?: string;
  readonly ignoreNotFound?: boolean;
  readonly now?: boolean;
}

interface Target {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly namespace: string;
}

const collect = (value: string, before: string[] = []) => [...before, ...value.split(',')];
const propagations: Readonly<Record<string, 'BACKGROUND' | 'FOREGROUND' | 'ORPHAN'>> = {
  background: 'BACKGROUND',
  foreground: 'FOREGROUND',
  orphan: 'ORPHAN',
};

export function defineDelete(command: Command, cli: Cli): void {
  command
    .argument('[resources...]', 'pod/web | pods web api | pods -l app=web')
    .option('-f, --filename <path>', 'objects that these files name', collect)
    .option('-R, --recursive', 'folders of -f with the folders in them')
    .option('-l, --selector <labels>', 'objects with these labels')
    .option('--all', 'all objects of the kind in the namespace')
    .option('--grace-period <seconds>', 'how long objects have to end')
    .option('--now', 'a grace period of one second')
    .option('--cascade <how>', 'background | foreground | orphan: what becomes of what they own', 'background')
    .option('--ignore-not-found', 'what is gone already is no error')
    .action((words: string[], options: DeleteOptions) => deleteObjects(cli, words, options));
}

async function deleteObjects(cli: Cli, words: readonly string[], options: DeleteOptions): Promise<void> {
  const propagation = propagations[options.cascade ?? 'background'];
  if (!propagation) throw new UsageError('invalid cascade value: must be "background", "foreground", or "orphan"');
  const gracePeriodSeconds = options.now ? 1 : graceOf(options.gracePeriod);
  const client = await cli.connect();
  const write = { propagation, ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }) };
  for (const { kind, name, namespace } of await targetsOf(cli, words, options)) {
    const kindText = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
    try {
      await client.of(kindText).delete({ name, namespace }, write, cli.request);
    } catch (error) {
      if (!options.ignoreNotFound || (error as { code?: unknown }).code !== 'NOT_FOUND') throw error;
      continue;
    }
    cli.print(`${kind.singular}${kind.group ? `.${kind.group}` : ''} "${name}" deleted`);
  }
}

function graceOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '-1') return undefined;
  return Math.ceil(parseDurationMs(`${text}s`, '--grace-period') / 1000);
}

async function targetsOf(cli: Cli, words: readonly string[], options: DeleteOptions): Promise<Target[]> {
  const kinds = await loadKinds(cli);
  const namespace = await cli.namespace();
  const { filename, recursive, selector, all } = options;
  if (filename) {
    const sources = await readManifests(filename, { recursive: recursive === true, stdin: cli.streams.stdin });
    return sources.map(({ manifest }) => ({
      kind: kinds.ofManifest(manifest),
      name: manifest.metadata.name ?? '',
      namespace: manifest.metadata.namespace ?? namespace,
    }));
  }
  const selections = parseResourceArguments(words, kinds);
  if (selector === undefined && !all) return requireNames(selections).map((each) => ({ ...each, namespace }));
  const client = await cli.connect();
  const found: Target[] = [];
  for (const { kind, names } of selections) {
    if (names) throw new UsageError('name cannot be provided when a selector is specified');
    const list = await client.of(kind.group ? `${kind.kind}.${kind.group}` : kind.kind).list({
      ...(kind.namespaced && { namespace }),
      ...(selector !== undefined && { labelSelector: selector }),
    });
    found.push(...list.items.map(({ metadata }) => ({ kind, name: metadata.name, namespace })));
  }
  if (found.length === 0) throw new CommandError('No resources found');
  return found;
}
