// `drain`: empties a node, for its maintenance: no further pods, and those it has are evicted.
import type { Node, Pod } from '@portolan/client';
import { ApiError, isCode } from '@portolan/client/errors.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addDryRunOption, type DryRun, dryRunNote, parseDryRun } from '../dry-run.ts';
import { parseDurationMs } from '../duration.ts';
import { CommandError, throwFailures, UsageError } from '../failures.ts';
import { type EvictOptions, evictPods } from '../nodes/evict-pods.ts';
import { selectNodes } from '../nodes/select-nodes.ts';
import { setSchedulable } from '../nodes/set-schedulable.ts';

interface DrainFlags {
  readonly selector?: string;
  readonly podSelector?: string;
  readonly ignoreDaemonsets?: boolean;
  readonly deleteEmptydirData?: boolean;
  readonly force?: boolean;
  readonly gracePeriod: string;
  readonly timeout: string;
  readonly dryRun?: unknown;
}

interface DrainPlan {
  readonly pods: ReadonlyArray<{ readonly manifest: Pod }>;
  readonly warnings: readonly string[];
}

/** What is to go and what is in its way is for the server to say. */
const planDocument = `mutation PlanDrain(
  $node: String!, $podSelector: String, $ignoreDaemonSets: Boolean, $deleteEmptyDirData: Boolean, $force: Boolean
) {
  drain(
    node: $node, podSelector: $podSelector, ignoreDaemonSets: $ignoreDaemonSets,
    deleteEmptyDirData: $deleteEmptyDirData, force: $force, dryRun: true
  ) { warnings pods { manifest } }
}`;

export function defineDrain(command: Command, cli: Cli): void {
  addDryRunOption(command)
    .argument('[nodes...]', 'n1 | node/n1')
    .option('-l, --selector <labels>', 'nodes with these labels')
    .option('--pod-selector <labels>', 'only pods with these labels')
    .option('--ignore-daemonsets', 'leave pods of DaemonSets')
    .option('--delete-emptydir-data', 'go on although pods lose what is in their emptyDir volumes')
    .option('--force', 'go on although there are pods that no controller makes anew')
    .option('--grace-period <seconds>', 'how long each pod may take to end; its own time for a negative one', '-1')
    .option('--timeout <duration>', 'how long to wait before giving up; 0 for without end', '0s')
    .action((words: string[], flags: DrainFlags) => drain(cli, words, flags));
}

async function drain(cli: Cli, words: readonly string[], flags: DrainFlags): Promise<void> {
  const dryRun = parseDryRun(flags.dryRun);
  const options = evictOptionsOf(flags);
  const nodes = await selectNodes(cli, 'drain', { words, selector: flags.selector });
  for (const node of nodes) await setSchedulable(cli, node, { verb: 'cordon', dryRun });
  const failures: unknown[] = [];
  const remaining: string[] = [];
  for (const { metadata } of nodes) {
    try {
      await drainOne(cli, metadata.name, { flags, options, dryRun });
      cli.print(`node/${metadata.name} drained${dryRunNote(dryRun)}`);
    } catch (error) {
      if (!(error instanceof CommandError) && !(error instanceof ApiError)) throw error;
      cli.warn(`error: unable to drain node "${metadata.name}" due to error: ${error.message}, continuing command...`);
      failures.push(error);
      remaining.push(metadata.name);
    }
  }
  if (remaining.length > 0) cli.warn(['There are pending nodes to be drained:', ...remaining].join('\n '));
  throwFailures(failures);
}

interface DrainSettings {
  readonly flags: DrainFlags;
  readonly options: EvictOptions;
  readonly dryRun: DryRun;
}

async function drainOne(cli: Cli, node: Node['metadata']['name'], { flags, options, dryRun }: DrainSettings) {
  const { pods, warnings } = await planFor(cli, node, flags);
  if (warnings.length > 0) cli.warn(`Warning: ${warnings.join('; ')}`);
  const all = pods.map(({ manifest }) => manifest);
  if (dryRun !== 'none') {
    for (const { metadata } of all) {
      cli.print(`evicting pod ${metadata.namespace}/${metadata.name}${dryRunNote(dryRun)}`);
    }
    return;
  }
  try {
    await evictPods(cli, all, options);
  } catch (error) {
    await tellPending(cli, node, { flags, error });
    throw error;
  }
}

/** Throws CommandError for pods that are in the way. */
async function planFor(cli: Cli, node: string, flags: DrainFlags): Promise<DrainPlan> {
  const client = await cli.connect();
  const variables = {
    node,
    ...(flags.podSelector !== undefined && { podSelector: flags.podSelector }),
    ignoreDaemonSets: flags.ignoreDaemonsets === true,
    deleteEmptyDirData: flags.deleteEmptydirData === true,
    force: flags.force === true,
  };
  try {
    return (await client.request<{ drain: DrainPlan }>(planDocument, variables, cli.request)).drain;
  } catch (error) {
    if (isCode(error, 'BAD_REQUEST')) throw new CommandError((error as Error).message);
    throw error;
  }
}

async function tellPending(cli: Cli, node: string, { flags, error }: { flags: DrainFlags; error: unknown }) {
  const { pods } = await planFor(cli, node, flags);
  if (pods.length === 0) return;
  cli.warn(`There are pending pods in node "${node}" when an error occurred: ${(error as Error).message}`);
  for (const { metadata } of pods.map(({ manifest }) => manifest)) cli.warn(`${metadata.namespace}/${metadata.name}`);
}

function evictOptionsOf({ gracePeriod, timeout }: DrainFlags): EvictOptions {
  if (!/^-?\d{1,9}$/.test(gracePeriod)) {
    throw new UsageError(`invalid argument "${gracePeriod}" for "--grace-period" flag: must be a whole number`);
  }
  const timeoutMs = parseDurationMs(timeout, '--timeout');
  return {
    gracePeriodSeconds: Number(gracePeriod) < 0 ? undefined : Number(gracePeriod),
    timeout: timeoutMs > 0 ? { text: timeout, signal: AbortSignal.timeout(timeoutMs) } : undefined,
  };
}
