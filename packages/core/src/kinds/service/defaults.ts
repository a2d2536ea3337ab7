// Kubernetes' defaults of services that depend on nothing but the manifest.
import type { Service, ServicePort, ServiceSpec } from '../../resource/generated/kubernetes.ts';
import { dropZeros } from '../zero-values.ts';
import { isExternallyAccessible, isLoadBalancer, needsClusterIp } from './traits.ts';

/** Three hours. */
const defaultAffinityTimeoutSeconds = 10_800;

const optionalFields = [
  'clusterIP',
  'externalName',
  'externalTrafficPolicy',
  'healthCheckNodePort',
  'loadBalancerIP',
  'publishNotReadyAddresses',
] as const;

export function applyServiceDefaults(object: Service): void {
  object.spec ??= {};
  object.status ??= {};
  object.status.loadBalancer ??= {};
  const { spec, status } = object;
  spec.type ||= 'ClusterIP';
  dropZeros(spec, optionalFields);
  defaultSessionAffinity(spec);
  for (const port of spec.ports ?? []) defaultPort(port);
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ||= 'Cluster';
  if (needsClusterIp(spec)) spec.internalTrafficPolicy ??= 'Cluster';
  if (!isLoadBalancer(spec)) return;
  spec.allocateLoadBalancerNodePorts ??= true;
  for (const ingress of status.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP';
}

function defaultSessionAffinity(spec: ServiceSpec): void {
  spec.sessionAffinity ||= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity !== 'ClientIP') return;
  const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultAffinityTimeoutSeconds;
  spec.sessionAffinityConfig = { clientIP: { timeoutSeconds } };
}

function defaultPort(port: ServicePort): void {
  port.protocol ||= 'TCP';
  // Decoding does not enforce required fields: a missing port is validation's to find.
  if (!port.targetPort && port.port) port.targetPort = port.port;
  dropZeros(port, ['name', 'nodePort']);
}
