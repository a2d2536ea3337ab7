// How objects are deleted, as the flags say.
import type { DeleteOptions } from '@portolan/client/operations.ts';
import type { Command } from 'commander';
import { addDryRunOption, type DryRun, parseDryRun } from '../dry-run.ts';
import { parseDurationMs } from '../duration.ts';
import { UsageError } from '../failures.ts';

export interface DeletionFlags {
  readonly gracePeriod?: string;
  readonly now?: boolean;
  readonly force?: boolean;
  readonly cascade?: unknown;
  readonly wait: boolean;
  readonly timeout: string;
  readonly dryRun?: unknown;
}

export interface Deletion {
  readonly options: DeleteOptions;
  readonly isForced: boolean;
  /** Until the objects are gone. */
  readonly wait: boolean;
  readonly timeoutMs: number;
  readonly dryRun: DryRun;
}

/** What a wait without a timeout stands for. */
const longestMs = 7 * 24 * 3_600_000;

export function deletionOf(command: Command): Command {
  return addDryRunOption(command)
    .option('--grace-period <seconds>', 'how long objects have to end; -1 for as long as they say', '-1')
    .option('--now', 'a grace period of one second')
    .option('--force', 'forget pods without waiting for their processes to end')
    .option('--cascade [how]', 'background | foreground | orphan: what becomes of what they own', 'background')
    .option('--wait', 'wait until they are gone', true)
    .option('--no-wait', 'do not wait')
    .option('--timeout <duration>', 'how long to wait; 0 for as long as it takes', '0s');
}

/** Throws UsageError in kubectl's words. */
export function parseDeletion(flags: DeletionFlags): Deletion {
  const gracePeriodSeconds = graceSeconds(flags);
  const timeoutMs = parseDurationMs(flags.timeout, '--timeout');
  return {
    options: {
      propagation: propagationOf(flags.cascade),
      ...(gracePeriodSeconds >= 0 && { gracePeriodSeconds }),
    },
    isForced: flags.force === true && gracePeriodSeconds === 0,
    // Who does not wait for the processes does not wait at all.
    wait: flags.wait,
    timeoutMs: timeoutMs > 0 ? timeoutMs : longestMs,
    dryRun: parseDryRun(flags.dryRun),
  };
}

function graceSeconds({ gracePeriod = '-1', now, force }: DeletionFlags): number {
  if (!/^-?\d+$/.test(gracePeriod)) {
    throw new UsageError(`invalid argument "${gracePeriod}" for "--grace-period" flag: must be a whole number`);
  }
  const given = Number(gracePeriod);
  if (now) {
    if (given !== -1) throw new UsageError('--now and --grace-period cannot be specified together');
    return force ? 0 : 1;
  }
  if (!force) {
    // Nothing but --force ends an object without a moment to end by itself.
    return given === 0 ? 1 : given;
  }
  if (given > 0) throw new UsageError('--force and --grace-period greater than 0 cannot be specified together');
  return 0;
}

const propagations: Readonly<Record<string, NonNullable<DeleteOptions['propagation']>>> = {
  background: 'BACKGROUND',
  foreground: 'FOREGROUND',
  orphan: 'ORPHAN',
};

function propagationOf(cascade: unknown): NonNullable<DeleteOptions['propagation']> {
  const found = propagations[cascade === true || cascade === undefined ? 'background' : String(cascade)];
  if (found) return found;
  throw new UsageError(`invalid cascade value (${String(cascade)}). Must be "background", "foreground", or "orphan"`);
}
