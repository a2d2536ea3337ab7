// The table of services.
import type { Service, ServicePort } from '../../resource/generated/kubernetes.ts';
import type { Column } from '../../resource/kind.ts';
import { ageColumn, labelsText, nameColumn } from '../columns.ts';

export const serviceColumns: readonly Column[] = [
  nameColumn,
  { name: 'Type', cell: ({ spec }: Service) => spec?.type ?? '' },
  { name: 'Cluster-IP', cell: ({ spec }: Service) => spec?.clusterIPs?.[0] ?? '<none>' },
  { name: 'External-IP', cell: externalIpText },
  { name: 'Port(s)', cell: ({ spec }: Service) => (spec?.ports ?? []).map(portText).join(',') || '<none>' },
  ageColumn,
  { name: 'Selector', wide: true, cell: ({ spec }: Service) => labelsText(spec?.selector) },
];

function externalIpText(object: Service): string {
  const { type, externalIPs = [], externalName = '' } = object.spec ?? {};
  if (type === 'ExternalName') return externalName;
  if (type !== 'LoadBalancer') return externalIPs.join(',') || '<none>';
  return [...balancerPlaces(object), ...externalIPs].join(',') || '<pending>';
}

function balancerPlaces({ status }: Service): string[] {
  const places = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip || hostname || []);
  return [...new Set(places)].sort();
}

function portText({ port, nodePort, protocol }: ServicePort): string {
  return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}
