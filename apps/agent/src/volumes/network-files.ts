// /etc/hosts and /etc/resolv.conf of pods that ask for others than the host's: `hostAliases`, `dnsConfig`, `dnsPolicy: None`.
// Other pods share the host's files, as they share its network.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container, Pod } from '@portolan/client';
import { specOf } from '../pod-spec.ts';
import type { Mount } from '../runtime/runtime-service.ts';
import { hostnameOf } from '../runtime-manager/start-container.ts';

export interface NetworkFile {
  readonly name: string;
  readonly path: string;
  readonly content: string;
}

const hostsPath = '/etc/hosts';
const resolverPath = '/etc/resolv.conf';

export function networkFiles(pod: Pod, podIps: readonly string[], readHost = readIfThere): NetworkFile[] {
  const { hostAliases = [], dnsConfig, dnsPolicy } = specOf(pod);
  const files: NetworkFile[] = [];
  if (hostAliases.length > 0) {
    files.push({ name: 'etc-hosts', path: hostsPath, content: hostsOf(pod, podIps, readHost(hostsPath)) });
  }
  if (dnsConfig || dnsPolicy === 'None') {
    const base = dnsPolicy === 'None' ? '' : readHost(resolverPath);
    files.push({ name: 'etc-resolv-conf', path: resolverPath, content: resolverOf(base, dnsConfig ?? {}) });
  }
  return files;
}

/** Writes them below the pod's directory. @returns what to mount into a container that mounts nothing there itself */
export function prepareNetworkFiles(
  directory: string,
  files: readonly NetworkFile[],
): (container: Container) => Mount[] {
  if (files.length > 0) mkdirSync(directory, { recursive: true });
  for (const { name, content } of files) {
    const path = join(directory, name);
    // In place: containers have the file itself mounted.
    if (readIfThere(path) !== content) writeFileSync(path, content, { mode: 0o644 });
  }
  return ({ volumeMounts = [] }) =>
    files
      .filter(({ path }) => !volumeMounts.some(({ mountPath }) => mountPath === path))
      .map(({ name, path }) => ({
        volumeName: name,
        containerPath: path,
        hostPath: join(directory, name),
        readOnly: false,
      }));
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function hostsOf(pod: Pod, podIps: readonly string[], host: string): string {
  const { hostAliases = [], hostNetwork, subdomain } = specOf(pod);
  const name = hostnameOf(pod);
  const full = subdomain ? `${name}.${subdomain}.${pod.metadata.namespace ?? 'default'}.svc.cluster.local\t` : '';
  const own = hostNetwork ? [] : podIps.map((ip) => `${ip}\t${full}${name}`);
  const aliases = hostAliases.map(({ ip, hostnames = [] }) => [ip, ...hostnames].join('\t'));
  return `${[host.trimEnd(), ...own, '', '# Entries added by HostAliases.', ...aliases].join('\n')}\n`;
}

type DnsConfig = NonNullable<NonNullable<Pod['spec']>['dnsConfig']>;

/** What the pod names is added to what the host has, each once; of an option named twice the pod's holds. */
function resolverOf(base: string, { nameservers = [], searches = [], options = [] }: DnsConfig): string {
  const given = base.split('\n').map((line) => line.trim().split(/\s+/));
  const of = (word: string) => given.filter(([first]) => first === word).map(([, ...rest]) => rest);
  const servers = new Set([...of('nameserver').flat(), ...nameservers]);
  const domains = new Set([...(of('search').at(-1) ?? []), ...searches]);
  const chosen = new Map(
    of('options')
      .flat()
      .map((option) => [option.split(':')[0], option]),
  );
  for (const { name = '', value } of options) chosen.set(name, value === undefined ? name : `${name}:${value}`);
  const lines = [
    ...(domains.size > 0 ? [`search ${[...domains].join(' ')}`] : []),
    ...[...servers].map((server) => `nameserver ${server}`),
    ...(chosen.size > 0 ? [`options ${[...chosen.values()].join(' ')}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
