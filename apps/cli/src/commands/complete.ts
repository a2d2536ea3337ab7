// `__complete -- WORD…`: candidates for the last word, one a line, with a tab and a description where there is one.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { candidatesFor } from '../completion/candidates.ts';

export function defineComplete(command: Command, cli: Cli): void {
  command
    .argument('[words...]')
    .allowUnknownOption()
    .action(async () => {
      for (const { word, about } of await candidatesFor(cli, cli.afterDashes ?? [])) {
        cli.print(about ? `${word}\t${about}` : word);
      }
    });
}
