// What was allocated for a service stays when a client leaves it out, and goes when the service's type no longer needs
// it, unless the client changed it in the same breath: then validation tells them.
import { deepEqual } from '../../resource/equality.ts';
import type { ServiceSpec } from '../../resource/generated/kubernetes.ts';
import { hasSameClusterIps } from './cluster-ips.ts';
import {
  isExternallyAccessible,
  isLoadBalancer,
  needsClusterIp,
  needsHealthCheckNodePort,
  needsNodePorts,
} from './traits.ts';

export function carryOverAllocated(spec: ServiceSpec, old: ServiceSpec): void {
  if (needsClusterIp(old) && needsClusterIp(spec)) {
    if (!spec.clusterIP && old.clusterIP) spec.clusterIP = old.clusterIP;
    if (!spec.clusterIPs?.length && old.clusterIPs) spec.clusterIPs = [...old.clusterIPs];
  }
  if (needsNodePorts(old) && needsNodePorts(spec)) carryOverNodePorts(spec, old);
  if (needsHealthCheckNodePort(old) && needsHealthCheckNodePort(spec) && old.healthCheckNodePort) {
    spec.healthCheckNodePort ??= old.healthCheckNodePort;
  }
}

function nodePortsOf({ ports = [] }: ServiceSpec): Set<number> {
  return new Set(ports.flatMap(({ nodePort }) => nodePort ?? []));
}

/** By the name of the port, unless another port has taken the number. */
function carryOverNodePorts(spec: ServiceSpec, old: ServiceSpec): void {
  const taken = nodePortsOf(spec);
  const byName = new Map((old.ports ?? []).map(({ name = '', nodePort }) => [name, nodePort]));
  for (const port of spec.ports ?? []) {
    const nodePort = byName.get(port.name ?? '');
    if (nodePort !== undefined && !taken.has(nodePort)) port.nodePort ??= nodePort;
  }
}

export function dropWhatTypeDoesNotNeed(spec: ServiceSpec, old: ServiceSpec): void {
  if (needsClusterIp(old) && !needsClusterIp(spec)) dropClusterIps(spec, old);
  if (needsNodePorts(old) && !needsNodePorts(spec) && addsNoNodePort(spec, old)) {
    for (const port of spec.ports ?? []) delete port.nodePort;
  }
  for (const { field, isNeeded } of dependentFields) {
    if (isNeeded(old) && !isNeeded(spec) && spec[field] === old[field]) delete spec[field];
  }
}

const dependentFields = [
  { field: 'healthCheckNodePort', isNeeded: needsHealthCheckNodePort },
  { field: 'allocateLoadBalancerNodePorts', isNeeded: isLoadBalancer },
  { field: 'loadBalancerClass', isNeeded: isLoadBalancer },
  { field: 'externalTrafficPolicy', isNeeded: isExternallyAccessible },
] as const;

function dropClusterIps(spec: ServiceSpec, old: ServiceSpec): void {
  if ((spec.clusterIP ?? '') === (old.clusterIP ?? '') && hasSameClusterIps(spec, old)) {
    delete spec.clusterIP;
    delete spec.clusterIPs;
  }
  if (deepEqual(spec.ipFamilies, old.ipFamilies)) delete spec.ipFamilies;
  if (spec.ipFamilyPolicy === old.ipFamilyPolicy) delete spec.ipFamilyPolicy;
}

function addsNoNodePort(spec: ServiceSpec, old: ServiceSpec): boolean {
  const before = nodePortsOf(old);
  return [...nodePortsOf(spec)].every((port) => before.has(port));
}
