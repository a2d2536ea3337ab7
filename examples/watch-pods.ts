// Tells what becomes of pods, and where they run: npx tsx examples/watch-pods.ts
import { connect, keyOf, type Pod } from '@portolan/client';

const portolan = await connect();
const pods = portolan.pods.informer({
  indexes: { node: ({ spec }) => spec?.nodeName },
  onLive: (isLive, why) => console.error(isLive ? 'live' : `not live: ${why?.message ?? 'closed'}`),
});

const describe = (pod: Pod) => `${keyOf(pod)} ${pod.status?.phase} on ${pod.spec?.nodeName ?? 'no node'}`;
pods.on({
  add: (pod) => console.log(`+ ${describe(pod)}`),
  update: (pod) => console.log(`  ${describe(pod)}, one of ${pods.by('node', pod.spec?.nodeName ?? '').length} there`),
  delete: (pod) => console.log(`- ${describe(pod)}`),
});

await pods.synced;
console.log(`${pods.list().length} pods`);
process.once('SIGINT', () => portolan.close());
