// `undo`: takes a change set back in another one, all of it or nothing. What somebody has changed since is not touched.
import { isCode } from '@portolan/client/errors.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Command } from 'commander';
import { ageText } from '../age.ts';
import { type ChangeSet, changeSetsBackwards, readChangeSet, type WholeChange } from '../changes/change-sets.ts';
import { type ChangedSince, planUndo, type UndoPlan, type UndoStep } from '../changes/undo-plan.ts';
import type { Cli } from '../cli.ts';
import { shownObject } from '../comparing/shown-object.ts';
import { unifiedDiff } from '../comparing/unified-diff.ts';
import { addDryRunOption, type DryRun, dryRunNote, parseDryRun } from '../dry-run.ts';
import { exitCodes } from '../exit-codes.ts';
import { CommandError, throwFailures, UsageError } from '../failures.ts';
import { verbOf } from '../write-report.ts';

interface UndoFlags {
  readonly dryRun?: unknown;
  readonly yes?: boolean;
}

/** Controllers may write between the reading of an object and the undoing. */
const maxAttempts = 5;
/** Reads under way at one time. */
const readsAtOnce = 16;

export function defineUndo(command: Command, cli: Cli): void {
  addDryRunOption(command)
    .argument('[revision]', 'of the change set, as history shows it; your own last one unless told')
    .option('-y, --yes', 'do not ask')
    .action((revision: string | undefined, flags: UndoFlags) => undo(cli, revision, flags));
}

async function undo(cli: Cli, given: string | undefined, flags: UndoFlags): Promise<void> {
  if (given !== undefined && !/^\d+$/.test(given))
    throw new UsageError(`invalid revision "${given}": must be a number`);
  const dryRun = parseDryRun(flags.dryRun);
  const set = await readChangeSet(cli, given ?? (await ownLastRevision(cli)));
  let plan = await planOf(cli, set);
  await showPlan(cli, set, plan, dryRun);
  if (plan.steps.length === 0) throw new CommandError(`nothing of revision ${set.revision} is left to take back`);
  const mustAsk = dryRun === 'none' && !flags.yes && cli.streams.stdin.isTTY;
  if (mustAsk && !(await confirmed(cli))) return;
  for (let attempt = 1; ; attempt++) {
    try {
      return await carryOut(cli, set, { plan, dryRun });
    } catch (error) {
      if (!isCode(error, 'CONFLICT', 'ALREADY_EXISTS', 'NOT_FOUND') || attempt === maxAttempts) throw error;
    }
    plan = await planOf(cli, set);
  }
}

async function ownLastRevision(cli: Cli): Promise<string> {
  const client = await cli.connect();
  const { user } = await client.whoAmI(cli.request);
  for await (const { actor, revision } of changeSetsBackwards(cli)) if (actor === user) return revision;
  throw new CommandError(`history holds no change set of ${user}`);
}

/** Throws CommandError where something has been changed since. */
async function planOf(cli: Cli, { revision, changes }: ChangeSet<WholeChange>): Promise<UndoPlan> {
  const changed: ChangedSince[] = [];
  for (let from = 0; from < changes.length; from += readsAtOnce) {
    const part = changes.slice(from, from + readsAtOnce);
    changed.push(
      ...(await Promise.all(part.map(async (change) => ({ change, current: await currentOf(cli, change) })))),
    );
  }
  const plan = planUndo(changed, revision);
  throwFailures(plan.conflicts.map((conflict) => new CommandError(conflict, exitCodes.conflict)));
  return plan;
}

async function currentOf(cli: Cli, { kind, namespace, name }: WholeChange): Promise<ApiObject | undefined> {
  const client = await cli.connect();
  return client.of<ApiObject>(kind).find({ name, ...(namespace !== null && { namespace }) }, cli.request);
}

/** What would happen: data where nothing does, a message where it is about to. */
async function showPlan(cli: Cli, set: ChangeSet, { steps, notes }: UndoPlan, dryRun: DryRun): Promise<void> {
  const say = (text: string) => (dryRun === 'none' ? cli.warn(text) : cli.print(text));
  const { revision, verb, actor, at } = set;
  cli.warn(`Taking back revision ${revision}: ${verb} by ${actor}, ${ageText(at, Date.now())} ago`);
  for (const note of notes) cli.warn(note);
  for (const step of steps) say(await stepText(step));
}

async function stepText({ name, action, before, after }: UndoStep): Promise<string> {
  if (action === 'delete') return `- ${name}`;
  if (!before || !after) return `+ ${name}`;
  const { safeYaml } = await import('../output/yaml-text.ts');
  const [live, undone] = shownObject(before, after);
  const hunks = unifiedDiff(safeYaml(live), safeYaml(undone));
  return `--- LIVE/${name}\n+++ UNDONE/${name}\n${hunks.trimEnd()}`;
}

async function confirmed(cli: Cli): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const asking = createInterface({ input: cli.streams.stdin, output: cli.streams.stderr });
  const answer = await asking.question('Do you want to take this back? (y/N): ');
  asking.close();
  if (/^y(es)?$/i.test(answer.trim())) return true;
  cli.warn('undo is cancelled');
  return false;
}

const done = { create: 'created', update: 'configured', delete: 'deleted' } as const;

async function carryOut(
  cli: Cli,
  { revision }: ChangeSet,
  { plan, dryRun }: { readonly plan: UndoPlan; readonly dryRun: DryRun },
): Promise<void> {
  const { steps } = plan;
  if (dryRun === 'client') {
    for (const { name, action } of steps) cli.print(`${name} ${done[action]}${dryRunNote(dryRun)}`);
    return;
  }
  const client = await cli.connect();
  const options = { reason: `undo of revision ${revision}`, ...(dryRun === 'server' && { dryRun: true }) };
  const { results } = await client.commit(
    steps.map(({ input }) => ({ input })),
    options,
    cli.request,
  );
  for (const [index, result] of (results as ReadonlyArray<Parameters<typeof verbOf>[0]>).entries()) {
    cli.print(`${steps[index]?.name} ${verbOf(result)}${dryRunNote(dryRun)}`);
  }
}
