// Creates what a generator made, or shows it.

import { ApiError } from '@portolan/client/errors.ts';
import type { ApiObject, NewObject } from '@portolan/client/objects.ts';
import type { Cli } from '../cli.ts';
import { CommandError, exitCodeOf } from '../failures.ts';
import type { ManifestDocument } from '../manifest-files.ts';
import { ownKindNames } from '../resource-kinds.ts';
import { reportWrite } from '../write-report.ts';
import { type WriteFlags, writeSettings } from '../write-settings.ts';

export interface Creation {
  readonly manifest: ManifestDocument;
  readonly namespaced: boolean;
  /** `created` unless told. */
  readonly verb?: string;
  /** `failed to create configmap:`: what stands before the reason of a failure, where something does. */
  readonly failure?: string;
}

/** A dry run of the client needs no server: the manifest is shown as it would be sent. */
export async function createOne(
  cli: Cli,
  { manifest, namespaced, verb = 'created', failure }: Creation,
  flags: WriteFlags,
): Promise<void> {
  const settings = await writeSettings(cli, flags, ownKindNames);
  const kind = ownKindNames.ofManifest(manifest);
  const object = namespaced ? await inNamespace(cli, manifest) : manifest;
  if (settings.dryRun === 'client') {
    return reportWrite(cli, { kind, object: shown(cli, object), verb }, settings);
  }
  const client = await cli.connect();
  const { apiVersion } = manifest;
  const groupKind = apiVersion.includes('/') ? `${manifest.kind}.${kind.group}` : manifest.kind;
  try {
    const create = object as NewObject<ApiObject>; // The API checks what is inside.
    const result = await client.of<ApiObject>(groupKind).create(create, settings.write, cli.request);
    await reportWrite(cli, { kind, object: result.object, verb, warnings: result.warnings }, settings);
  } catch (error) {
    throw failure === undefined || !(error instanceof ApiError)
      ? error
      : new CommandError(`${failure} ${error.message}`, exitCodeOf(error));
  }
}

/** Says what was being done; refusals that list fields stand for themselves. */
export function withContext(error: unknown, context: string): unknown {
  if (!(error instanceof ApiError) || error.causes.length > 0 || error.code === 'UNAUTHORIZED') return error;
  const { code, kind, object, causes, retryAfterSeconds } = error;
  return new ApiError(`${context}: ${error.message}`, { code, kind, name: object, causes, retryAfterSeconds });
}

async function inNamespace(cli: Cli, manifest: ManifestDocument): Promise<ManifestDocument> {
  if (manifest.metadata.namespace !== undefined) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, namespace: await cli.namespace() } };
}

/** The namespace is part of a manifest only where it was asked for. */
function shown(cli: Cli, manifest: ManifestDocument): ApiObject {
  const { namespace, ...metadata } = manifest.metadata;
  const isAskedFor = cli.options.namespace !== undefined && namespace !== undefined;
  return { ...manifest, metadata: { name: '', ...metadata, ...(isAskedFor && { namespace }) } };
}
