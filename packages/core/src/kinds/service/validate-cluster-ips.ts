// Cluster IPs and IP families as they stand, whatever this cluster serves. Empty cluster IPs are to be allocated.
import { duplicate, FieldPath, invalid, notSupported, required } from '../../resource/field-error.ts';
import type { ServiceSpec } from '../../resource/generated/kubernetes.ts';
import { isValidIp } from '../../resource/validation/ip-addresses.ts';
import { type Findings, invalidEach, isRepeated } from '../pod/validation/field-rules.ts';
import { ipFamilyOf, whyNoClusterIp } from './ranges.ts';
import { isHeadless, noClusterIp } from './traits.ts';

const path = new FieldPath('spec');
const listPath = path.child('clusterIPs');
const families: readonly string[] = ['IPv4', 'IPv6'];
const policies: readonly string[] = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

export function* validateClusterIps(spec: ServiceSpec): Findings {
  yield* validateAgreement(spec);
  yield* validateFamilies(spec);
  const malformed = [...validateAddresses(spec)];
  yield* malformed;
  if (malformed.length === 0 && !isHeadless(spec)) yield* validateFamiliesOfAddresses(spec);
}

function* validateAgreement({ clusterIP, clusterIPs = [] }: ServiceSpec): Findings {
  if (!clusterIP) {
    if (clusterIPs.length > 0) yield invalid(listPath, clusterIPs, 'must be empty when `clusterIP` is not specified');
  } else if (clusterIPs.length === 0) yield required(listPath, '');
  else if (clusterIPs[0] !== clusterIP) yield invalid(listPath, clusterIPs, 'first value must match `clusterIP`');
}

function* validateFamilies({ ipFamilies = [], ipFamilyPolicy }: ServiceSpec): Findings {
  const seen = new Set<string>();
  for (const [position, family] of ipFamilies.entries()) {
    const at = path.child('ipFamilies').index(position);
    if (!families.includes(family)) yield notSupported(at, family, families);
    if (isRepeated(seen, family)) yield duplicate(at, family);
  }
  if (ipFamilyPolicy !== undefined && !policies.includes(ipFamilyPolicy)) {
    yield notSupported(path.child('ipFamilyPolicy'), ipFamilyPolicy, policies);
  }
}

function* validateAddresses({ clusterIPs = [] }: ServiceSpec): Findings {
  for (const [position, ip] of clusterIPs.entries()) {
    if (position > 0 || ip !== noClusterIp) yield* invalidEach(listPath.index(position), ip, isValidIp(ip));
    else if (clusterIPs.length > 1) yield invalid(listPath, clusterIPs, "'None' must be the first and only value");
  }
  if (clusterIPs.length > 2) yield invalid(listPath, clusterIPs, 'may only hold up to 2 values');
}

function* validateFamiliesOfAddresses({ clusterIPs = [], ipFamilies = [] }: ServiceSpec): Findings {
  if (clusterIPs.length === 2 && ipFamilyOf(clusterIPs[0] ?? '') === ipFamilyOf(clusterIPs[1] ?? '')) {
    yield invalid(listPath, clusterIPs, 'may specify no more than one IP for each IP family');
  }
  for (const [position, ip] of clusterIPs.entries()) {
    const family = ipFamilies[position];
    if (family === undefined || !families.includes(family) || ipFamilyOf(ip) === family) continue;
    yield invalid(
      listPath.index(position),
      ip,
      `expected an ${family} value as indicated by \`ipFamilies[${position}]\``,
    );
  }
}

export function* validateClusterIpRange(spec: ServiceSpec): Findings {
  const { clusterIPs = [] } = spec;
  if (isHeadless(spec)) return;
  for (const ip of clusterIPs) {
    const outside = whyNoClusterIp(ip);
    if (outside !== undefined) yield invalid(listPath, clusterIPs, `failed to allocate IP ${ip}: ${outside}`);
  }
}
