// Deletes one object after the other, then waits for those that take their time.
import { ApiError, isCode } from '@portolan/client/errors.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Cli } from '../cli.ts';
import { dryRunNote } from '../dry-run.ts';
import { exitCodes } from '../exit-codes.ts';
import { CommandError, throwFailures } from '../failures.ts';
import { nameSelector } from '../reading/list-request.ts';
import { nameOutput } from '../resource-arguments.ts';
import type { ResourceKind } from '../resource-kinds.ts';
import type { Deletion } from './deletion.ts';

export interface Target {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly namespace?: string;
}

export interface TargetDeletion extends Deletion {
  readonly ignoreNotFound: boolean;
  /** As `-o name`; nothing is printed for undefined. */
  readonly namesOnly: boolean | undefined;
}

/** How many were there. Throws what failed, once everything was tried. */
export async function deleteTargets(cli: Cli, targets: readonly Target[], deletion: TargetDeletion): Promise<number> {
  const terminating: TerminatingTarget[] = [];
  const failures: unknown[] = [];
  let found = 0;
  for (const target of targets) {
    try {
      const uid = await deleteOne(cli, target, deletion);
      if (uid !== undefined) terminating.push({ ...target, uid });
      found++;
    } catch (error) {
      if (deletion.ignoreNotFound && isCode(error, 'NOT_FOUND')) continue;
      if (!(error instanceof ApiError)) throw error;
      failures.push(error);
    }
  }
  if (deletion.wait && terminating.length > 0) {
    await untilGone(cli, terminating, deletion.timeoutMs).catch((error) => failures.push(error));
  }
  throwFailures(failures);
  return found;
}

/** The uid of what is still there, waiting for its grace period or its finalizers. */
async function deleteOne(cli: Cli, target: Target, deletion: TargetDeletion): Promise<string | undefined> {
  const { kind, name, namespace } = target;
  const client = await cli.connect();
  const { outcome, object } = await client
    .of<ApiObject>(kind.resource)
    .delete(
      { name, namespace },
      { ...deletion.options, ...(deletion.dryRun !== 'none' && { dryRun: true }) },
      cli.request,
    );
  if (deletion.namesOnly) cli.print(nameOutput(kind, name));
  else if (deletion.namesOnly === false) cli.print(deletedText(target, deletion));
  return outcome === 'TERMINATING' && deletion.dryRun === 'none' ? object.metadata.uid : undefined;
}

/** `pod "web" deleted from default namespace` */
function deletedText({ kind, name, namespace }: Target, { isForced, dryRun }: Deletion): string {
  const what = `${kind.singular}${kind.group && `.${kind.group}`} "${name}"`;
  const place = kind.namespaced && namespace !== undefined ? ` from ${namespace} namespace` : '';
  return `${what} ${isForced ? 'force deleted' : 'deleted'}${place}${dryRunNote(dryRun)}`;
}

interface TerminatingTarget extends Target {
  readonly uid: string;
}

/** One watch for each kind and namespace. Throws CommandError when the time is over. */
async function untilGone(cli: Cli, targets: readonly TerminatingTarget[], timeoutMs: number): Promise<void> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const groups = new Map<string, TerminatingTarget[]>();
  for (const target of targets) {
    const key = `${target.kind.resource} ${target.namespace ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  const left = await Promise.all([...groups.values()].map((group) => watchUntilGone(cli, group, deadline)));
  const late = left.flat().map(({ kind, name }) => {
    return new CommandError(`timed out waiting for the condition on ${kind.plural}/${name}`, exitCodes.timeout);
  });
  throwFailures(late);
}

async function watchUntilGone(
  cli: Cli,
  group: readonly TerminatingTarget[],
  deadline: AbortSignal,
): Promise<readonly TerminatingTarget[]> {
  const [first] = group;
  if (!first) return [];
  const remaining = new Map(group.map((target) => [target.uid, target]));
  const client = await cli.connectLive();
  const changes = client.watch<ApiObject>({
    kinds: [first.kind.resource],
    fieldSelector: nameSelector(group.map(({ name }) => name)),
    signal: deadline,
    ...(first.kind.namespaced && first.namespace !== undefined && { namespace: first.namespace }),
  });
  for await (const item of changes) {
    if (item.type === 'SNAPSHOT') {
      const there = new Set(item.objects.map(({ metadata }) => metadata.uid));
      for (const uid of remaining.keys()) if (!there.has(uid)) remaining.delete(uid);
    } else {
      for (const { type, object } of item.events) if (type === 'DELETED') remaining.delete(object.metadata.uid ?? '');
    }
    if (remaining.size === 0) return [];
  }
  return [...remaining.values()];
}
