// The deployments a rollout command is about.
import type { Deployment } from '@portolan/client/generated/kubernetes.ts';
import type { Cli } from '../cli.ts';
import type { RolloutFlags } from '../commands/rollout.ts';
import { CommandError, UsageError } from '../failures.ts';
import { type SelectedObject, type Selection, selectObjects } from '../object-selection.ts';
import type { ResourceKinds } from '../resource-kinds.ts';

/** A kind without names stands for all of it in the namespace. Throws UsageError. */
export async function selectRollouts(
  cli: Cli,
  kinds: ResourceKinds,
  words: readonly string[],
  flags: RolloutFlags,
): Promise<Selection> {
  if (words.length === 0 && !flags.filename) throw new UsageError('required resource not specified');
  const isAll = words.length === 1 && !words[0]?.includes('/') && flags.selector === undefined;
  return selectObjects(cli, kinds, words, { ...flags, ...(isAll && { all: true }) });
}

/** Throws CommandError for kinds that are not rolled out. */
export function requireDeployment({ kind, object }: SelectedObject, what: string): Deployment {
  if (kind.resource === 'deployments.apps') return object as Deployment;
  throw new CommandError(`${what} for ${kind.kind}${kind.group ? `.${kind.group}` : ''}`);
}

export function revisionNumber(text: string | undefined, flag: string): number {
  const number = Number(text ?? 0);
  if (/^-?\d+$/.test(text ?? '0')) {
    if (number >= 0) return number;
    throw new UsageError(`revision must be a positive integer: ${text}`);
  }
  throw new UsageError(`invalid argument "${text}" for "${flag}" flag: must be a whole number`);
}

const revisionAnnotation = 'deployment.kubernetes.io/revision';

/** 0 before the controller has numbered it. */
export function revisionOf({ metadata }: Pick<Deployment, 'metadata'>): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0) || 0;
}
