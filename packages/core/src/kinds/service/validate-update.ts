// What may not change in a service: addresses, once somebody may know them.
import { FieldPath, forbidden, invalid } from '../../resource/field-error.ts';
import type { ServiceSpec } from '../../resource/generated/kubernetes.ts';
import type { Findings } from '../pod/validation/field-rules.ts';
import { isHeadless, isLoadBalancer, needsClusterIp, needsHealthCheckNodePort } from './traits.ts';

const path = new FieldPath('spec');
const fixed = 'may not change once set';

export function* validateServiceUpdate(spec: ServiceSpec, old: ServiceSpec): Findings {
  if (needsClusterIp(spec) && needsClusterIp(old)) {
    yield* validateClusterIpsUpdate(spec, old);
    yield* validateIpFamiliesUpdate(spec, old);
  }
  if (isLoadBalancer(spec) && isLoadBalancer(old) && spec.loadBalancerClass !== old.loadBalancerClass) {
    yield invalid(path.child('loadBalancerClass'), spec.loadBalancerClass, fixed);
  }
  const keepsHealthCheck = needsHealthCheckNodePort(spec) && needsHealthCheckNodePort(old);
  if (keepsHealthCheck && spec.healthCheckNodePort !== old.healthCheckNodePort) {
    yield forbidden(path.child('healthCheckNodePort'), 'field is immutable');
  }
}

function* validateClusterIpsUpdate(spec: ServiceSpec, old: ServiceSpec): Findings {
  if (isHeadless(spec) && isHeadless(old)) return;
  const change = { list: spec.clusterIPs ?? [], old: old.clusterIPs ?? [], policy: spec.ipFamilyPolicy };
  yield* validateListUpdate(path.child('clusterIPs'), { ...change, item: 'clusterIP' });
}

/** Headless services may change families, and so may those that become headless or cease to be. */
function* validateIpFamiliesUpdate(spec: ServiceSpec, old: ServiceSpec): Findings {
  if (isHeadless(spec) || isHeadless(old)) return;
  const change = { list: spec.ipFamilies ?? [], old: old.ipFamilies ?? [], policy: spec.ipFamilyPolicy };
  yield* validateListUpdate(path.child('ipFamilies'), { ...change, item: 'ipFamily' });
}

interface ListChange {
  readonly list: readonly string[];
  readonly old: readonly string[];
  readonly policy: string | undefined;
  readonly item: string;
}

/** The first stays; a second may come, and may go with the policy that asks for it. */
function* validateListUpdate(at: FieldPath, { list, old, policy, item }: ListChange): Findings {
  if (old.length > list.length && list.length === 0)
    yield invalid(at.index(0), list, `primary ${item} can not be unset`);
  for (const [position, value] of old.entries()) {
    const isFixed = position === 0 || old.length === list.length;
    if (isFixed && position < list.length && list[position] !== value) yield invalid(at.index(position), list, fixed);
  }
  if (old.length > 1 && list.length === 1 && policy !== 'SingleStack') {
    yield invalid(
      path.child('ipFamilyPolicy'),
      policy,
      `must be set to 'SingleStack' when releasing the secondary ${item}`,
    );
  }
}
