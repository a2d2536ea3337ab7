// `at WHEN COMMAND …`: the words are turned into `COMMAND --at=WHEN …` before they are read (reading/at-words.ts). What
// comes here is incomplete, or asks for help.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { UsageError } from '../failures.ts';
import { readsPast } from '../reading/at-words.ts';

export function defineAt(command: Command, _cli: Cli): void {
  command
    .usage('WHEN COMMAND [arguments and flags of the command]')
    .argument('<when>', '-10m | 10m-ago | 2026-01-31T12:00:00Z | a revision')
    .argument('<command...>', readsPast.join(' | '))
    .allowUnknownOption()
    .action(() => {
      throw new UsageError(`which command? One of: ${readsPast.join(', ')}`);
    });
}
