// Every command, in the order the help shows them. A command is a file in `commands/` and a line here.
import type { Command } from 'commander';
import type { Cli } from './cli.ts';

/** Gives the command its arguments, flags and action. */
export type DefineCommand = (command: Command, cli: Cli) => void;

export interface CommandEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly isHidden?: boolean;
  readonly load: () => Promise<DefineCommand>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'get',
    summary: 'Display one or many resources',
    load: async () => (await import('./commands/get.ts')).defineGet,
  },
  {
    name: 'version',
    summary: 'Print the version of client and server',
    load: async () => (await import('./commands/version.ts')).defineVersion,
  },
];
