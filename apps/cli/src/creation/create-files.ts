// `create -f`: all objects of the files in one change set.

import { ApiError } from '@portolan/client/errors.ts';
import type { ApiObject, NewObject } from '@portolan/client/objects.ts';
import { KindOperations } from '@portolan/client/operations.ts';
import type { Cli } from '../cli.ts';
import { type ManifestSource, readManifests } from '../manifest-files.ts';
import { loadKinds, type ResourceKinds } from '../resource-kinds.ts';
import { reportWrite } from '../write-report.ts';
import { type WriteFlags, type WriteSettings, writeSettings } from '../write-settings.ts';
import { withContext } from './create-one.ts';

interface FileFlags extends WriteFlags {
  readonly filename?: string[];
  readonly recursive?: boolean;
}

export async function createFiles(cli: Cli, flags: FileFlags): Promise<void> {
  const sources = await readManifests(flags.filename ?? [], {
    recursive: flags.recursive === true,
    stdin: cli.streams.stdin,
  });
  const kinds = await loadKinds(cli);
  const settings = await writeSettings(cli, flags, kinds);
  const namespace = await cli.namespace();
  const placed = sources.map((source) => inPlace(source, kinds, namespace));
  if (settings.dryRun === 'client') return show(cli, placed, kinds, settings);
  const operations = placed.map(
    ({ manifest }) => new KindOperations<ApiObject>('').create(manifest as NewObject<ApiObject>), // The API checks what is inside.
  );
  const client = await cli.connect();
  const { results } = await client.commit(operations, { namespace, ...settings.write }, cli.request).catch((error) => {
    throw inSource(error, placed, kinds, 'creating');
  });
  for (const { object, warnings } of results) {
    await reportWrite(cli, { kind: kinds.ofManifest(object), object, verb: 'created', warnings }, settings);
  }
}

/** Objects of a namespace are in that of the command unless they name one. Throws CommandError for unknown kinds. */
export function inPlace({ from, manifest }: ManifestSource, kinds: ResourceKinds, namespace: string): ManifestSource {
  const { namespaced } = kinds.ofManifest(manifest);
  if (!namespaced || manifest.metadata.namespace !== undefined) return { from, manifest };
  return { from, manifest: { ...manifest, metadata: { ...manifest.metadata, namespace } } };
}

async function show(
  cli: Cli,
  sources: readonly ManifestSource[],
  kinds: ResourceKinds,
  settings: WriteSettings,
): Promise<void> {
  for (const { manifest } of sources) {
    const { name = manifest.metadata.generateName ?? '', ...metadata } = manifest.metadata;
    const object: ApiObject = { ...manifest, metadata: { name, ...metadata } };
    await reportWrite(cli, { kind: kinds.ofManifest(manifest), object, verb: 'created' }, settings);
  }
}

/** A refusal, with the file that the refused object came from. */
export function inSource(
  error: unknown,
  sources: readonly ManifestSource[],
  kinds: ResourceKinds,
  doing: string,
): unknown {
  if (!(error instanceof ApiError)) return error;
  const source = sourceOf(error, sources, kinds) ?? (sources.length === 1 ? sources[0] : undefined);
  return source ? withContext(error, `error when ${doing} "${source.from}"`) : error;
}

/** The manifest that a refusal is about. */
export function sourceOf<Source extends ManifestSource>(
  error: ApiError,
  sources: readonly Source[],
  kinds: ResourceKinds,
): Source | undefined {
  return sources.find(({ manifest }) => {
    const { kind, group } = kinds.ofManifest(manifest);
    return error.kind === (group ? `${kind}.${group}` : kind) && manifest.metadata.name === error.object;
  });
}
