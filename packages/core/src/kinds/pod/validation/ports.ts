// Ports of containers, and that no two of them claim one port of the host.
import { duplicate, type FieldPath, invalid, notSupported, required } from '../../../resource/field-error.ts';
import type { Container, ContainerPort, PodSpec } from '../../../resource/generated/kubernetes.ts';
import { isValidPortName, isValidPortNum } from '../../../resource/validation/names.ts';
import { type Findings, invalidEach, isRepeated } from './field-rules.ts';

const protocols: readonly string[] = ['SCTP', 'TCP', 'UDP'];

export function* validatePorts(path: FieldPath, ports: readonly ContainerPort[] = []): Findings {
  const names = new Set<string>();
  for (const [position, { name, containerPort, hostPort, protocol = '' }] of ports.entries()) {
    const at = path.index(position);
    if (name) yield* validateName(at.child('name'), name, names);
    if (!containerPort) yield required(at.child('containerPort'), '');
    else yield* invalidEach(at.child('containerPort'), containerPort, isValidPortNum(containerPort));
    if (hostPort) yield* invalidEach(at.child('hostPort'), hostPort, isValidPortNum(hostPort));
    if (!protocols.includes(protocol)) yield notSupported(at.child('protocol'), protocol, protocols);
  }
}

function* validateName(path: FieldPath, name: string, names: Set<string>): Findings {
  const messages = isValidPortName(name);
  yield* invalidEach(path, name, messages);
  if (messages.length === 0 && isRepeated(names, name)) yield duplicate(path, name);
}

/** A number, or the name of a port. */
export function* validatePortNumberOrName(path: FieldPath, port: number | string | undefined): Findings {
  const value = port ?? 0;
  yield* invalidEach(path, value, typeof value === 'number' ? isValidPortNum(value) : isValidPortName(value));
}

/** `path` is that of the list of containers. */
export function* validateHostPortConflicts(path: FieldPath, containers: readonly Container[]): Findings {
  const taken = new Set<string>();
  for (const [index, { ports = [] }] of containers.entries()) {
    for (const [position, { hostPort, hostIP = '', protocol }] of ports.entries()) {
      if (!hostPort) continue;
      const claim = `${protocol}/${hostIP}/${hostPort}`;
      if (isRepeated(taken, claim)) {
        yield duplicate(path.index(index).child('ports').index(position).child('hostPort'), claim);
      }
    }
  }
}

/** In the host's network both ports are one. A template may leave the host's open: pods made from it get it as default. */
export function* validateHostNetworkPorts(path: FieldPath, spec: PodSpec, { isPod }: { isPod: boolean }): Findings {
  if (!spec.hostNetwork) return;
  for (const [index, { ports = [] }] of (spec.containers ?? []).entries()) {
    for (const [position, { hostPort = 0, containerPort = 0 }] of ports.entries()) {
      if (hostPort === containerPort || (hostPort === 0 && !isPod)) continue;
      const at = path.child('containers').index(index).child('ports').index(position).child('hostPort');
      yield invalid(at, hostPort, 'must match `containerPort` when `hostNetwork` is true');
    }
  }
}
