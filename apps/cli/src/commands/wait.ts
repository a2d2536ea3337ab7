// `wait`: watches until every object has what is waited for.
import type { ApiObject } from '@portolan/client/objects.ts';
import { keyOf } from '@portolan/client/objects.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { parseDurationMs } from '../duration.ts';
import { exitCodes } from '../exit-codes.ts';
import { CommandError, FailureList, UsageError } from '../failures.ts';
import { readManifests } from '../manifest-files.ts';
import { type ListRequest, missingNames, nameSelector, readObjects } from '../reading/list-request.ts';
import { nameOutput, parseResourceArguments } from '../resource-arguments.ts';
import { loadKinds } from '../resource-kinds.ts';
import { isMet, parseWaitCondition, type WaitCondition } from '../wait-condition.ts';

interface WaitOptions {
  readonly for?: string;
  readonly timeout: string;
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
  readonly filename?: string[];
  readonly recursive?: boolean;
}

const collect = (value: string, before: string[] = []) => [...before, ...value.split(',')];
/** What a negative timeout stands for. */
const longestMs = 7 * 24 * 3_600_000;

export function defineWait(command: Command, cli: Cli): void {
  command
    .argument('[resources...]', 'pod/web | pods web | deploy -l app=web')
    .option('--for <what>', 'condition=NAME[=VALUE] | jsonpath={PATH}[=VALUE] | create | delete')
    .option('--timeout <duration>', 'how long; 0 looks once, a negative one waits a week', '30s')
    .option('-l, --selector <labels>', 'objects with these labels')
    .option('--field-selector <fields>', 'objects with these fields')
    .option('--all', 'all objects of the kind in the namespace')
    .option('-A, --all-namespaces', 'in all namespaces')
    .option('-f, --filename <path>', 'objects that these files name', collect)
    .option('-R, --recursive', 'folders of -f with the folders in them')
    .action((words: string[], options: WaitOptions) => wait(cli, words, options));
}

async function wait(cli: Cli, words: readonly string[], options: WaitOptions): Promise<void> {
  if (options.for === undefined) throw new UsageError('required flag(s) "for" not set');
  const condition = parseWaitCondition(options.for);
  const timeoutMs = parseDurationMs(options.timeout, '--timeout');
  const requests = await requestsOf(cli, words, options);
  const deadline = AbortSignal.timeout(timeoutMs < 0 ? longestMs : Math.max(timeoutMs, 1));
  const found = await Promise.all(requests.map((request) => waitFor(cli, { request, condition, deadline })));
  if (found.every((isAny) => !isAny)) throw new CommandError('no matching resources found');
}

async function requestsOf(cli: Cli, words: readonly string[], options: WaitOptions): Promise<ListRequest[]> {
  const { selector, fieldSelector, all, allNamespaces, filename, recursive } = options;
  const kinds = await loadKinds(cli);
  const namespace = allNamespaces ? undefined : await cli.namespace();
  if (filename) {
    const sources = await readManifests(filename, { recursive: recursive === true, stdin: cli.streams.stdin });
    return sources.map(({ manifest }) => ({
      kind: kinds.ofManifest(manifest),
      names: [manifest.metadata.name ?? ''],
      namespace: manifest.metadata.namespace ?? namespace ?? 'default',
      chunkSize: 0,
    }));
  }
  return parseResourceArguments(words, kinds).map(({ kind, names }) => {
    if (!names && selector === undefined && fieldSelector === undefined && !all) {
      throw new UsageError('resource(s) were provided, but no name, label selector, or --all flag specified');
    }
    return {
      kind,
      chunkSize: 500,
      ...(names && { names }),
      ...(namespace !== undefined && { namespace }),
      ...(selector !== undefined && { labelSelector: selector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
    };
  });
}

interface Waiting {
  readonly request: ListRequest;
  readonly condition: WaitCondition;
  readonly deadline: AbortSignal;
}

/** Whether there was anything to wait for. Throws what failed: all names that are not there, or that took too long. */
async function waitFor(cli: Cli, { request, condition, deadline }: Waiting): Promise<boolean> {
  const { kind, names } = request;
  const { objects, resourceVersion } = await readObjects(cli, request);
  const isThere = condition.until !== 'created' && condition.until !== 'deleted';
  const missing = isThere
    ? missingNames(
        request,
        objects.map(({ metadata }) => metadata.name),
      )
    : [];
  if (missing.length > 0) throw missing.length === 1 ? missing[0] : new FailureList(missing);
  const remaining = new Map<string, string>();
  if (condition.until === 'created') {
    for (const name of names ?? []) remaining.set(expectedKey(request, name), name);
    if (!names && objects.length === 0) remaining.set('', '');
  }
  for (const object of objects) remaining.set(keyOf(object), object.metadata.name);
  if (condition.until === 'deleted' && names && objects.length === 0) return true;
  if (remaining.size === 0) return false;
  const take = (object: ApiObject, isGone: boolean) => {
    const key = condition.until === 'created' && remaining.has('') ? '' : keyOf(object);
    const isDone = isGone ? condition.until === 'deleted' : isMet(condition, object);
    if (!isDone || !remaining.delete(key)) return;
    cli.print(`${nameOutput(kind, object.metadata.name)} condition met`);
  };
  for (const object of objects) take(object, false);
  if (remaining.size > 0) await watchUntil(cli, { request, since: resourceVersion, deadline, remaining, take });
  if (remaining.size === 0) return true;
  const late = [...remaining.values()].map(
    (name) =>
      new CommandError(`timed out waiting for the condition on ${kind.plural}${name && `/${name}`}`, exitCodes.timeout),
  );
  throw late.length === 1 ? late[0] : new FailureList(late);
}

function expectedKey({ kind, namespace }: ListRequest, name: string): string {
  return kind.namespaced ? `${namespace ?? 'default'}/${name}` : name;
}

interface WatchUntil {
  readonly request: ListRequest;
  readonly since: string;
  readonly deadline: AbortSignal;
  readonly remaining: ReadonlyMap<string, string>;
  readonly take: (object: ApiObject, isGone: boolean) => void;
}

async function watchUntil(cli: Cli, { request, since, deadline, remaining, take }: WatchUntil): Promise<void> {
  const { kind, namespace, names, labelSelector } = request;
  const fieldSelector = [request.fieldSelector, names && nameSelector(names)].filter(Boolean).join(',');
  const changes = (await cli.connectLive()).watch<ApiObject>({
    kinds: [kind.resource],
    since,
    signal: deadline,
    ...(kind.namespaced && namespace !== undefined && { namespace }),
    ...(labelSelector !== undefined && { labelSelector }),
    ...(fieldSelector && { fieldSelector }),
  });
  for await (const item of changes) {
    if (item.type === 'DELTA') for (const { type, object } of item.events) take(object, type === 'DELETED');
    else for (const object of item.objects) take(object, false);
    if (remaining.size === 0) return;
  }
}
