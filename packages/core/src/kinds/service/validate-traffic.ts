// Which endpoints get which traffic.
import { FieldPath, invalid, notSupported, required } from '../../resource/field-error.ts';
import type { ServiceSpec } from '../../resource/generated/kubernetes.ts';
import type { Findings } from '../pod/validation/field-rules.ts';
import { whyNoNodePort } from './ranges.ts';
import { isExternallyAccessible, needsHealthCheckNodePort } from './traits.ts';

const path = new FieldPath('spec');
const policies: readonly string[] = ['Cluster', 'Local'];
const distributions: readonly string[] = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

export function* validateTrafficPolicies(spec: ServiceSpec): Findings {
  yield* validateExternalPolicy(spec);
  yield* validateHealthCheckNodePort(spec);
  const { internalTrafficPolicy, trafficDistribution } = spec;
  if (internalTrafficPolicy !== undefined && !policies.includes(internalTrafficPolicy)) {
    yield notSupported(path.child('internalTrafficPolicy'), internalTrafficPolicy, policies);
  }
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution)) {
    yield notSupported(path.child('trafficDistribution'), trafficDistribution, distributions);
  }
}

function* validateExternalPolicy(spec: ServiceSpec): Findings {
  const at = path.child('externalTrafficPolicy');
  const { externalTrafficPolicy } = spec;
  if (!externalTrafficPolicy) return;
  if (!isExternallyAccessible(spec)) {
    yield invalid(at, externalTrafficPolicy, 'may only be set for externally-accessible services');
  } else if (!policies.includes(externalTrafficPolicy)) yield notSupported(at, externalTrafficPolicy, policies);
}

function* validateHealthCheckNodePort(spec: ServiceSpec): Findings {
  const at = path.child('healthCheckNodePort');
  const { healthCheckNodePort: port } = spec;
  const isNeeded = needsHealthCheckNodePort(spec);
  if (!port) {
    if (isNeeded) yield required(at, '');
    return;
  }
  const detail = isNeeded
    ? whyNoNodePort(port)
    : "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  if (detail !== undefined) yield invalid(at, port, detail);
}
