import type { Lease, Node, NodeStatus, Pod } from '@portolan/client/generated/kubernetes.ts';
import { quantityNumber, quantityText } from '@portolan/client/quantity.ts';
import { ageText } from '../age.ts';
import { type Describer, timeText } from './describer.ts';
import type { Report } from './report.ts';

const rolePrefix = 'node-role.kubernetes.io/';

export const describeNode: Describer<Node> = async (report, node, around) => {
  const { metadata, spec = {}, status = {} } = node;
  const [[lease], pods] = await Promise.all([
    around.list<Lease>('leases', { namespace: 'kube-node-lease', fieldSelector: `metadata.name=${metadata.name}` }),
    around.list<Pod>('pods', { fieldSelector: `spec.nodeName=${metadata.name}` }),
  ]);
  const roles = Object.keys(metadata.labels ?? {}).flatMap((key) =>
    key.startsWith(rolePrefix) ? [key.slice(rolePrefix.length)] : [],
  );
  report.field(0, 'Name', metadata.name);
  report.field(0, 'Roles', roles.join(',') || '<none>');
  report.map(0, 'Labels', metadata.labels, '=');
  report.map(0, 'Annotations', metadata.annotations, ': ');
  report.field(0, 'CreationTimestamp', timeText(metadata.creationTimestamp));
  report.list(
    0,
    'Taints',
    (spec.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
  );
  report.field(0, 'Unschedulable', spec.unschedulable === true);
  describeLease(report, lease);
  describeStatus(report, status);
  if (spec.podCIDR) report.field(0, 'PodCIDR', spec.podCIDR);
  if (spec.podCIDRs?.length) report.field(0, 'PodCIDRs', spec.podCIDRs.join(','));
  if (spec.providerID) report.field(0, 'ProviderID', spec.providerID);
  const running = pods.filter(({ status: { phase } = {} }) => phase !== 'Succeeded' && phase !== 'Failed');
  describePods(report, running, { allocatable: status.allocatable ?? {}, nowMs: around.nowMs });
};

function describeLease(report: Report, lease: Lease | undefined): void {
  report.line(0, 'Lease:');
  report.field(1, 'HolderIdentity', lease?.spec?.holderIdentity ?? '<unset>');
  report.field(1, 'AcquireTime', timeText(lease?.spec?.acquireTime));
  report.field(1, 'RenewTime', timeText(lease?.spec?.renewTime));
}

function describeStatus(report: Report, status: NodeStatus): void {
  if (status.conditions?.length) {
    report.line(0, 'Conditions:');
    report.table(
      1,
      ['Type', 'Status', 'LastHeartbeatTime', 'LastTransitionTime', 'Reason', 'Message'],
      status.conditions.map((each) => [
        each.type,
        each.status,
        timeText(each.lastHeartbeatTime),
        timeText(each.lastTransitionTime),
        each.reason ?? '',
        each.message ?? '',
      ]),
    );
  }
  report.line(0, 'Addresses:');
  for (const { type, address } of status.addresses ?? []) report.field(1, type, address);
  for (const [label, amounts] of Object.entries({ Capacity: status.capacity, Allocatable: status.allocatable })) {
    report.line(0, `${label}:`);
    for (const [name, amount] of Object.entries(amounts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
      report.field(1, name, String(amount));
  }
  const { nodeInfo } = status;
  if (!nodeInfo) return;
  report.line(0, 'System Info:');
  const facts = {
    'Machine ID': nodeInfo.machineID,
    'System UUID': nodeInfo.systemUUID,
    'Boot ID': nodeInfo.bootID,
    'Kernel Version': nodeInfo.kernelVersion,
    'OS Image': nodeInfo.osImage,
    'Operating System': nodeInfo.operatingSystem,
    Architecture: nodeInfo.architecture,
    'Container Runtime Version': nodeInfo.containerRuntimeVersion,
    'Kubelet Version': nodeInfo.kubeletVersion,
  };
  for (const [label, value] of Object.entries(facts)) report.field(1, label, value ?? '');
}

type Amounts = Readonly<Record<string, string | number>>;

function describePods(
  report: Report,
  pods: readonly Pod[],
  { allocatable, nowMs }: { allocatable: Amounts; nowMs: number },
): void {
  report.field(0, 'Non-terminated Pods', `(${pods.length} in total)`);
  const totals = (pod: Pod, which: 'requests' | 'limits', name: string) =>
    (pod.spec?.containers ?? []).reduce((sum, { resources }) => sum + numberOf(resources?.[which]?.[name]), 0);
  const share = (amount: number, name: string) =>
    `${quantityText(name, amount)} (${percentOf(amount, allocatable[name])}%)`;
  const cells = (pod: Pod) =>
    ['cpu', 'memory'].flatMap((name) =>
      (['requests', 'limits'] as const).map((which) => share(totals(pod, which, name), name)),
    );
  report.table(
    1,
    ['Namespace', 'Name', 'CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age'],
    pods.map((pod) => [
      pod.metadata.namespace ?? '',
      pod.metadata.name,
      ...cells(pod),
      ageText(pod.metadata.creationTimestamp, nowMs),
    ]),
  );
  report.line(0, 'Allocated resources:');
  report.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)');
  const all = (which: 'requests' | 'limits', name: string) =>
    pods.reduce((sum, pod) => sum + totals(pod, which, name), 0);
  report.table(
    1,
    ['Resource', 'Requests', 'Limits'],
    ['cpu', 'memory', 'ephemeral-storage'].map((name) => [
      name,
      share(all('requests', name), name),
      share(all('limits', name), name),
    ]),
  );
}

function percentOf(amount: number, of: string | number | undefined): number {
  const whole = numberOf(of);
  return whole === 0 ? 0 : Math.trunc((amount / whole) * 100);
}

function numberOf(quantity: string | number | undefined): number {
  return quantityNumber(String(quantity ?? 0));
}
