// Deletes what manifests name, to make room for what is created anew.
import type { Cli } from '../cli.ts';
import type { ManifestSource } from '../manifest-files.ts';
import type { ResourceKinds } from '../resource-kinds.ts';
import { parseDeletion } from './deletion.ts';
import { deleteTargets } from './targets.ts';

export async function deleteSources(
  cli: Cli,
  sources: readonly ManifestSource[],
  kinds: ResourceKinds,
  gracePeriod: string | undefined,
): Promise<void> {
  const targets = sources.map(({ manifest }) => ({
    kind: kinds.ofManifest(manifest),
    name: manifest.metadata.name ?? '',
    ...(manifest.metadata.namespace !== undefined && { namespace: manifest.metadata.namespace }),
  }));
  const force = gracePeriod === undefined;
  const deletion = parseDeletion({
    wait: true,
    timeout: '0s',
    force,
    ...(gracePeriod !== undefined && { gracePeriod }),
  });
  await deleteTargets(cli, targets, { ...deletion, ignoreNotFound: true, namesOnly: false });
}
