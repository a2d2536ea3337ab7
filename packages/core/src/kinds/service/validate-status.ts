// What a load balancer may report.
import { FieldPath, forbidden, invalid, notSupported } from '../../resource/field-error.ts';
import type { LoadBalancerIngress, Service } from '../../resource/generated/kubernetes.ts';
import { isValidIp, parseIp } from '../../resource/validation/ip-addresses.ts';
import { isDns1123Subdomain } from '../../resource/validation/names.ts';
import { type Findings, invalidEach } from '../pod/validation/field-rules.ts';
import { isLoadBalancer } from './traits.ts';

const path = new FieldPath('status.loadBalancer.ingress');
const ipModes: readonly string[] = ['Proxy', 'VIP'];

export function* validateLoadBalancerStatus({ spec = {}, status }: Service): Findings {
  const ingresses = status?.loadBalancer?.ingress ?? [];
  if (ingresses.length > 0 && !isLoadBalancer(spec)) {
    return yield forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'");
  }
  for (const [position, ingress] of ingresses.entries()) yield* validateIngress(path.index(position), ingress);
}

function* validateIngress(at: FieldPath, { ip = '', ipMode, hostname = '' }: LoadBalancerIngress): Findings {
  if (ip !== '') yield* invalidEach(at.child('ip'), ip, isValidIp(ip));
  if (ipMode !== undefined) {
    if (ip === '') yield forbidden(at.child('ipMode'), 'may not be specified when `ip` is not set');
    else if (!ipModes.includes(ipMode)) yield notSupported(at.child('ipMode'), ipMode, ipModes);
  }
  if (hostname === '') return;
  yield* invalidEach(at.child('hostname'), hostname, isDns1123Subdomain(hostname));
  if (parseIp(hostname)) yield invalid(at.child('hostname'), hostname, 'must be a DNS name, not an IP address');
}
