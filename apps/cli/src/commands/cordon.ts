// `cordon`, `uncordon`: whether a node gets further pods.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addDryRunOption, parseDryRun } from '../dry-run.ts';
import { selectNodes } from '../nodes/select-nodes.ts';
import { setSchedulable } from '../nodes/set-schedulable.ts';

interface CordonFlags {
  readonly selector?: string;
  readonly dryRun?: unknown;
}

export function defineCordon(command: Command, cli: Cli): void {
  define(command, cli, 'cordon');
}

export function defineUncordon(command: Command, cli: Cli): void {
  define(command, cli, 'uncordon');
}

function define(command: Command, cli: Cli, verb: 'cordon' | 'uncordon'): void {
  addDryRunOption(command)
    .argument('[nodes...]', 'n1 | node/n1')
    .option('-l, --selector <labels>', 'nodes with these labels')
    .action(async (words: string[], { selector, ...flags }: CordonFlags) => {
      const dryRun = parseDryRun(flags.dryRun);
      const nodes = await selectNodes(cli, verb, { words, selector });
      for (const node of nodes) await setSchedulable(cli, node, { verb, dryRun });
    });
}
