// Which explainer a kind has. Of a kind without one its conditions are told.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Explainer } from './asking.ts';
import type { Condition } from './finding.ts';
import { explainNode } from './node.ts';
import { explainPod } from './pod.ts';
import { explainDeployment, explainReplicas } from './workloads.ts';

const explainers: Readonly<Record<string, Explainer<never>>> = {
  'deployments.apps': explainDeployment,
  nodes: explainNode,
  pods: explainPod,
  'replicasets.apps': explainReplicas,
  replicationcontrollers: explainReplicas,
};

/** `resource`: `deployments.apps`. */
export function explainerOf(resource: string): Explainer<ApiObject> {
  const found = Object.hasOwn(explainers, resource) ? explainers[resource] : undefined;
  return (found ?? explainAnything) as Explainer<ApiObject>; // It is called with objects of its kind only.
}

const explainAnything: Explainer<ApiObject & { readonly status?: { readonly conditions?: readonly Condition[] } }> = ({
  metadata,
  status,
}) => ({
  verdict: metadata.deletionTimestamp ? 'is being deleted' : 'is there',
  findings: (status?.conditions ?? []).map(({ type, status: is, message, reason }) => ({
    text: `condition ${type} is ${is}${message || reason ? `: ${message || reason}` : ''}`,
  })),
});
