// Why a node takes pods or does not.
import type { Lease, Node, Pod } from '@portolan/client/generated/kubernetes.ts';
import { ageText } from '../age.ts';
import { type Explainer, listOf } from './asking.ts';
import { countText, type Finding, reasonText, sinceText } from './finding.ts';
import { conditionFindings } from './workloads.ts';

const effects: Readonly<Record<string, string>> = {
  NoSchedule: 'pods that do not tolerate it are not placed here',
  PreferNoSchedule: 'pods that do not tolerate it are rather placed elsewhere',
  NoExecute: 'pods that do not tolerate it are not placed here, and end if they are',
};

export const explainNode: Explainer<Node> = async (node, asking) => {
  const { name } = node.metadata;
  const [[lease], pods] = await Promise.all([
    listOf<Lease>(asking, 'leases', { namespace: 'kube-node-lease', fieldSelector: `metadata.name=${name}` }),
    listOf<Pod>(asking, 'pods', { fieldSelector: `spec.nodeName=${name}` }),
  ]);
  const running = pods.filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
  const renewed = lease?.spec?.renewTime;
  return {
    verdict: nodeVerdict(node, asking.nowMs),
    findings: [
      ...conditionFindings(
        node.status?.conditions?.filter(({ type }) => type !== 'Ready'),
        { good: [] },
      ),
      ...taintFindings(node),
      ...(renewed ? [{ text: `its agent renewed its lease ${ageText(renewed, asking.nowMs)} ago` }] : []),
      {
        text: `${countText(running.length, 'pod')} on it, of ${node.status?.allocatable?.pods ?? 'any number'} it can take`,
      },
    ],
    facts: { pods: running.map(({ metadata }) => ({ namespace: metadata.namespace, name: metadata.name })) },
  };
};

function nodeVerdict({ spec, status }: Node, nowMs: number): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (!ready) return 'has never reported: it takes no pods';
  const since = sinceText(ready.lastTransitionTime, nowMs);
  if (ready.status !== 'True') return `is not ready${since}: ${reasonText(ready)}`;
  return spec?.unschedulable
    ? `is ready${since}, and takes no new pods: it is cordoned`
    : `is ready${since} and takes pods`;
}

function taintFindings({ spec }: Node): Finding[] {
  const details = (spec?.taints ?? []).map(({ key, value, effect }) => {
    return `${key}${value ? `=${value}` : ''}:${effect}: ${effects[effect] ?? effect}`;
  });
  return details.length > 0 ? [{ text: `${countText(details.length, 'taint')}:`, details }] : [];
}
