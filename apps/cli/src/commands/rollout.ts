// `rollout`: how a deployment gets to its newest template, and back.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addFileOptions, type SelectionFlags } from '../object-selection.ts';
import { addWriteOptions, type WriteFlags } from '../write-settings.ts';

export interface RolloutFlags extends SelectionFlags, WriteFlags {
  readonly revision?: string;
  readonly toRevision?: string;
  readonly watch: boolean;
  readonly timeout: string;
}

export type RunRollout = (cli: Cli, words: readonly string[], flags: RolloutFlags) => Promise<void>;

export function defineRollout(command: Command, cli: Cli): void {
  const add = (name: string, summary: string, load: () => Promise<RunRollout>) =>
    addFileOptions(command.command(name))
      .description(summary)
      .argument('[resources...]', 'deployment/web | deployments web api')
      .option('-l, --selector <labels>', 'objects with these labels')
      .action(async (words: string[], flags: RolloutFlags) => (await load())(cli, words, flags));
  const write = async () => (await import('../rollout/writes.ts')).rolloutWrites;
  add(
    'status',
    'Wait for a rollout to end, and say how far it is',
    async () => (await import('../rollout/status.ts')).rolloutStatus,
  )
    .option('-w, --watch', 'wait for the end of the rollout')
    .option('--no-watch', 'say how far it is, and do not wait')
    .option('--timeout <duration>', 'how long to wait at the most; 0 for as long as it takes', '0s')
    .option('--revision <number>', 'wait for this revision, and fail when it is no longer the newest', '0');
  add('history', 'Show the revisions there are', async () => (await import('../rollout/history.ts')).rolloutHistory)
    .option('--revision <number>', 'show the pod template of one revision', '0')
    .option('-o, --output <format>', 'json | yaml | name | jsonpath=…');
  addWriteOptions(add('undo', 'Go back to an earlier revision', async () => (await write()).undo)).option(
    '--to-revision <number>',
    'to this one; 0 for the one before the current',
    '0',
  );
  addWriteOptions(add('pause', 'Let changes wait', async () => (await write()).pause));
  addWriteOptions(add('resume', 'Go on with changes that wait', async () => (await write()).resume));
  addWriteOptions(add('restart', 'Replace all pods by equal ones', async () => (await write()).restart));
}
