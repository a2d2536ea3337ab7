// Deployments, replica sets and replication controllers.
import type {
  Deployment,
  LabelSelector,
  ReplicaSet,
  ReplicationController,
} from '@portolan/client/generated/kubernetes.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import { controllerText, type Describer, describeConditions, timeText } from './describer.ts';
import { describePodTemplate } from './pod.ts';

export const describeDeployment: Describer<Deployment> = async (report, deployment, around) => {
  const { metadata, spec, status = {} } = deployment;
  report.field(0, 'Name', metadata.name);
  report.field(0, 'Namespace', metadata.namespace ?? '');
  report.field(0, 'CreationTimestamp', timeText(metadata.creationTimestamp));
  report.map(0, 'Labels', metadata.labels, '=');
  report.map(0, 'Annotations', metadata.annotations, ': ');
  report.field(0, 'Selector', selectorText(spec?.selector));
  const counts = [
    `${spec?.replicas ?? 1} desired`,
    `${status.updatedReplicas ?? 0} updated`,
    `${status.replicas ?? 0} total`,
    `${status.availableReplicas ?? 0} available`,
    `${status.unavailableReplicas ?? 0} unavailable`,
  ];
  report.field(0, 'Replicas', counts.join(' | '));
  report.field(0, 'StrategyType', spec?.strategy?.type ?? '');
  report.field(0, 'MinReadySeconds', spec?.minReadySeconds ?? 0);
  const rolling = spec?.strategy?.rollingUpdate;
  if (rolling) {
    const { maxUnavailable = '25%', maxSurge = '25%' } = rolling;
    report.field(0, 'RollingUpdateStrategy', `${maxUnavailable} max unavailable, ${maxSurge} max surge`);
  }
  if (spec?.template) describePodTemplate(report, spec.template);
  describeConditions(report, status.conditions);
  const sets = await around.list<ReplicaSet>('replicasets.apps', {
    ...place(deployment),
    labelSelector: selectorText(spec?.selector),
  });
  const owned = sets.filter((set) => set.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid));
  const revision = metadata.annotations?.[revisionAnnotation];
  const [current, others] = split(owned, (set) => set.metadata.annotations?.[revisionAnnotation] === revision);
  report.field(0, 'OldReplicaSets', others.map(setText).join(', ') || '<none>');
  report.field(0, 'NewReplicaSet', current.map(setText).join(', ') || '<none>');
};

const revisionAnnotation = 'deployment.kubernetes.io/revision';

function split<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function setText({ metadata, spec, status }: ReplicaSet): string {
  return `${metadata.name} (${status?.replicas ?? 0}/${spec?.replicas ?? 0} replicas created)`;
}

function place({ metadata }: ApiObject): { namespace?: string } {
  return metadata.namespace ? { namespace: metadata.namespace } : {};
}

export const describeReplicaSet: Describer<ReplicaSet | ReplicationController> = async (report, set, around) => {
  const { metadata, spec, status } = set;
  const labelSelector =
    set.kind === 'ReplicaSet'
      ? selectorText(set.spec?.selector)
      : selectorText({ matchLabels: set.spec?.selector ?? {} });
  report.field(0, 'Name', metadata.name);
  report.field(0, 'Namespace', metadata.namespace ?? '');
  report.field(0, 'Selector', labelSelector);
  report.map(0, 'Labels', metadata.labels, '=');
  report.map(0, 'Annotations', metadata.annotations, ': ');
  const controller = controllerText(set);
  if (controller) report.field(0, 'Controlled By', controller);
  report.field(0, 'Replicas', `${status?.replicas ?? 0} current / ${spec?.replicas ?? 1} desired`);
  const pods = await around.list<ApiObject & { status?: { phase?: string } }>('pods', {
    ...place(set),
    labelSelector,
  });
  const owned = pods.filter((pod) => pod.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid));
  const count = (phase: string) => owned.filter((pod) => pod.status?.phase === phase).length;
  report.field(
    0,
    'Pods Status',
    `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`,
  );
  if (spec?.template) describePodTemplate(report, spec.template);
  describeConditions(report, status?.conditions);
};

/** `app=web,tier in (back,front),!canary` */
function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.toSorted().join(',')})`;
  });
  return [...labels.sort(), ...expressions].join(',');
}
