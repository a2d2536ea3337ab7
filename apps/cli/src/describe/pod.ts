import type { Pod, PodTemplateSpec } from '@portolan/client/generated/kubernetes.ts';
import { describeContainers } from './containers.ts';
import { controllerText, type Describer, timeText } from './describer.ts';
import type { Report } from './report.ts';
import { describeVolumes, tolerationText } from './volumes.ts';

export const describePod: Describer<Pod> = (report, pod) => {
  describeHead(report, pod);
  const { spec, status = {} } = pod;
  const { initContainers = [], containers = [], volumes, nodeSelector, tolerations = [] } = spec ?? { containers: [] };
  if (initContainers.length > 0) {
    const statuses = status.initContainerStatuses ?? [];
    describeContainers(report, { title: 'Init Containers', containers: initContainers, statuses, level: 0 });
  }
  describeContainers(report, { title: 'Containers', containers, statuses: status.containerStatuses ?? [], level: 0 });
  if (status.conditions?.length) {
    report.line(0, 'Conditions:');
    report.line(1, 'Type', 'Status');
    for (const condition of status.conditions) report.line(1, condition.type, condition.status);
  }
  describeVolumes(report, 0, volumes);
  report.field(0, 'QoS Class', status.qosClass ?? '');
  report.map(0, 'Node-Selectors', nodeSelector, '=');
  report.list(0, 'Tolerations', tolerations.map(tolerationText));
};

function describeHead(report: Report, pod: Pod): void {
  const { metadata, spec, status = {} } = pod;
  report.field(0, 'Name', metadata.name);
  report.field(0, 'Namespace', metadata.namespace ?? '');
  if (spec?.priority !== undefined) report.field(0, 'Priority', spec.priority);
  if (spec?.priorityClassName) report.field(0, 'Priority Class Name', spec.priorityClassName);
  report.field(0, 'Service Account', spec?.serviceAccountName ?? '');
  report.field(0, 'Node', spec?.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>');
  if (status.startTime) report.field(0, 'Start Time', timeText(status.startTime));
  report.map(0, 'Labels', metadata.labels, '=');
  report.map(0, 'Annotations', metadata.annotations, ': ');
  if (metadata.deletionTimestamp) {
    report.field(0, 'Status', `Terminating (since ${timeText(metadata.deletionTimestamp)})`);
    report.field(0, 'Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else report.field(0, 'Status', status.phase ?? '');
  if (status.reason) report.field(0, 'Reason', status.reason);
  if (status.message) report.field(0, 'Message', status.message);
  report.field(0, 'IP', status.podIP ?? '');
  const addresses = status.podIPs ?? [];
  if (addresses.length === 0) report.field(0, 'IPs', '<none>');
  else report.line(0, 'IPs:');
  for (const { ip } of addresses) report.field(1, 'IP', ip ?? '');
  const controller = controllerText(pod);
  if (controller) report.field(0, 'Controlled By', controller);
  if (status.nominatedNodeName) report.field(0, 'NominatedNodeName', status.nominatedNodeName);
}

export function describePodTemplate(report: Report, { metadata, spec }: PodTemplateSpec): void {
  report.line(0, 'Pod Template:');
  report.map(1, 'Labels', metadata?.labels, '=');
  if (Object.keys(metadata?.annotations ?? {}).length > 0) report.map(1, 'Annotations', metadata?.annotations, ': ');
  if (spec?.serviceAccountName) report.field(1, 'Service Account', spec.serviceAccountName);
  if (spec?.initContainers?.length) {
    describeContainers(report, { title: 'Init Containers', containers: spec.initContainers, level: 1 });
  }
  describeContainers(report, { title: 'Containers', containers: spec?.containers ?? [], level: 1 });
  describeVolumes(report, 1, spec?.volumes);
  report.map(1, 'Node-Selectors', spec?.nodeSelector, '=');
  report.list(1, 'Tolerations', (spec?.tolerations ?? []).map(tolerationText));
}
