// The table of nodes.
import type { Node } from '../../resource/generated/kubernetes.ts';
import type { Column } from '../../resource/kind.ts';
import { ageColumn, nameColumn } from '../columns.ts';

const rolePrefix = 'node-role.kubernetes.io/';
const oldRoleLabel = 'kubernetes.io/role';

export const nodeColumns: readonly Column[] = [
  nameColumn,
  { name: 'Status', cell: statusText },
  { name: 'Roles', cell: (object: Node) => rolesOf(object).join(',') || '<none>' },
  ageColumn,
  { name: 'Version', cell: ({ status }: Node) => status?.nodeInfo?.kubeletVersion ?? '' },
  { name: 'Internal-IP', wide: true, cell: (object: Node) => firstAddress(object, 'InternalIP') },
  { name: 'External-IP', wide: true, cell: (object: Node) => firstAddress(object, 'ExternalIP') },
  { name: 'OS-Image', wide: true, cell: ({ status }: Node) => status?.nodeInfo?.osImage || '<unknown>' },
  { name: 'Kernel-Version', wide: true, cell: ({ status }: Node) => status?.nodeInfo?.kernelVersion || '<unknown>' },
  {
    name: 'Container-Runtime',
    wide: true,
    cell: ({ status }: Node) => status?.nodeInfo?.containerRuntimeVersion || '<unknown>',
  },
];

function statusText({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const readiness = ready ? `${ready.status === 'True' ? '' : 'Not'}Ready` : 'Unknown';
  return spec?.unschedulable ? `${readiness},SchedulingDisabled` : readiness;
}

function rolesOf({ metadata }: Node): string[] {
  const roles = Object.entries(metadata.labels ?? {}).map(([name, value]) => {
    if (name.startsWith(rolePrefix)) return name.slice(rolePrefix.length);
    return name === oldRoleLabel ? value : '';
  });
  return [...new Set(roles)].filter((role) => role !== '').sort();
}

function firstAddress({ status }: Node, wanted: string): string {
  return status?.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>';
}
