// Which endpoints get which traffic.
import { FieldPath, invalid, notSupported } from '../../resource/field-error.ts';
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

/** One that is needed and not given is allocated. */
function* validateHealthCheckNodePort(spec: ServiceSpec): Findings {
  const at = path.child('healthCheckNodePort');
  const { healthCheckNodePort: port } = spec;
  if (!port) return;
  const detail = needsHealthCheckNodePort(spec)
    ? whyNoNodePort(port)
    : "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  if (detail !== undefined) yield invalid(at, port, detail);
}
