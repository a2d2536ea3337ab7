// Keeps a deployment as large as its queue is long: npx tsx examples/scale-on-queue.ts
// A worker writes the queue's length into the ConfigMap that a deployment names with the annotation `example.dev/queue`,
// as data.length. Each replica is given so many items as `example.dev/items-per-replica` says.
import { connect, type Deployment, keyOf } from '@portolan/client';

const portolan = await connect({ fieldManager: 'scale-on-queue' });
const queues = portolan.configMaps.informer();
const deployments = portolan.deployments.informer({
  indexes: { queue: ({ metadata }) => queueOf(metadata) },
});

function queueOf({ namespace, annotations }: Deployment['metadata']): string | undefined {
  const name = annotations?.['example.dev/queue'];
  return name === undefined ? undefined : `${namespace}/${name}`;
}

async function scale(deployment: Deployment) {
  const length = Number(queues.get(queueOf(deployment.metadata) ?? '')?.data?.length);
  const share = Number(deployment.metadata.annotations?.['example.dev/items-per-replica'] ?? 10);
  if (!Number.isFinite(length / share)) return; // No queue, or nothing that is a number.
  const replicas = Math.min(Math.max(Math.ceil(length / share), 1), 20);
  if (deployment.spec?.replicas === replicas) return;
  await portolan.deployments.scale(deployment.metadata, replicas, { reason: `${length} items wait` });
  console.log(`${keyOf(deployment)}: ${replicas} replicas for ${length} items`);
}

await Promise.all([queues.synced, deployments.synced]);
const scaleAll = async (queue: string) => {
  for (const deployment of deployments.by('queue', queue)) await scale(deployment);
};
queues.on({ add: (queue) => scaleAll(keyOf(queue)), update: (queue) => scaleAll(keyOf(queue)) });
deployments.on({ add: scale, update: scale });
process.once('SIGINT', () => portolan.close());
