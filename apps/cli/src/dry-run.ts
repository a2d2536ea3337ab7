// `--dry-run`: how far a write goes.
import { type Command, Option } from 'commander';
import { UsageError } from './failures.ts';

/** `client` sends nothing, `server` has the API do everything but the write. */
export type DryRun = 'none' | 'client' | 'server';

export function addDryRunOption(command: Command): Command {
  return command.addOption(
    new Option('--dry-run [strategy]', 'only show what would happen: "none", "server" or "client"').default('none'),
  );
}

/** Throws UsageError. A bare `--dry-run` is `client`, as it was in kubectl. */
export function parseDryRun(given: unknown): DryRun {
  if (given === true) return 'client';
  if (given === undefined) return 'none';
  if (given === 'none' || given === 'client' || given === 'server') return given;
  throw new UsageError(`Invalid dry-run value (${String(given)}). Must be "none", "server", or "client".`);
}

/** What stands behind the result of a write that was not made. */
export function dryRunNote(dryRun: DryRun): string {
  return { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun];
}
