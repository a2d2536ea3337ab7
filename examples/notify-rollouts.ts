// Tells when a rollout ends, well or not: npx tsx examples/notify-rollouts.ts
// WEBHOOK names an address that gets each message as JSON; they go to the standard output in any case.
import { connect, type Deployment, keyOf } from '@portolan/client';

const portolan = await connect();
const deployments = portolan.deployments.informer();
const told = new Map<string, string>();

function outcomeOf({ metadata, status }: Deployment): string | undefined {
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) return undefined; // Not looked at yet.
  const progress = status?.conditions?.find(({ type }) => type === 'Progressing');
  if (progress?.reason === 'NewReplicaSetAvailable') return 'is rolled out';
  return progress?.reason === 'ProgressDeadlineExceeded' ? `is stuck: ${progress.message}` : undefined;
}

/** `isNews` is false for what had ended before this script began. */
async function tell(deployment: Deployment, isNews: boolean) {
  const key = keyOf(deployment);
  const revision = deployment.metadata.annotations?.['deployment.kubernetes.io/revision'];
  const text = outcomeOf(deployment);
  const outcome = `${key} revision ${revision} ${text ?? 'is under way'}`;
  if (told.get(key) === outcome) return;
  told.set(key, outcome);
  if (text === undefined || !isNews) return;
  console.log(outcome);
  const { WEBHOOK } = process.env;
  if (WEBHOOK) await fetch(WEBHOOK, { method: 'POST', body: JSON.stringify({ text: outcome }) });
}

await deployments.synced;
for (const deployment of deployments.list()) await tell(deployment, false);
console.log(`watching ${told.size} deployments`);
deployments.on({ add: (each) => tell(each, true), update: (each) => tell(each, true) });
process.once('SIGINT', () => portolan.close());
