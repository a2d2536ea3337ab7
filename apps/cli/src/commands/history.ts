// `history`: the change sets of the cluster, or those of one object, the newest first: who changed what, when and why.
import type { Command } from 'commander';
import { ageText } from '../age.ts';
import { type ChangedObject, type ChangeSet, changedName, changeSetsBackwards } from '../changes/change-sets.ts';
import type { Cli } from '../cli.ts';
import { UsageError } from '../failures.ts';
import { objectPrinter } from '../output/object-printers.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { tableLines } from '../output/text-table.ts';
import { parseResourceArguments } from '../resource-arguments.ts';
import { loadKinds, ownKindNames, type ResourceKind } from '../resource-kinds.ts';

interface HistoryFlags {
  readonly limit: string;
  readonly all?: boolean;
  readonly actor?: string;
  readonly output?: string;
  readonly headers: boolean;
}

export function defineHistory(command: Command, cli: Cli): void {
  command
    .argument('[resources...]', 'deployment/web | pods web | deployments')
    .option('--limit <count>', 'at most so many', '20')
    .option('--all', 'of the programs of the cluster too')
    .option('--actor <name>', 'only what this user did')
    .option('-o, --output <format>', 'wide | json | yaml | jsonpath=…')
    .option('--no-headers', 'without headings')
    .action((words: string[], flags: HistoryFlags) => history(cli, words, flags));
}

async function history(cli: Cli, words: readonly string[], flags: HistoryFlags): Promise<void> {
  if (!/^[1-9]\d*$/.test(flags.limit)) {
    throw new UsageError(`invalid argument "${flags.limit}" for "--limit" flag: must be a number above 0`);
  }
  const format = parseOutputFormat(flags.output);
  const printer = await objectPrinter(cli, format, ownKindNames);
  if (format.form !== 'table' && !printer?.printValue)
    throw new UsageError('-o of history is wide, json, yaml or jsonpath=…');
  const isMeant = await selectorOf(cli, words);
  const found: ChangeSet[] = [];
  for await (const set of changeSetsBackwards(cli)) {
    const isByMeant = flags.actor === undefined ? isOfPerson(set, flags, words) : set.actor === flags.actor;
    if (isByMeant && set.changes.some(isMeant)) found.push(set);
    if (found.length === Number(flags.limit)) break;
  }
  if (printer?.printValue) return printer.printValue({ items: found });
  if (found.length === 0) return cli.warn('No change sets found.');
  const wide = format.form === 'table' && format.wide;
  const rows = found.map((set) => rowOf(set, { wide, nowMs: Date.now() }));
  const headings = ['REVISION', 'AGE', 'ACTOR', 'VERB', 'CHANGES', 'REASON', ...(wide ? ['SOURCE'] : [])];
  for (const line of tableLines([...(flags.headers ? [headings] : []), ...rows])) cli.print(line);
}

/** Of one object everything matters; of all of them what people and their scripts did. */
function isOfPerson({ actor }: ChangeSet, { all }: HistoryFlags, words: readonly string[]): boolean {
  return all === true || words.length > 0 || !actor.startsWith('system:');
}

/** Which changes are asked for. A namespace counts when it is told, and for objects that are named. */
async function selectorOf(cli: Cli, words: readonly string[]): Promise<(change: ChangedObject) => boolean> {
  const { namespace: told } = cli.options;
  if (words.length === 0) return ({ namespace }) => told === undefined || namespace === told;
  const selections = parseResourceArguments(words, await loadKinds(cli));
  const namespace = await cli.namespace();
  return (change) =>
    selections.some(({ kind, names }) => {
      const isPlace = !kind.namespaced || change.namespace === namespace;
      return isPlace && change.kind === groupKindText(kind) && (names === undefined || names.includes(change.name));
    });
}

function groupKindText({ kind, group }: ResourceKind): string {
  return group ? `${kind}.${group}` : kind;
}

function rowOf(set: ChangeSet, { wide, nowMs }: { readonly wide: boolean; readonly nowMs: number }): string[] {
  const { revision, at, actor, verb, changes, reason, source } = set;
  return [
    revision,
    ageText(at, nowMs),
    actor,
    verb,
    changesText(changes, wide ? Number.POSITIVE_INFINITY : 2),
    reason ?? '',
    ...(wide ? [source ?? ''] : []),
  ];
}

const verbs = { ADDED: 'created', MODIFIED: 'changed', DELETED: 'deleted' } as const;

/** `created deployment.apps/web in shop and 3 more` */
function changesText(changes: readonly ChangedObject[], most: number): string {
  const shown = changes.slice(0, most).map((change) => {
    return `${verbs[change.type]} ${changedName(change)}${change.namespace ? ` in ${change.namespace}` : ''}`;
  });
  const more = changes.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
