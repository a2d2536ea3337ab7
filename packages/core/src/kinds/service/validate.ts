// What a service may ask for.
import { FieldPath, forbidden, invalid, notSupported, required } from '../../resource/field-error.ts';
import type { Service, ServiceSpec, SessionAffinityConfig } from '../../resource/generated/kubernetes.ts';
import { isValidCidr, isValidIp } from '../../resource/validation/ip-addresses.ts';
import { isDns1123Subdomain } from '../../resource/validation/names.ts';
import { validateLabels } from '../../resource/validation/object-meta.ts';
import { checkEndpointIp } from '../endpoint-address.ts';
import { checkQualifiedName, type Findings, invalidEach } from '../pod/validation/field-rules.ts';
import { validateIpFamilies } from './ip-families.ts';
import { isHeadless, isLoadBalancer, needsClusterIp } from './traits.ts';
import { validateClusterIpRange, validateClusterIps } from './validate-cluster-ips.ts';
import { validateServicePorts } from './validate-ports.ts';
import { validateTrafficPolicies } from './validate-traffic.ts';

const path = new FieldPath('spec');
const annotationsPath = new FieldPath('metadata.annotations');
const serviceTypes: readonly string[] = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const affinities: readonly string[] = ['ClientIP', 'None'];
/** A day. */
const maxAffinityTimeoutSeconds = 86_400;

const topologyHints = 'service.kubernetes.io/topology-aware-hints';
const topologyMode = 'service.kubernetes.io/topology-mode';
const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const onlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";

export function* validateService({ metadata, spec = {} }: Service): Findings {
  const { annotations = {} } = metadata;
  yield* validateTopologyAnnotations(annotations);
  yield* validateTypeFields(spec);
  yield* validateServicePorts(spec);
  yield* validateLabels(spec.selector, path.child('selector'));
  yield* validateAffinity(spec);
  if (needsClusterIp(spec)) yield* validateAddressing(spec);
  yield* validateExternalIps(spec);
  if (!serviceTypes.includes(spec.type ?? '')) yield notSupported(path.child('type'), spec.type ?? '', serviceTypes);
  yield* validateSourceRanges(spec, annotations[sourceRanges]);
  yield* validateLoadBalancerFields(spec);
  yield* validateTrafficPolicies(spec);
}

function* validateTopologyAnnotations(annotations: Readonly<Record<string, string>>): Findings {
  const [hints, mode] = [annotations[topologyHints], annotations[topologyMode]];
  if (hints === undefined || mode === undefined || hints === mode) return;
  yield invalid(
    annotationsPath.key(topologyMode),
    mode,
    `must match annotations[${topologyHints}] when both are specified`,
  );
}

function* validateTypeFields(spec: ServiceSpec): Findings {
  const { type, clusterIPs = [], ipFamilies = [], ipFamilyPolicy, externalName = '' } = spec;
  if (isHeadless(spec) && (type === 'LoadBalancer' || type === 'NodePort')) {
    yield invalid(path.child('clusterIPs').index(0), clusterIPs[0], `may not be set to 'None' for ${type} services`);
  }
  if (needsClusterIp(spec)) return;
  const unused = {
    clusterIPs: clusterIPs.length > 0,
    ipFamilies: ipFamilies.length > 0,
    ipFamilyPolicy: !!ipFamilyPolicy,
  };
  for (const [field, isSet] of Object.entries(unused)) {
    if (isSet) yield forbidden(path.child(field), 'may not be set for ExternalName services');
  }
  // A name may end in a dot, which says that it is complete.
  const name = externalName.replace(/\.$/, '');
  if (name === '') yield required(path.child('externalName'), '');
  else yield* invalidEach(path.child('externalName'), name, isDns1123Subdomain(name));
}

function* validateAffinity({ sessionAffinity = '', sessionAffinityConfig }: ServiceSpec): Findings {
  if (!affinities.includes(sessionAffinity)) {
    yield notSupported(path.child('sessionAffinity'), sessionAffinity, affinities);
  }
  if (sessionAffinity === 'ClientIP') yield* validateAffinityTimeout(sessionAffinityConfig);
}

function* validateAffinityTimeout(config: SessionAffinityConfig | undefined): Findings {
  const timeoutSeconds = config?.clientIP?.timeoutSeconds ?? 0;
  if (timeoutSeconds > 0 && timeoutSeconds <= maxAffinityTimeoutSeconds) return;
  const detail = `must be greater than 0 and less than ${maxAffinityTimeoutSeconds}`;
  yield invalid(path.child('sessionAffinityConfig.clientIP.timeoutSeconds'), timeoutSeconds, detail);
}

/** Each question is asked only of what answered those before: a malformed address belongs to no range. */
function* validateAddressing(spec: ServiceSpec): Findings {
  for (const rule of [validateClusterIps, validateIpFamilies, validateClusterIpRange]) {
    const errors = [...rule(spec)];
    yield* errors;
    if (errors.length > 0) return;
  }
}

function* validateExternalIps({ externalIPs = [] }: ServiceSpec): Findings {
  for (const [position, ip] of externalIPs.entries()) {
    const at = path.child('externalIPs').index(position);
    yield* invalidEach(at, ip, isValidIp(ip));
    yield* checkEndpointIp(at, ip);
  }
}

/** The annotation is the older way to say it. The field's name in errors is Kubernetes'. */
function* validateSourceRanges(spec: ServiceSpec, annotation: string | undefined): Findings {
  const blocks = spec.loadBalancerSourceRanges ?? [];
  if (blocks.length > 0) {
    const at = path.child('LoadBalancerSourceRanges');
    if (!isLoadBalancer(spec)) yield forbidden(at, onlyLoadBalancer);
    for (const [position, block] of blocks.entries()) yield* checkPaddedCidr(at.index(position), block);
  } else if (annotation !== undefined) {
    const at = annotationsPath.key(sourceRanges);
    if (!isLoadBalancer(spec)) yield forbidden(at, onlyLoadBalancer);
    const list = annotation.trim() === '' ? [] : annotation.split(',');
    for (const block of list) yield* checkPaddedCidr(at, block);
  }
}

function* checkPaddedCidr(at: FieldPath, padded: string): Findings {
  const block = padded.trim();
  yield* invalidEach(at, block, isValidCidr(block));
}

function* validateLoadBalancerFields(spec: ServiceSpec): Findings {
  const { allocateLoadBalancerNodePorts, loadBalancerClass } = spec;
  if (isLoadBalancer(spec)) {
    if (loadBalancerClass !== undefined) yield* checkQualifiedName(path.child('loadBalancerClass'), loadBalancerClass);
    return;
  }
  if (allocateLoadBalancerNodePorts !== undefined) {
    yield forbidden(path.child('allocateLoadBalancerNodePorts'), onlyLoadBalancer);
  }
  if (loadBalancerClass !== undefined) yield forbidden(path.child('loadBalancerClass'), onlyLoadBalancer);
}
