// `describe`: objects in full sentences of fields, with what happened to them.
import { isCode } from '@portolan/client/errors.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { describeEvents, type Surroundings } from '../describe/describer.ts';
import { describerOf } from '../describe/describers.ts';
import { Report } from '../describe/report.ts';
import { readEvents } from '../events.ts';
import { throwFailures, UsageError } from '../failures.ts';
import { readManifests } from '../manifest-files.ts';
import { type ListRequest, notFound, readObjects } from '../reading/list-request.ts';
import { momentOf, parseAt } from '../reading/past.ts';
import { parseResourceArguments } from '../resource-arguments.ts';
import { loadKinds, type ResourceKind, type ResourceKinds } from '../resource-kinds.ts';

interface DescribeOptions {
  readonly allNamespaces?: boolean;
  readonly selector?: string;
  readonly showEvents: boolean | string;
  readonly at?: string;
  readonly filename?: string[];
  readonly recursive?: boolean;
}

const collect = (value: string, before: string[] = []) => [...before, ...value.split(',')];

export function defineDescribe(command: Command, cli: Cli): void {
  command
    .argument('[resources...]', 'pods web | pod/web | pods | a prefix of names: pods web-')
    .option('-A, --all-namespaces', 'objects of all namespaces')
    .option('-l, --selector <labels>', 'only objects with these labels')
    .option('--show-events [boolean]', 'what happened to them', true)
    .option('--at <when>', 'as it was: a revision, a time, -10m or 10m-ago')
    .option('-f, --filename <path>', 'objects that these files name', collect)
    .option('-R, --recursive', 'folders of -f with the folders in them')
    .action((words: string[], options: DescribeOptions) => describe(cli, words, options));
}

interface Found {
  readonly kind: ResourceKind;
  readonly object: ApiObject;
}

async function describe(cli: Cli, words: readonly string[], options: DescribeOptions): Promise<void> {
  const kinds = await loadKinds(cli);
  const at = options.at === undefined ? undefined : parseAt(options.at, Date.now());
  const requests = (await requestsOf(cli, { words, options, kinds })).map((each) => ({ ...each, ...(at && { at }) }));
  const failures: unknown[] = [];
  const found: Found[] = [];
  for (const request of requests) {
    const { kind, names } = request;
    const { objects } = await readObjects(cli, request);
    const missing = (names ?? []).filter((name) => !objects.some(({ metadata }) => metadata.name === name));
    // What is no name may be the beginning of some.
    const all = missing.length > 0 ? (await readObjects(cli, withoutNames(request))).objects : [];
    const begun = missing.map((prefix) => ({
      prefix,
      matches: all.filter(({ metadata }) => metadata.name.startsWith(prefix)),
    }));
    found.push(...[...objects, ...begun.flatMap(({ matches }) => matches)].map((object) => ({ kind, object })));
    failures.push(...begun.filter(({ matches }) => matches.length === 0).map(({ prefix }) => notFound(kind, prefix)));
  }
  const showEvents = String(options.showEvents) !== 'false';
  const nowMs = await momentOf(cli, at);
  for (const [index, { kind, object }] of found.entries()) {
    if (index > 0) cli.print('\n');
    cli.print(await description(cli, { kind, object, kinds, showEvents, nowMs, at }));
  }
  throwFailures(failures);
  if (found.length === 0) cli.warn(nothingFound(requests));
}

function withoutNames({ names: _, ...request }: ListRequest): ListRequest {
  return request;
}

function nothingFound(requests: readonly ListRequest[]): string {
  const place = requests.find(({ kind, namespace }) => kind.namespaced && namespace !== undefined);
  return place ? `No resources found in ${place.namespace} namespace.` : 'No resources found';
}

async function requestsOf(
  cli: Cli,
  { words, options, kinds }: { words: readonly string[]; options: DescribeOptions; kinds: ResourceKinds },
): Promise<ListRequest[]> {
  const { allNamespaces, selector, filename, recursive } = options;
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
  if (words.length > 1 && selector !== undefined)
    throw new UsageError('name cannot be provided when a selector is specified');
  return parseResourceArguments(words, kinds).map((selection) => ({
    ...selection,
    chunkSize: 500,
    ...(namespace !== undefined && { namespace }),
    ...(selector !== undefined && { labelSelector: selector }),
  }));
}

interface Description extends Found {
  readonly kinds: ResourceKinds;
  readonly showEvents: boolean;
  readonly nowMs: number;
  readonly at: string | undefined;
}

async function description(cli: Cli, { kind, object, kinds, showEvents, nowMs, at }: Description): Promise<string> {
  const around: Surroundings = {
    kind,
    nowMs,
    async list<T extends ApiObject>(name: string, selection: object): Promise<readonly T[]> {
      try {
        const request = { kind: kinds.byName(name), chunkSize: 500, ...selection, ...(at && { at }) };
        return (await readObjects(cli, request)).objects as readonly T[];
      } catch (error) {
        if (isCode(error, 'FORBIDDEN')) return [];
        throw error;
      }
    },
  };
  const report = new Report();
  await describerOf(kind.resource)(report, object, around);
  if (showEvents) describeEvents(report, await eventsOf(cli, { object, kinds, at }), nowMs);
  return report.toString();
}

async function eventsOf(cli: Cli, { object, kinds, at }: Pick<Description, 'object' | 'kinds' | 'at'>) {
  const { kind, metadata } = object;
  const { name, uid, namespace } = metadata;
  // A node's events name it as their uid as well, so the name alone decides for what has no namespace.
  const regarding = { kind, name, ...(namespace && uid && { uid }) };
  try {
    return (await readEvents(cli, kinds, { regarding, ...(namespace && { namespace }), ...(at && { at }) })).events;
  } catch (error) {
    if (isCode(error, 'FORBIDDEN')) return [];
    throw error;
  }
}
