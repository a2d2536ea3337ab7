// Names: how a pod resolves them and what it is called.
import { type FieldPath, forbidden, invalid, notSupported, required, tooLong } from '../../../resource/field-error.ts';
import type { HostAlias, PodDNSConfig, PodSpec } from '../../../resource/generated/kubernetes.ts';
import { isValidIp } from '../../../resource/validation/ip-addresses.ts';
import { isDns1123Subdomain, maxLengthError, regexError } from '../../../resource/validation/names.ts';
import { checkDns1123Label, type Findings, invalidEach } from './field-rules.ts';

const policies: readonly string[] = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
/** Limits of libc's resolver. */
const maxNameservers = 3;
const maxSearches = 32;
const maxSearchLength = 2048;
/** Linux' limit of a host's name. */
const maxHostname = 64;

export function* validateDns(path: FieldPath, { dnsPolicy = '', dnsConfig }: PodSpec): Findings {
  if (!policies.includes(dnsPolicy)) yield notSupported(path.child('dnsPolicy'), dnsPolicy, policies);
  const at = path.child('dnsConfig');
  if (dnsPolicy === 'None') {
    if (!dnsConfig) return yield required(at, 'must provide `dnsConfig` when `dnsPolicy` is None');
    if (!dnsConfig.nameservers?.length) {
      return yield required(
        at.child('nameservers'),
        'must provide at least one DNS nameserver when `dnsPolicy` is None',
      );
    }
  }
  if (dnsConfig) yield* validateDnsConfig(at, dnsConfig);
}

function* validateDnsConfig(
  path: FieldPath,
  { nameservers = [], searches = [], options = [] }: PodDNSConfig,
): Findings {
  const serversPath = path.child('nameservers');
  if (nameservers.length > maxNameservers) {
    yield invalid(serversPath, nameservers, `must not have more than ${maxNameservers} nameservers`);
  }
  for (const [position, server] of nameservers.entries()) {
    yield* invalidEach(serversPath.index(position), server, isValidIp(server));
  }
  const searchesPath = path.child('searches');
  if (searches.length > maxSearches) {
    yield invalid(searchesPath, searches, `must not have more than ${maxSearches} search paths`);
  }
  if (searches.join(' ').length > maxSearchLength) {
    const limit = `must not have more than ${maxSearchLength} characters (including spaces) in the search list`;
    yield invalid(searchesPath, searches, limit);
  }
  for (const [position, search] of searches.entries()) {
    if (search === '.') continue;
    const domain = search.replace(/\.$/, '');
    yield* invalidEach(searchesPath.index(position), domain, searchDomainErrors(domain));
  }
  for (const [position, { name }] of options.entries()) {
    if (!name) yield required(path.child('options').index(position), 'must not be empty');
  }
}

const searchLabel = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const searchForm = `${searchLabel}(\\.${searchLabel})*`;
const searchPattern = new RegExp(`^(?:${searchForm})$`);
const searchRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";

/** A domain whose parts may have underscores, as in names of SRV records. */
function searchDomainErrors(domain: string): string[] {
  const errors: string[] = [];
  if (domain.length > 253) errors.push(maxLengthError(253));
  if (!searchPattern.test(domain)) errors.push(regexError(searchRule, searchForm, 'example.com'));
  return errors;
}

export function* validateHostAliases(path: FieldPath, aliases: readonly HostAlias[] = []): Findings {
  for (const [position, { ip = '', hostnames = [] }] of aliases.entries()) {
    const at = path.index(position);
    yield* invalidEach(at.child('ip'), ip, isValidIp(ip));
    for (const [index, hostname] of hostnames.entries()) {
      yield* invalidEach(at.child('hostnames').index(index), hostname, isDns1123Subdomain(hostname));
    }
  }
}

/** `path` is the spec's. */
export function* validateHostname(path: FieldPath, spec: PodSpec): Findings {
  const { hostname, subdomain, hostnameOverride } = spec;
  if (hostname) yield* checkDns1123Label(path.child('hostname'), hostname);
  if (subdomain) yield* checkDns1123Label(path.child('subdomain'), subdomain);
  if (hostnameOverride === undefined) return;
  const at = path.child('hostnameOverride');
  if (spec.setHostnameAsFQDN) yield forbidden(at, 'may not be specified when setHostnameAsFQDN is true');
  if (spec.hostNetwork) yield forbidden(at, 'may not be specified when hostNetwork is true');
  if (hostnameOverride.length > maxHostname) yield tooLong(at, maxHostname);
  yield* invalidEach(at, hostnameOverride, isDns1123Subdomain(hostnameOverride));
}
