// Empties a node when the machine is about to go: npx tsx examples/drain-on-signal.ts NODE, then kill -USR2 its pid.
import { connect, keyOf, type Pod } from '@portolan/client';

const [node] = process.argv.slice(2);
if (!node) throw new Error('usage: npx tsx examples/drain-on-signal.ts NODE');
const portolan = await connect({ fieldManager: 'drain-on-signal' });
const pods = portolan.pods.informer({ fieldSelector: `spec.nodeName=${node}` });
await pods.synced;

/** All but what belongs to the node itself. */
const leaving = () =>
  pods
    .list()
    .filter(({ metadata }) => !metadata.annotations?.['kubernetes.io/config.mirror'])
    .filter(({ metadata }) => !metadata.ownerReferences?.some(({ kind }) => kind === 'DaemonSet'));

process.once('SIGUSR2', async () => {
  await portolan.request('mutation($node: String!) { cordon(node: $node) { revision } }', { node });
  console.log(`${node} is cordoned`);
  pods.on({ delete: (pod) => told(pod) });
  await Promise.all(leaving().map(evict));
  told();
});

const evict = ({ metadata: { namespace, name } }: Pod) =>
  portolan.request(
    'mutation($namespace: String!, $name: String!) { evictPod(namespace: $namespace, name: $name) { revision } }',
    { namespace, name },
  );

function told(gone?: Pod) {
  if (gone) console.log(`${keyOf(gone)} is gone`);
  if (leaving().length > 0) return;
  console.log(`${node} is drained`);
  portolan.close();
}
console.log(`watching ${node}: ${leaving().length} pods`);
