// Replaces pods that crash-loop, and tells why they do: npx tsx examples/restart-crash-looping.ts
// MAX_RESTARTS (3 unless set) is how often a container may have been restarted before its pod is replaced.
import { connect, keyOf, type Pod } from '@portolan/client';

const maxRestarts = Number(process.env.MAX_RESTARTS ?? 3);
const portolan = await connect({ fieldManager: 'restart-crash-looping' });

const controller = portolan.pods.controller('restart-crash-looping', {
  async reconcile({ object: pod }) {
    if (!pod || pod.metadata.deletionTimestamp || !pod.metadata.ownerReferences?.length) return;
    const why = whyItLoops(pod);
    if (why === undefined) return;
    await portolan.pods.delete(pod.metadata, { reason: why }); // This pod and no namesake, and only as it was seen.
    console.log(`${keyOf(pod)}: ${why}`);
  },
});

function whyItLoops({ status }: Pod): string | undefined {
  for (const { name, restartCount, state, lastState } of status?.containerStatuses ?? []) {
    if (state?.waiting?.reason !== 'CrashLoopBackOff' || restartCount <= maxRestarts) continue;
    const { exitCode, signal, reason, message } = lastState?.terminated ?? {};
    const end = signal ? `signal ${signal}` : `exit code ${exitCode ?? 'unknown'}`;
    return `container ${name} ended ${restartCount} times, last with ${end} (${[reason, message].filter(Boolean).join(': ')})`;
  }
  return undefined;
}

process.once('SIGINT', () => controller.stop());
await controller.run();
portolan.close();
