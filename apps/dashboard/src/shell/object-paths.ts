// The page of an object, by its kind.

const folders: Readonly<Record<string, string>> = {
  Pod: '/pods',
  Deployment: '/workloads/deployments',
  ReplicaSet: '/workloads/replicasets',
  ReplicationController: '/workloads/replicationcontrollers',
  StatefulSet: '/workloads/statefulsets',
  DaemonSet: '/workloads/daemonsets',
  Job: '/workloads/jobs',
  Service: '/services',
};

/** Undefined where the dashboard has no page for the kind. */
export function pathOf({
  kind,
  namespace,
  name,
}: {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}): string | undefined {
  if (kind === 'Node') return `/nodes/${encodeURIComponent(name)}`;
  const folder = folders[kind];
  return folder && `${folder}/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
}
