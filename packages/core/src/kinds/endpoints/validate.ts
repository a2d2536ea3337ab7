// What Endpoints may hold.
import { FieldPath, notSupported, required } from '../../resource/field-error.ts';
import type { CoreV1EndpointPort, EndpointAddress, EndpointSubset } from '../../resource/generated/kubernetes.ts';
import { isValidIp } from '../../resource/validation/ip-addresses.ts';
import { isDns1123Subdomain, isValidPortNum } from '../../resource/validation/names.ts';
import { checkEndpointIp } from '../endpoint-address.ts';
import { checkDns1123Label, checkQualifiedName, type Findings, invalidEach } from '../pod/validation/field-rules.ts';
import { supportedProtocols } from '../protocols.ts';

export function* validateSubsets(subsets: readonly EndpointSubset[] = []): Findings {
  const path = new FieldPath('subsets');
  for (const [position, { addresses = [], notReadyAddresses = [], ports = [] }] of subsets.entries()) {
    const at = path.index(position);
    if (addresses.length === 0 && notReadyAddresses.length === 0) {
      yield required(at, 'must specify `addresses` or `notReadyAddresses`');
    }
    yield* validateAddresses(at.child('addresses'), addresses);
    yield* validateAddresses(at.child('notReadyAddresses'), notReadyAddresses);
    yield* validatePorts(at.child('ports'), ports);
  }
}

function* validateAddresses(path: FieldPath, addresses: readonly EndpointAddress[]): Findings {
  for (const [position, address] of addresses.entries()) {
    const at = path.index(position);
    // Decoding does not enforce required fields.
    const { ip = '', hostname, nodeName }: Partial<EndpointAddress> = address;
    yield* invalidEach(at.child('ip'), ip, isValidIp(ip));
    if (hostname) yield* checkDns1123Label(at.child('hostname'), hostname);
    if (nodeName !== undefined) yield* invalidEach(at.child('nodeName'), nodeName, isDns1123Subdomain(nodeName));
    yield* checkEndpointIp(at.child('ip'), ip);
  }
}

function* validatePorts(path: FieldPath, ports: readonly CoreV1EndpointPort[]): Findings {
  for (const [position, { name, port = 0, protocol = '', appProtocol }] of ports.entries()) {
    const at = path.index(position);
    if (name) yield* checkDns1123Label(at.child('name'), name);
    else if (ports.length > 1) yield required(at.child('name'), '');
    yield* invalidEach(at.child('port'), port, isValidPortNum(port));
    if (!supportedProtocols.includes(protocol)) yield notSupported(at.child('protocol'), protocol, supportedProtocols);
    if (appProtocol !== undefined) yield* checkQualifiedName(at.child('appProtocol'), appProtocol);
  }
}
