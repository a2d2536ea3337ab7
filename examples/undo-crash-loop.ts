// Rolls a deployment back when pods of its newest version crash-loop: npx tsx examples/undo-crash-loop.ts
import { connect, type Pod } from '@portolan/client';

const portolan = await connect({ fieldManager: 'undo-crash-loop' });
const undo = `mutation($namespace: String!, $name: String!, $reason: String) {
  rolloutUndo(namespace: $namespace, name: $name, reason: $reason) { object { revision } }
}`;
const latest = 'deployment.kubernetes.io/revision';

const controller = portolan.replicaSets.controller('undo-crash-loop', {
  owns: ['Pod'],
  async reconcile({ object: replicaSet, owned: pods }) {
    const owner = replicaSet?.metadata.ownerReferences?.find(({ controller }) => controller);
    if (!replicaSet || owner?.kind !== 'Deployment' || !pods.some((pod) => isCrashLooping(pod as Pod))) return;
    const { namespace = 'default', annotations } = replicaSet.metadata;
    const deployment = await portolan.deployments.find({ namespace, name: owner.name });
    if (deployment?.metadata.annotations?.[latest] !== annotations?.[latest]) return; // An old version on its way out.
    await portolan.request(undo, { namespace, name: owner.name, reason: 'the new version crash-loops' });
    console.log(`${namespace}/${owner.name}: undid revision ${annotations?.[latest]}`);
  },
});

function isCrashLooping({ status }: Pod): boolean {
  return (status?.containerStatuses ?? []).some(
    ({ restartCount, state }) => state?.waiting?.reason === 'CrashLoopBackOff' && restartCount > 3,
  );
}

process.once('SIGINT', () => controller.stop());
await controller.run();
portolan.close();
