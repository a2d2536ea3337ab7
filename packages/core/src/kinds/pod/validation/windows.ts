// What differs between Linux and Windows pods, and the options that only Windows has.
import { type FieldPath, forbidden, invalid, notSupported, required } from '../../../resource/field-error.ts';
import type {
  PodSecurityContext,
  PodSpec,
  SecurityContext,
  WindowsSecurityContextOptions,
} from '../../../resource/generated/kubernetes.ts';
import { isDns1123Subdomain } from '../../../resource/validation/names.ts';
import { allContainers } from '../containers.ts';
import { type Findings, invalidEach } from './field-rules.ts';

const systems: readonly string[] = ['linux', 'windows'];
const notOnWindows = 'cannot be set for a windows pod';

const linuxPodContext: readonly (keyof PodSecurityContext)[] = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
];
const linuxPod = ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'] as const;
const linuxContainerContext: readonly (keyof SecurityContext)[] = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

/** `path` is the spec's. */
export function* validateOperatingSystem(path: FieldPath, spec: PodSpec): Findings {
  if (!spec.os) return;
  const { name } = spec.os;
  if (!name) yield required(path.child('os', 'name'), '');
  else if (name === 'linux') yield* validateLinux(path, spec);
  else if (name === 'windows') yield* validateWindows(path, spec);
  else yield notSupported(path.child('os'), name, systems);
}

function* validateLinux(path: FieldPath, spec: PodSpec): Findings {
  const why = 'windows options cannot be set for a linux pod';
  if (spec.securityContext?.windowsOptions) yield forbidden(path.child('securityContext', 'windowsOptions'), why);
  for (const { container, at } of allContainers(spec, path)) {
    if (container.securityContext?.windowsOptions) yield forbidden(at.child('securityContext', 'windowsOptions'), why);
  }
}

function* validateWindows(path: FieldPath, spec: PodSpec): Findings {
  for (const field of linuxPodContext) {
    if (spec.securityContext?.[field] !== undefined)
      yield forbidden(path.child('securityContext', field), notOnWindows);
  }
  for (const field of linuxPod) if (spec[field] !== undefined) yield forbidden(path.child(field), notOnWindows);
  for (const { container, at } of allContainers(spec, path)) {
    for (const field of linuxContainerContext) {
      if (container.securityContext?.[field] !== undefined)
        yield forbidden(at.child('securityContext', field), notOnWindows);
    }
  }
}

const maxCredentialKiB = 64;
const maxDomainLength = 256;
const maxUserLength = 104;

export function* validateWindowsOptions(path: FieldPath, options: WindowsSecurityContextOptions | undefined): Findings {
  if (!options) return;
  const { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName } = options;
  if (gmsaCredentialSpecName !== undefined) {
    const at = path.child('gmsaCredentialSpecName');
    yield* invalidEach(at, gmsaCredentialSpecName, isDns1123Subdomain(gmsaCredentialSpecName));
  }
  if (gmsaCredentialSpec === '') {
    yield invalid(path.child('gmsaCredentialSpec'), '', 'gmsaCredentialSpec cannot be an empty string');
  } else if (gmsaCredentialSpec && gmsaCredentialSpec.length > maxCredentialKiB * 1024) {
    const limit = `gmsaCredentialSpec size must be under ${maxCredentialKiB} KiB`;
    yield invalid(path.child('gmsaCredentialSpec'), gmsaCredentialSpec, limit);
  }
  if (runAsUserName !== undefined) {
    yield* invalidEach(path.child('runAsUserName'), runAsUserName, userNameErrors(runAsUserName));
  }
}

const netBiosDomain = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const dnsLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const dnsDomain = new RegExp(`^${dnsLabel}(?:\\.${dnsLabel})*$`);

/** `DOMAIN\user`, the domain optional. */
function userNameErrors(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (/\p{Cc}/u.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const [domain, user = ''] = parts.length === 2 ? parts : [undefined, name];
  const errors: string[] = [];
  if (domain !== undefined && domain.length >= maxDomainLength) {
    errors.push(`runAsUserName's Domain length must be under ${maxDomainLength} characters`);
  }
  if (domain !== undefined && !netBiosDomain.test(domain) && !dnsDomain.test(domain)) {
    errors.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  if (user === '') errors.push("runAsUserName's User cannot be empty");
  if (user.length > maxUserLength) {
    errors.push(`runAsUserName's User length must not be longer than ${maxUserLength} characters`);
  }
  if (/^[. ]+$/.test(user)) errors.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    errors.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  }
  return errors;
}

/** All containers are processes of the host, or none is. `path` is the spec's. */
export function* validateHostProcess(path: FieldPath, spec: PodSpec): Findings {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  let [containers, hostProcesses] = [0, 0];
  for (const { container, at } of allContainers(spec, path)) {
    containers += 1;
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      const why = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      yield invalid(at.child('securityContext', 'windowsOptions', 'hostProcess'), own, why);
    }
    if (own ?? ofPod) hostProcesses += 1;
  }
  if (hostProcesses === 0) return;
  if (hostProcesses !== containers) {
    yield invalid(
      path,
      '',
      'If pod contains any hostProcess containers then all containers must be HostProcess containers',
    );
  }
  if (!spec.hostNetwork) {
    yield invalid(
      path.child('hostNetwork'),
      false,
      'hostNetwork must be true if pod contains any hostProcess containers',
    );
  }
}
