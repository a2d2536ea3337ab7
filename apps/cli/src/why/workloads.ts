// Why a rollout is not done, which pods are not available, and which would go first if there were to be fewer.
import type { Deployment, Pod, ReplicaSet, ReplicationController } from '@portolan/client/generated/kubernetes.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import { revisionOf } from '../rollout/deployments.ts';
import { deploymentProgress } from '../rollout/progress.ts';
import { type Asking, ask, type Explainer, listOf } from './asking.ts';
import { type Condition, countText, type Finding, namesText, reasonText } from './finding.ts';
import { conditionOf, podVerdict } from './pod-state.ts';

const shownPods = 5;
const shownVictims = 3;

export const explainDeployment: Explainer<Deployment> = async (deployment, asking) => {
  const { namespace, uid } = deployment.metadata;
  const sets = ownedBy(uid, await listOf<ReplicaSet>(asking, 'replicasets.apps', { namespace }));
  const pods = await podsOf(asking, namespace, sets);
  const newest = sets.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0];
  const victims = newest && pods.length > 1 ? await scaleDownOf(asking, 'ReplicaSet.apps', newest) : [];
  return {
    verdict: rolloutText(deployment),
    findings: [
      ...conditionFindings(deployment.status?.conditions, { good: ['Available', 'Progressing'] }),
      ...podFindings(pods, asking.nowMs),
      ...oldSetFindings(sets, newest),
      ...scaleDownFindings(victims),
    ],
    facts: { pods: pods.map((pod) => stateOf(pod, asking.nowMs)), scaleDown: victims },
  };
};

/** kubectl's sentence, without the name that stands before it. */
function rolloutText(deployment: Deployment): string {
  const { text } = deploymentProgress(deployment);
  const { name } = deployment.metadata;
  const plain = text
    .replace(/^Waiting for deployment "[^"]*" rollout to finish: (.*)\.\.\.$/, 'is being rolled out: $1')
    .replace(/^Waiting for (.*)\.\.\.$/, 'waits for $1')
    .replace(`deployment "${name}" `, '');
  return deployment.spec?.paused ? `is paused; ${plain}` : plain.replace(/^successfully rolled out$/, 'is rolled out');
}

export const explainReplicas: Explainer<ReplicaSet | ReplicationController> = async (set, asking) => {
  const { namespace } = set.metadata;
  const pods = await podsOf(asking, namespace, [set]);
  const kind = set.kind === 'ReplicaSet' ? 'ReplicaSet.apps' : 'ReplicationController';
  const victims = pods.length > 1 ? await scaleDownOf(asking, kind, set) : [];
  return {
    verdict: replicasText(set),
    findings: [
      ...conditionFindings(set.status?.conditions, { good: [] }),
      ...podFindings(pods, asking.nowMs),
      ...scaleDownFindings(victims),
    ],
    facts: { pods: pods.map((pod) => stateOf(pod, asking.nowMs)), scaleDown: victims },
  };
};

function replicasText({ spec, status }: Pick<ReplicaSet | ReplicationController, 'spec' | 'status'>): string {
  const wanted = spec?.replicas ?? 1;
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status ?? {};
  if (wanted === 0 && replicas === 0) return 'is to have no pods, and has none';
  if (replicas !== wanted) return `has ${replicas} of ${countText(wanted, 'pod')}, of which ${readyReplicas} are ready`;
  if (availableReplicas < wanted) {
    return `has ${countText(wanted, 'pod')} as it is to, of which ${readyReplicas} are ready and ${availableReplicas} available`;
  }
  return `has ${countText(wanted, 'pod')} as it is to, all of them available`;
}

function ownedBy<T extends ApiObject>(uid: string | undefined, objects: readonly T[]): T[] {
  return objects.filter(({ metadata }) =>
    metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === uid),
  );
}

async function podsOf(
  asking: Asking,
  namespace: string | undefined,
  sets: ReadonlyArray<ReplicaSet | ReplicationController>,
): Promise<Pod[]> {
  if (sets.length === 0) return [];
  const pods = await listOf<Pod>(asking, 'pods', { namespace });
  return sets.flatMap(({ metadata }) => ownedBy(metadata.uid, pods));
}

function stateOf(pod: Pod, nowMs: number) {
  return { name: pod.metadata.name, available: isReady(pod), state: podVerdict(pod, nowMs) };
}

function isReady(pod: Pod): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True' && !pod.metadata.deletionTimestamp;
}

/** Those that are not ready, each with its reason; pods of one reason together. */
function podFindings(pods: readonly Pod[], nowMs: number): Finding[] {
  const missing = pods.filter((pod) => !isReady(pod));
  if (missing.length === 0) return [];
  const byReason = new Map<string, string[]>();
  for (const pod of missing) {
    const verdict = podVerdict(pod, nowMs);
    byReason.set(verdict, [...(byReason.get(verdict) ?? []), `pod/${pod.metadata.name}`]);
  }
  const groups = [...byReason].sort(([, a], [, b]) => b.length - a.length);
  const details = groups.slice(0, shownPods).map(([reason, names]) => `${namesText(names, 3)} ${reason}`);
  if (groups.length > shownPods) details.push(`and ${groups.length - shownPods} more reasons`);
  return [{ text: `${missing.length} of ${countText(pods.length, 'pod')} not ready:`, details }];
}

/** Conditions that say that something is wrong; of those in `good` that is when they are not true. */
export function conditionFindings(
  conditions: readonly Condition[] = [],
  { good }: { readonly good: readonly string[] },
): Finding[] {
  return conditions
    .filter(({ type, status }) => (good.includes(type) ? status !== 'True' : status === 'True'))
    .map((condition) => ({ text: `condition ${condition.type} is ${condition.status}: ${reasonText(condition)}` }));
}

function oldSetFindings(sets: readonly ReplicaSet[], newest: ReplicaSet | undefined): Finding[] {
  return sets
    .filter((set) => set !== newest && (set.status?.replicas ?? 0) > 0)
    .map((set) => ({
      text: `replicaset/${set.metadata.name} of revision ${revisionOf(set)} still has ${countText(set.status?.replicas ?? 0, 'pod')}`,
    }));
}

interface Victim {
  readonly pod: { readonly metadata: { readonly name: string } };
  readonly because: string | null;
}

const scaleDownDocument = `query ScaleDown($kind: String!, $namespace: String, $name: String!) {
  explainScaleDown(kind: $kind, namespace: $namespace, name: $name) { pod { metadata { name } } because }
}`;

async function scaleDownOf(asking: Asking, kind: string, { metadata }: ApiObject): Promise<readonly Victim[]> {
  const { name, namespace } = metadata;
  const variables = { kind, name, ...(namespace && { namespace }) };
  const answer = await ask<{ explainScaleDown: readonly Victim[] }>(asking, scaleDownDocument, variables);
  return answer?.explainScaleDown ?? [];
}

function scaleDownFindings(victims: readonly Victim[]): Finding[] {
  if (victims.length < 2) return [];
  const details = victims
    .slice(0, shownVictims)
    .map(({ pod, because }) => `pod/${pod.metadata.name}${because ? `: ${because}` : ''}`);
  return [{ text: 'with fewer replicas these would end first, in this order:', details }];
}
