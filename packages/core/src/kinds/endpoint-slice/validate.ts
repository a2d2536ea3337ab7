// What an EndpointSlice may hold.
import { duplicate, FieldPath, invalid, notSupported, required, tooMany } from '../../resource/field-error.ts';
import type { Endpoint, EndpointHints, EndpointPort } from '../../resource/generated/kubernetes.ts';
import { isValidIp, parseIp } from '../../resource/validation/ip-addresses.ts';
import { isDns1123Label, isDns1123Subdomain, isValidLabelValue } from '../../resource/validation/names.ts';
import { checkEndpointIp } from '../endpoint-address.ts';
import {
  checkDns1123Label,
  checkQualifiedName,
  type Findings,
  invalidEach,
  isRepeated,
} from '../pod/validation/field-rules.ts';
import { supportedProtocols } from '../protocols.ts';

const maxAddresses = 100;
const maxPorts = 20_000;
const maxEndpoints = 1000;
const maxHints = 8;

type AddressRule = (path: FieldPath, address: string) => Findings;

const addressRules: Readonly<Record<string, AddressRule>> = {
  FQDN: checkDomainName,
  IPv4: (path, address) => checkIp(path, address, 4),
  IPv6: (path, address) => checkIp(path, address, 6),
};
const addressTypes = Object.keys(addressRules);

export function* validateAddressType(addressType: string | undefined): Findings {
  const path = new FieldPath('addressType');
  if (!addressType) yield required(path, '');
  else if (!addressTypes.includes(addressType)) yield notSupported(path, addressType, addressTypes);
}

export function* validateEndpoints(endpoints: readonly Endpoint[] = [], addressType: string | undefined): Findings {
  const path = new FieldPath('endpoints');
  if (endpoints.length > maxEndpoints) return yield tooMany(path, endpoints.length, maxEndpoints);
  for (const [position, endpoint] of endpoints.entries()) {
    const at = path.index(position);
    yield* validateAddresses(at.child('addresses'), endpoint.addresses, addressType);
    const { nodeName, hostname, hints } = endpoint;
    if (nodeName !== undefined) yield* invalidEach(at.child('nodeName'), nodeName, isDns1123Subdomain(nodeName));
    if (hostname !== undefined) yield* checkDns1123Label(at.child('hostname'), hostname);
    if (hints) yield* validateHints(at.child('hints'), hints);
  }
}

function* validateAddresses(
  path: FieldPath,
  addresses: readonly string[] | undefined,
  addressType: string | undefined,
): Findings {
  if (!addresses?.length) return yield required(path, 'must contain at least 1 address');
  if (addresses.length > maxAddresses) yield tooMany(path, addresses.length, maxAddresses);
  const rule = addressType === undefined ? undefined : addressRules[addressType];
  if (!rule) return;
  for (const [position, address] of addresses.entries()) yield* rule(path.index(position), address);
}

function* checkIp(path: FieldPath, address: string, family: 4 | 6): Findings {
  const messages = isValidIp(address);
  if (messages.length > 0) return yield* invalidEach(path, address, messages);
  if (parseIp(address)?.family !== family) yield invalid(path, address, `must be an IPv${family} address`);
  yield* checkEndpointIp(path, address);
}

/** At least two labels, with or without a final dot. */
function* checkDomainName(path: FieldPath, text: string): Findings {
  if (text === '') return yield required(path, '');
  const name = text.replace(/\.$/, '');
  const messages = isDns1123Subdomain(name);
  if (messages.length > 0) return yield invalid(path, name, messages.join(','));
  const labels = name.split('.');
  if (labels.length < 2) {
    return yield invalid(path, name, 'should be a domain with at least two segments separated by dots');
  }
  for (const label of labels) {
    const wrong = isDns1123Label(label);
    if (wrong.length > 0) yield invalid(path, label, wrong.join(','));
  }
}

function* validateHints(path: FieldPath, { forZones, forNodes }: EndpointHints): Findings {
  yield* validateHintNames(path.child('forZones'), forZones, isValidLabelValue);
  yield* validateHintNames(path.child('forNodes'), forNodes, isDns1123Subdomain);
}

function* validateHintNames(
  path: FieldPath,
  // Decoding does not enforce required fields.
  hints: readonly { name?: string }[] = [],
  check: (name: string) => string[],
): Findings {
  if (hints.length > maxHints) return yield tooMany(path, hints.length, maxHints);
  const seen = new Set<string>();
  for (const [position, { name = '' }] of hints.entries()) {
    const at = path.index(position).child('name');
    if (isRepeated(seen, name)) yield duplicate(at, name);
    yield* invalidEach(at, name, check(name));
  }
}

export function* validatePorts(ports: readonly EndpointPort[] = []): Findings {
  const path = new FieldPath('ports');
  if (ports.length > maxPorts) return yield tooMany(path, ports.length, maxPorts);
  const names = new Set<string>();
  for (const [position, { name = '', protocol = '', appProtocol }] of ports.entries()) {
    const at = path.index(position);
    if (name !== '') yield* checkDns1123Label(at.child('name'), name);
    if (isRepeated(names, name)) yield duplicate(at.child('name'), name);
    if (!supportedProtocols.includes(protocol)) yield notSupported(at.child('protocol'), protocol, supportedProtocols);
    if (appProtocol !== undefined) yield* checkQualifiedName(at.child('appProtocol'), appProtocol);
  }
}
