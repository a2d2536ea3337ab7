// Documents to begin with, about objects that are there.
import type { Client } from '@portolan/client/client.ts';
import type { SharedDocument } from './share-link.ts';

export type ExampleId = (typeof exampleIds)[number];

export const exampleIds = [
  'pods',
  'notRunning',
  'onePod',
  'why',
  'deployment',
  'nodes',
  'past',
  'changes',
  'followPods',
  'followEvents',
  'scale',
  'apply',
] as const;

export interface LiveNames {
  readonly namespace: string;
  readonly pod: string;
  readonly deployment: string;
}

const namesDocument = `query Names($namespace: String) {
  pods(namespace: $namespace, first: 1) { nodes { metadata { namespace name } } }
  deployments(namespace: $namespace, first: 1) { nodes { metadata { namespace name } } }
}`;

interface Found {
  readonly nodes: ReadonlyArray<{ readonly metadata: { readonly namespace: string; readonly name: string } }>;
}

/** Of what is there; names that mean nothing where nothing is. */
export async function readLiveNames(client: Client, namespace: string): Promise<LiveNames> {
  const variables = namespace ? { namespace } : {};
  const found = await client.request<{ pods: Found | null; deployments: Found | null }>(namesDocument, variables);
  const [pod, deployment] = [found.pods?.nodes[0]?.metadata, found.deployments?.nodes[0]?.metadata];
  return {
    namespace: pod?.namespace ?? deployment?.namespace ?? (namespace || 'default'),
    pod: pod?.name ?? 'web-1',
    deployment: deployment?.name ?? 'web',
  };
}

/** `nowMs`: one example looks a minute back. */
export function exampleOf(id: ExampleId, { namespace, pod, deployment }: LiveNames, nowMs: number): SharedDocument {
  const variablesOf = (variables: object) => JSON.stringify(variables, undefined, 2);
  const ofPod = variablesOf({ namespace, name: pod });
  const ofDeployment = variablesOf({ namespace, name: deployment });
  const examples: Readonly<Record<ExampleId, SharedDocument>> = {
    pods: { query: podsQuery, variables: variablesOf({ namespace }) },
    notRunning: { query: notRunningQuery, variables: '' },
    onePod: { query: podQuery, variables: ofPod },
    why: { query: whyQuery, variables: ofPod },
    deployment: { query: deploymentQuery, variables: ofDeployment },
    nodes: { query: nodesQuery, variables: '' },
    past: { query: pastQuery, variables: variablesOf({ namespace, at: new Date(nowMs - 60_000).toISOString() }) },
    changes: { query: changesQuery, variables: '' },
    followPods: { query: followPodsQuery, variables: variablesOf({ namespace }) },
    followEvents: { query: followEventsQuery, variables: '' },
    scale: { query: scaleQuery, variables: variablesOf({ namespace, name: deployment, replicas: 3 }) },
    apply: { query: applyQuery, variables: variablesOf({ namespace, objects: [configMap] }) },
  };
  return examples[id];
}

const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'from-the-playground' },
  data: { greeting: 'hello' },
};

const podsQuery = `query Pods($namespace: String) {
  pods(namespace: $namespace, first: 20) {
    nodes {
      metadata { name }
      spec { nodeName }
      status { phase podIP }
    }
  }
}
`;

const notRunningQuery = `query NotRunning {
  pods(fieldSelector: "status.phase!=Running", orderBy: ["-metadata.creationTimestamp"]) {
    nodes {
      metadata { namespace name }
      status { phase reason message }
    }
  }
}
`;

const podQuery = `query Pod($namespace: String!, $name: String!) {
  pod(namespace: $namespace, name: $name) {
    owner { kind metadata { name } }
    node { metadata { name } }
    services { metadata { name } }
    timeline { step at latencyMs actor }
    events { nodes { reason note } }
  }
}
`;

const whyQuery = `query Why($namespace: String!, $name: String!) {
  explainScheduling(namespace: $namespace, name: $name) {
    schedulable
    message
    nodes { node fits score checks { plugin passed reason } }
  }
}
`;

const deploymentQuery = `query Deployment($namespace: String!, $name: String!) {
  deployment(namespace: $namespace, name: $name) {
    revision
    spec { replicas }
    status { readyReplicas updatedReplicas availableReplicas }
    replicaSets { metadata { name } status { replicas } }
    pods { metadata { name } status { phase } }
  }
}
`;

const nodesQuery = `query Nodes {
  nodes {
    nodes {
      metadata { name }
      spec { unschedulable taints { key effect } }
      status { allocatable conditions { type status } }
    }
  }
}
`;

const pastQuery = `# The same a minute ago: "at" takes a moment or a revision.
query Past($namespace: String, $at: String) {
  pods(namespace: $namespace, at: $at) {
    nodes { metadata { name } status { phase } }
  }
}
`;

const changesQuery = `query Changes {
  changes(first: 20) {
    nodes {
      revision at actor verb reason
      changes { type kind namespace name }
    }
  }
}
`;

const followPodsQuery = `subscription FollowPods($namespace: String) {
  podChanges(namespace: $namespace, batchMs: 100) {
    type
    resourceVersion
    events { type object { metadata { name } status { phase } } }
  }
}
`;

const followEventsQuery = `subscription FollowEvents {
  eventChanges(batchMs: 100) {
    type
    events { object { reason note regarding { kind name } } }
  }
}
`;

const scaleQuery = `# Nothing is written as long as "dryRun" is true.
mutation Scale($namespace: String!, $name: String!, $replicas: Int!) {
  scale(kind: "Deployment.apps", namespace: $namespace, name: $name, replicas: $replicas, dryRun: true) {
    revision
    results { outcome object { manifest } }
  }
}
`;

const applyQuery = `# Nothing is written as long as "dryRun" is true.
mutation Apply($namespace: String!, $objects: [JSON!]) {
  apply(namespace: $namespace, objects: $objects, dryRun: true) {
    results { outcome warnings object { manifest } }
  }
}
`;
