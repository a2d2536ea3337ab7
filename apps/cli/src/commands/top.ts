import type { Command } from 'commander';
import { CommandError } from '../failures.ts';

export function defineTop(command: Command): void {
  for (const what of ['nodes', 'pods']) {
    command
      .command(what)
      .alias(what.slice(0, -1))
      .description(`What ${what} use of processor and memory`)
      .action(() => {
        throw new CommandError('Metrics API not available: the server does not collect what nodes and pods use');
      });
  }
}
