// Ports of a service, and the node ports that lead to them.
import { duplicate, FieldPath, forbidden, invalid, notSupported, required } from '../../resource/field-error.ts';
import type { ServicePort, ServiceSpec } from '../../resource/generated/kubernetes.ts';
import { isValidPortNum } from '../../resource/validation/names.ts';
import {
  checkDns1123Label,
  checkQualifiedName,
  type Findings,
  invalidEach,
  isRepeated,
} from '../pod/validation/field-rules.ts';
import { validatePortNumberOrName } from '../pod/validation/ports.ts';
import { supportedProtocols } from '../protocols.ts';
import { whyNoNodePort } from './ranges.ts';
import { isHeadless, needsClusterIp, needsNodePorts } from './traits.ts';

const path = new FieldPath('spec.ports');

export function* validateServicePorts(spec: ServiceSpec): Findings {
  const { ports = [] } = spec;
  if (ports.length === 0 && needsClusterIp(spec) && !isHeadless(spec)) yield required(path, '');
  const [names, numbers, nodePorts] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const [position, port] of ports.entries()) {
    const at = path.index(position);
    yield* validateName(at.child('name'), port.name ?? '', { names, isRequired: ports.length > 1 });
    yield* validatePort(at, port);
    const { protocol = '', port: number, nodePort } = port;
    if (isRepeated(numbers, `${protocol}/${number}`)) yield duplicate(at, { protocol, port: number });
    if (!nodePort) continue;
    yield* validateNodePort(at.child('nodePort'), nodePort, spec);
    if (isRepeated(nodePorts, `${protocol}/${nodePort}`)) yield duplicate(at.child('nodePort'), nodePort);
  }
}

interface NameRules {
  /** Names of the ports before. */
  readonly names: Set<string>;
  readonly isRequired: boolean;
}

function* validateName(at: FieldPath, name: string, { names, isRequired }: NameRules): Findings {
  if (name === '') {
    if (isRequired) yield required(at, '');
    return;
  }
  yield* checkDns1123Label(at, name);
  if (isRepeated(names, name)) yield duplicate(at, name);
}

function* validatePort(at: FieldPath, { port = 0, protocol = '', targetPort, appProtocol }: ServicePort): Findings {
  yield* invalidEach(at.child('port'), port, isValidPortNum(port));
  if (!supportedProtocols.includes(protocol)) yield notSupported(at.child('protocol'), protocol, supportedProtocols);
  yield* validatePortNumberOrName(at.child('targetPort'), targetPort);
  if (appProtocol !== undefined) yield* checkQualifiedName(at.child('appProtocol'), appProtocol);
}

function* validateNodePort(at: FieldPath, nodePort: number, spec: ServiceSpec): Findings {
  if (spec.type === 'ClusterIP') return yield forbidden(at, "may not be used when `type` is 'ClusterIP'");
  const outside = needsNodePorts(spec) ? whyNoNodePort(nodePort) : undefined;
  if (outside !== undefined) yield invalid(at, nodePort, outside);
}
