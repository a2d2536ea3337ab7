// Services, and the endpoints behind them.
import type { EndpointSlice, Endpoints, Service, ServicePort } from '@portolan/client/generated/kubernetes.ts';
import { type Describer, describeMetadata, mapText } from './describer.ts';
import type { Report } from './report.ts';

export const describeService: Describer<Service> = async (report, service, around) => {
  const { metadata, spec = {}, status } = service;
  describeMetadata(report, service);
  report.field(0, 'Selector', mapText(spec.selector));
  report.field(0, 'Type', spec.type ?? 'ClusterIP');
  report.field(0, 'IP Family Policy', spec.ipFamilyPolicy ?? '<none>');
  report.field(0, 'IP Families', (spec.ipFamilies ?? []).join(',') || '<none>');
  report.field(0, 'IP', spec.clusterIP ?? '');
  report.field(0, 'IPs', (spec.clusterIPs ?? []).join(',') || '<none>');
  if (spec.externalIPs?.length) report.field(0, 'External IPs', spec.externalIPs.join(','));
  if (spec.externalName) report.field(0, 'External Name', spec.externalName);
  const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
  if (ingress.length > 0) report.field(0, 'LoadBalancer Ingress', ingress.join(', '));
  const slices = await around.list<EndpointSlice>('endpointslices', {
    ...(metadata.namespace && { namespace: metadata.namespace }),
    labelSelector: `kubernetes.io/service-name=${metadata.name}`,
  });
  for (const port of spec.ports ?? []) describeServicePort(report, port, slices);
  report.field(0, 'Session Affinity', spec.sessionAffinity ?? 'None');
  if (spec.externalTrafficPolicy) report.field(0, 'External Traffic Policy', spec.externalTrafficPolicy);
  if (spec.internalTrafficPolicy) report.field(0, 'Internal Traffic Policy', spec.internalTrafficPolicy);
};

function describeServicePort(report: Report, port: ServicePort, slices: readonly EndpointSlice[]): void {
  const { name = '', protocol = 'TCP' } = port;
  report.line(0, 'Port:', name || '<unset>', `${port.port}/${protocol}`);
  report.field(0, 'TargetPort', `${port.targetPort ?? port.port}/${protocol}`);
  if (port.nodePort) report.line(0, 'NodePort:', name || '<unset>', `${port.nodePort}/${protocol}`);
  const ready = slices.flatMap(({ endpoints = [], ports }) => {
    const number = ports?.find((each) => (each.name ?? '') === name)?.port;
    const addresses = endpoints
      .filter(({ conditions }) => conditions?.ready !== false)
      .flatMap((each) => each.addresses);
    return number === undefined
      ? []
      : addresses.map((address) => (address.includes(':') ? `[${address}]:${number}` : `${address}:${number}`));
  });
  report.field(0, 'Endpoints', shortened(ready));
}

const maxShown = 3;

function shortened(texts: readonly string[]): string {
  const more = texts.length - maxShown;
  return texts.slice(0, maxShown).join(',') + (more > 0 ? ` + ${more} more...` : '');
}

export const describeEndpointSlice: Describer<EndpointSlice> = (report, slice) => {
  describeMetadata(report, slice);
  report.field(0, 'AddressType', slice.addressType);
  if (!slice.ports?.length) report.field(0, 'Ports', '<unset>');
  else {
    report.line(0, 'Ports:');
    report.table(
      1,
      ['Name', 'Port', 'Protocol'],
      slice.ports.map(({ name, port, protocol }) => [name || '<unset>', String(port ?? '<unset>'), protocol ?? 'TCP']),
    );
  }
  if (!slice.endpoints?.length) {
    report.field(0, 'Endpoints', '<none>');
    return;
  }
  report.line(0, 'Endpoints:');
  for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of slice.endpoints) {
    report.field(1, '- Addresses', addresses.join(','));
    report.line(2, 'Conditions:');
    report.field(3, 'Ready', conditions?.ready ?? '<unset>');
    report.field(2, 'Hostname', hostname ?? '<unset>');
    if (targetRef) report.field(2, 'TargetRef', `${targetRef.kind}/${targetRef.name}`);
    report.field(2, 'NodeName', nodeName ?? '<unset>');
    report.field(2, 'Zone', zone ?? '<unset>');
  }
};

export const describeEndpoints: Describer<Endpoints> = (report, endpoints) => {
  describeMetadata(report, endpoints);
  report.line(0, 'Subsets:');
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of endpoints.subsets ?? []) {
    report.field(1, 'Addresses', addresses.map(({ ip }) => ip).join(',') || '<none>');
    report.field(1, 'NotReadyAddresses', notReadyAddresses.map(({ ip }) => ip).join(',') || '<none>');
    if (ports.length === 0) continue;
    report.line(1, 'Ports:');
    report.table(
      2,
      ['Name', 'Port', 'Protocol'],
      ports.map(({ name, port, protocol }) => [name || '<unset>', String(port), protocol ?? 'TCP']),
    );
    report.line(0, '');
  }
};
