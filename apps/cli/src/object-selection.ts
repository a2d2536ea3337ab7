// The objects a writing command acts on: by name, by labels, by the files that name them.
import { ApiError } from '@portolan/client/errors.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { CommandError, throwFailures, UsageError } from './failures.ts';
import { readManifests } from './manifest-files.ts';
import { type ListRequest, missingNames, readObjects } from './reading/list-request.ts';
import { parseResourceArguments } from './resource-arguments.ts';
import type { ResourceKind, ResourceKinds } from './resource-kinds.ts';

export interface SelectionFlags {
  readonly filename?: string[];
  readonly recursive?: boolean;
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
}

export interface SelectedObject {
  readonly kind: ResourceKind;
  readonly object: ApiObject;
}

export interface Selection {
  readonly objects: readonly SelectedObject[];
  /** What was named and is not there. */
  readonly failures: readonly Error[];
}

const chunkSize = 500;

export const collect = (value: string, before: string[] = []) => [...before, ...value.split(',')];

export function addFileOptions(command: Command): Command {
  return command
    .option('-f, --filename <path>', 'objects that these files name; - for the standard input', collect)
    .option('-R, --recursive', 'folders of -f with the folders in them');
}

export function addSelectionOptions(command: Command): Command {
  return addFileOptions(command)
    .option('-l, --selector <labels>', 'objects with these labels: app=web,tier in (front, back),!canary')
    .option('--all', 'all objects of the kind in the namespace');
}

/** Reads them. Throws UsageError in kubectl's words. */
export async function selectObjects(
  cli: Cli,
  kinds: ResourceKinds,
  words: readonly string[],
  flags: SelectionFlags,
): Promise<Selection> {
  const requests = await listRequests(cli, kinds, words, flags);
  const objects: SelectedObject[] = [];
  const failures: Error[] = [];
  for (const request of requests) {
    const found = (await readObjects(cli, request)).objects;
    objects.push(...found.map((object) => ({ kind: request.kind, object })));
    failures.push(
      ...missingNames(
        request,
        found.map(({ metadata }) => metadata.name),
      ),
    );
  }
  return { objects, failures };
}

/** What is to be read; a request without names selects. Throws UsageError in kubectl's words. */
export async function listRequests(
  cli: Cli,
  kinds: ResourceKinds,
  words: readonly string[],
  { filename, recursive, selector, fieldSelector, all, allNamespaces }: SelectionFlags,
): Promise<ListRequest[]> {
  const selects = selector !== undefined || fieldSelector !== undefined;
  if (all && selects) {
    throw new UsageError(
      `cannot set --all and --${selector === undefined ? 'field-selector' : 'selector'} at the same time`,
    );
  }
  const namespace = allNamespaces ? undefined : await cli.namespace();
  if (filename) {
    if (words.length > 0)
      throw new UsageError(
        'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
      );
    return requestsOfFiles(cli, kinds, { filename, recursive: recursive === true, namespace: namespace ?? 'default' });
  }
  if (words.length === 0) throw new UsageError(nothingNamed);
  return parseResourceArguments(words, kinds).map(({ kind, names }) => {
    if (names && selects) throw new UsageError('name cannot be provided when a selector is specified');
    if (names && all) throw new UsageError("setting 'all' parameter but found a non empty selector. ");
    if (!names && !selects && !all) throw new UsageError('resource(s) were provided, but no name was specified');
    return {
      kind,
      chunkSize,
      ...(names && { names }),
      ...(kind.namespaced && namespace !== undefined && { namespace }),
      ...(selector !== undefined && { labelSelector: selector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
    };
  });
}

const nothingNamed = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

async function requestsOfFiles(
  cli: Cli,
  kinds: ResourceKinds,
  { filename, recursive, namespace }: { filename: string[]; recursive: boolean; namespace: string },
): Promise<ListRequest[]> {
  const sources = await readManifests(filename, { recursive, stdin: cli.streams.stdin });
  return sources.map(({ from, manifest }) => {
    const { name } = manifest.metadata;
    if (name === undefined)
      throw new UsageError(`error when retrieving current configuration of "${from}": resource name may not be empty`);
    const kind = kinds.ofManifest(manifest);
    return {
      kind,
      chunkSize,
      names: [name],
      ...(kind.namespaced && { namespace: manifest.metadata.namespace ?? namespace }),
    };
  });
}

/** One after the other; what fails does not keep the others from their turn. Throws what failed, at the end. */
export async function actOnEach(
  { objects, failures }: Selection,
  act: (selected: SelectedObject) => Promise<void>,
): Promise<void> {
  const all: unknown[] = [...failures];
  for (const selected of objects) {
    try {
      await act(selected);
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof CommandError)) throw error;
      all.push(error);
    }
  }
  throwFailures(all);
}

/** Where the client finds the object. */
export function placeOf({ metadata }: ApiObject): { readonly name: string; readonly namespace?: string } {
  const { name, namespace } = metadata;
  return { name, ...(namespace !== undefined && { namespace }) };
}
