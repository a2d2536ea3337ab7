// `expose`: a service in front of the pods of an object.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { createOne } from '../creation/create-one.ts';
import { type ExposeFlags, exposingManifest } from '../creation/services.ts';
import { CommandError } from '../failures.ts';
import { actOnEach, addFileOptions, type SelectionFlags, selectObjects } from '../object-selection.ts';
import { loadKinds } from '../resource-kinds.ts';
import { addWriteOptions, type WriteFlags } from '../write-settings.ts';

const exposable: ReadonlySet<string> = new Set([
  'pods',
  'services',
  'deployments.apps',
  'replicasets.apps',
  'replicationcontrollers',
]);

type Flags = ExposeFlags & SelectionFlags & WriteFlags;

export function defineExpose(command: Command, cli: Cli): void {
  addWriteOptions(addFileOptions(command))
    .argument('[resources...]', 'deployment/web | pod web')
    .option('--port <port>', 'the port of the service; that of the containers unless told')
    .option('--target-port <port>', 'the port of the pods, a number or a name')
    .option('--name <name>', 'of the service; that of the object unless told')
    .option('--type <type>', 'ClusterIP | NodePort | LoadBalancer')
    .option('--protocol <protocol>', 'TCP | UDP | SCTP')
    .option('--selector <labels>', 'which pods, instead of those of the object')
    .option('-l, --labels <labels>', 'labels of the service')
    .option('--cluster-ip <address>', 'its address; None for none')
    .option('--external-ip <address>', 'another address')
    .option('--session-affinity <how>', 'None | ClientIP')
    .action((words: string[], flags: Flags) => expose(cli, words, flags));
}

async function expose(cli: Cli, words: readonly string[], { selector, labels, ...flags }: Flags): Promise<void> {
  // Here both are about the service, not about what is exposed.
  const selection = await selectObjects(cli, await loadKinds(cli), words, flags);
  await actOnEach(selection, async (selected) => {
    const { kind, object } = selected;
    if (!exposable.has(kind.resource))
      throw new CommandError(`cannot expose a ${kind.kind}${kind.group && `.${kind.group}`}`);
    const manifest = exposingManifest(selected, {
      ...flags,
      ...(selector !== undefined && { selector }),
      ...(labels !== undefined && { labels }),
    });
    const { namespace } = object.metadata;
    const placed = { ...manifest, metadata: { ...manifest.metadata, ...(namespace !== undefined && { namespace }) } };
    await createOne(cli, { manifest: placed, namespaced: true, verb: 'exposed' }, flags);
  });
}
