// What is written to workloads.
import type { Client } from '@portolan/client/client.ts';
import type { ContainerImage } from './image-dialog.tsx';
import { kindOfFolder, type WorkloadRow } from './workload-kind.ts';

type Sized = Pick<WorkloadRow, 'folder' | 'namespace' | 'name' | 'desired'>;
type Verb = 'rolloutRestart' | 'rolloutPause' | 'rolloutResume' | 'rolloutUndo';

/** What would bring the sizes back that workloads have now. */
export function sizesOf(rows: readonly WorkloadRow[]): readonly Sized[] {
  return rows.map(({ folder, namespace, name, desired }) => ({ folder, namespace, name, desired }));
}

/** All or none. */
export async function scaleAll(client: Client, sizes: readonly Sized[]): Promise<void> {
  const operations = sizes.map(({ folder, namespace, name, desired }) =>
    client.of(kindOfFolder[folder]).operations.scale({ namespace, name }, desired),
  );
  await client.commit(operations, { reason: 'scaled in the dashboard' });
}

export async function rollout(
  client: Client,
  verb: Verb,
  { namespace, name }: Pick<WorkloadRow, 'namespace' | 'name'>,
  { toRevision, reason }: { readonly toRevision?: number; readonly reason?: string } = {},
): Promise<void> {
  const [declared, passed] = toRevision === undefined ? ['', ''] : [', $toRevision: Int', ', toRevision: $toRevision'];
  await client.request(
    `mutation($namespace: String!, $name: String!, $reason: String${declared}) {
  ${verb}(namespace: $namespace, name: $name, reason: $reason, fieldManager: "dashboard"${passed}) { revision }
}`,
    { namespace, name, reason: reason || 'from the dashboard', ...(toRevision !== undefined && { toRevision }) },
  );
}

export async function setImages(
  client: Client,
  { folder, namespace, name }: Pick<WorkloadRow, 'folder' | 'namespace' | 'name'>,
  containers: readonly ContainerImage[],
): Promise<void> {
  const patch = { spec: { template: { spec: { containers } } } };
  const { operations } = client.of(kindOfFolder[folder]);
  await client.commit([operations.patch({ namespace, name }, patch)], { reason: 'image set in the dashboard' });
}
