// EndpointSlice: some of a service's endpoints, of one address type, for proxies to send traffic to.
import { FieldPath, invalid } from '../../resource/field-error.ts';
import type { EndpointSlice } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { ageColumn, firstOf, nameColumn } from '../columns.ts';
import { validateAddressType, validateEndpoints, validatePorts } from './validate.ts';

export const endpointSlice = defineKind<EndpointSlice>({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  shortNames: [],
  categories: [],
  namespaced: true,
  hasStatus: false,
  countsGenerations: true,
  applyDefaults({ ports = [] }) {
    for (const port of ports) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  prepareForCreate: dropTopology,
  prepareForUpdate: dropTopology,
  validate: (object) => [
    ...validateAddressType(object.addressType),
    ...validateEndpoints(object.endpoints, object.addressType),
    ...validatePorts(object.ports),
  ],
  validateUpdate: (object, old) =>
    object.addressType === old.addressType
      ? []
      : [invalid(new FieldPath('addressType'), object.addressType, 'field is immutable')],
  columns: [
    nameColumn,
    { name: 'AddressType', cell: ({ addressType }: EndpointSlice) => addressType },
    { name: 'Ports', cell: portsText },
    { name: 'Endpoints', cell: addressesText },
    ageColumn,
  ],
});

/** Only the beta version could say where an endpoint is in free form. */
function dropTopology({ endpoints = [] }: EndpointSlice): void {
  for (const endpoint of endpoints) delete endpoint.deprecatedTopology;
}

function portsText({ ports = [] }: EndpointSlice): string {
  const texts = ports.map(({ port, name }) => (port === undefined ? (name ?? '*') : String(port)));
  return firstOf(texts, '<unset>') || '<unset>';
}

function addressesText({ endpoints = [] }: EndpointSlice): string {
  const addresses = endpoints.flatMap((endpoint) => endpoint.addresses);
  return firstOf(addresses, '<unset>');
}
