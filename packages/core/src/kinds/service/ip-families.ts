// Which IP families a service has: what the client says, else what its cluster IPs show, else what the cluster serves.
import { deepEqual } from '../../resource/equality.ts';
import { FieldPath, invalid } from '../../resource/field-error.ts';
import type { ServiceSpec } from '../../resource/generated/kubernetes.ts';
import type { Findings } from '../pod/validation/field-rules.ts';
import { hasSameClusterIps } from './cluster-ips.ts';
import { ipFamilyOf, servedIpFamilies } from './ranges.ts';
import { needsClusterIp, noClusterIp } from './traits.ts';

/** Its endpoints are written by hand, and may be of families that the cluster itself does not serve. */
function isHeadlessWithoutSelector({ clusterIP, selector = {} }: ServiceSpec): boolean {
  return clusterIP === noClusterIp && Object.keys(selector).length === 0;
}

function isServed(family: string): boolean {
  return servedIpFamilies.some((served) => served === family);
}

export function settleIpFamilies(spec: ServiceSpec, old?: ServiceSpec): void {
  if (!needsClusterIp(spec)) return;
  spec.ipFamilyPolicy ??= old?.ipFamilyPolicy ?? (isHeadlessWithoutSelector(spec) ? 'RequireDualStack' : 'SingleStack');
  if (old && spec.ipFamilyPolicy === 'SingleStack') releaseSecondary(spec, old);
  const families = [...(spec.ipFamilies ?? []), ...familiesShown(spec)];
  const isClear = new Set(families).size === families.length;
  // What is wrong with the addresses is for validation to find; what is stated stays as it is.
  if (isClear && families.every((family) => family !== undefined)) spec.ipFamilies = completed(spec, families);
}

/** To ask for a single stack is to give up the second address and family. */
function releaseSecondary(spec: ServiceSpec, old: ServiceSpec): void {
  if (spec.clusterIPs && hasSameClusterIps(spec, old)) spec.clusterIPs = spec.clusterIPs.slice(0, 1);
  if (spec.ipFamilies && deepEqual(spec.ipFamilies, old.ipFamilies)) spec.ipFamilies = spec.ipFamilies.slice(0, 1);
}

/** Families of the cluster IPs for which none is stated; `undefined` for what is malformed or not served. */
function familiesShown({ clusterIPs = [], ipFamilies = [] }: ServiceSpec): (string | undefined)[] {
  if (clusterIPs[0] === noClusterIp) return [];
  return clusterIPs.slice(ipFamilies.length).map((ip) => {
    const family = ipFamilyOf(ip);
    return family !== undefined && isServed(family) ? family : undefined;
  });
}

function completed(spec: ServiceSpec, families: readonly string[]): string[] {
  const [first = servedIpFamilies[0] ?? 'IPv4'] = families;
  const canHaveBoth = isHeadlessWithoutSelector(spec) || servedIpFamilies.length === 2;
  if (families.length > 1) return [...families];
  if (spec.ipFamilyPolicy === 'SingleStack' || !canHaveBoth) return [first];
  return [first, first === 'IPv4' ? 'IPv6' : 'IPv4'];
}

/** What a well-formed service asks for that cannot be had together, or not in this cluster. */
export function* validateIpFamilies(spec: ServiceSpec): Findings {
  const contradictions = [...validateCounts(spec), ...validateShownFamilies(spec)];
  yield* contradictions;
  if (contradictions.length === 0 && !isHeadlessWithoutSelector(spec)) yield* validateServedFamilies(spec);
}

const path = new FieldPath('spec');
const policyPath = path.child('ipFamilyPolicy');

function* validateCounts({ clusterIPs = [], ipFamilies = [], ipFamilyPolicy }: ServiceSpec): Findings {
  if (ipFamilyPolicy !== 'SingleStack') return;
  const counts = Object.entries({ 'cluster IPs': clusterIPs, 'IP families': ipFamilies });
  for (const [name, list] of counts) {
    if (list.length !== 2) continue;
    const detail = `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${name} are specified`;
    yield invalid(policyPath, ipFamilyPolicy, detail);
  }
}

function* validateShownFamilies({ clusterIPs = [], ipFamilies = [] }: ServiceSpec): Findings {
  for (const [position, ip] of clusterIPs.entries()) {
    const family = ipFamilyOf(ip);
    if (family === undefined || isServed(family) || position < ipFamilies.length) continue;
    yield invalid(path.child('clusterIPs').index(position), clusterIPs, `${family} is not configured on this cluster`);
  }
}

function* validateServedFamilies({ ipFamilies = [], ipFamilyPolicy }: ServiceSpec): Findings {
  if (ipFamilyPolicy === 'RequireDualStack' && servedIpFamilies.length < 2) {
    yield invalid(policyPath, ipFamilyPolicy, 'this cluster is not configured for dual-stack services');
  }
  for (const [position, family] of ipFamilies.entries()) {
    if (isServed(family)) continue;
    yield invalid(path.child('ipFamilies').index(position), family, 'not configured on this cluster');
  }
}
