// Security contexts of pods and containers.
import {
  duplicate,
  type FieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../../resource/field-error.ts';
import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
  Sysctl,
} from '../../../resource/generated/kubernetes.ts';
import { isValidGroupId, isValidUserId } from '../../../resource/validation/names.ts';
import { allContainers } from '../containers.ts';
import { checkDescendingPath, type Findings, invalidEach, isRepeated } from './field-rules.ts';
import { validateWindowsOptions } from './windows.ts';

const profileTypes: readonly string[] = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const procMounts: readonly string[] = ['Default', 'Unmasked'];
const groupChangePolicies: readonly string[] = ['Always', 'OnRootMismatch'];
const groupsPolicies: readonly string[] = ['Merge', 'Strict'];
const labelChangePolicies: readonly string[] = ['MountOption', 'Recursive'];
/** PATH_MAX without the final zero. */
const maxProfilePath = 4095;

/** `path` is the spec's. */
export function* validatePodSecurity(path: FieldPath, spec: PodSpec): Findings {
  const { securityContext } = spec;
  if (securityContext) yield* validatePodContext(path.child('securityContext'), securityContext, spec);
  if (spec.shareProcessNamespace && spec.hostPID) {
    yield invalid(
      path.child('shareProcessNamespace'),
      true,
      'ShareProcessNamespace and HostPID cannot both be enabled',
    );
  }
}

function* validatePodContext(path: FieldPath, context: PodSecurityContext, spec: PodSpec): Findings {
  const { fsGroup, runAsUser, runAsGroup, supplementalGroups = [], sysctls = [] } = context;
  yield* checkId(path.child('fsGroup'), fsGroup, isValidGroupId);
  yield* checkId(path.child('runAsUser'), runAsUser, isValidUserId);
  yield* checkId(path.child('runAsGroup'), runAsGroup, isValidGroupId);
  for (const [position, id] of supplementalGroups.entries()) {
    yield* checkId(path.child('supplementalGroups').index(position), id, isValidGroupId);
  }
  yield* validateSysctls(path.child('sysctls'), sysctls, spec);
  yield* checkChoice(path.child('fsGroupChangePolicy'), context.fsGroupChangePolicy, groupChangePolicies);
  yield* validateSeccomp(path.child('seccompProfile'), context.seccompProfile);
  yield* validateWindowsOptions(path.child('windowsOptions'), context.windowsOptions);
  yield* validateAppArmor(path.child('appArmorProfile'), context.appArmorProfile);
  yield* checkChoice(path.child('supplementalGroupsPolicy'), context.supplementalGroupsPolicy, groupsPolicies);
  yield* checkChoice(path.child('seLinuxChangePolicy'), context.seLinuxChangePolicy, labelChangePolicies);
}

function* checkId(path: FieldPath, id: number | undefined, rule: (id: number) => string[]): Findings {
  if (id !== undefined) yield* invalidEach(path, id, rule(id));
}

function* checkChoice(path: FieldPath, value: string | undefined, supported: readonly string[]): Findings {
  if (value !== undefined && !supported.includes(value)) yield notSupported(path, value, supported);
}

const sysctlForm = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const sysctlPattern = new RegExp(sysctlForm);
const maxSysctl = 253;

function* validateSysctls(path: FieldPath, sysctls: readonly Sysctl[], spec: PodSpec): Findings {
  const names = new Set<string>();
  for (const [position, { name }] of sysctls.entries()) {
    const at = path.index(position).child('name');
    const isRepetition = isRepeated(names, name);
    if (!name) yield required(at, '');
    else if (name.length > maxSysctl || !sysctlPattern.test(name)) {
      yield invalid(at, name, `must have at most ${maxSysctl} characters and match regex ${sysctlForm}`);
    } else if (isRepetition) yield duplicate(at, name);
    const namespace = namespaceOf(name ?? '');
    if (spec.hostNetwork && namespace === 'net')
      yield invalid(at, name, "may not be specified when 'hostNetwork' is true");
    if (spec.hostIPC && namespace === 'ipc') yield invalid(at, name, "may not be specified when 'hostIPC' is true");
  }
}

const ipcSysctls = ['kernel.shm', 'kernel.msg', 'fs.mqueue.'];

/** The kernel namespace a setting belongs to, so that it can differ from pod to pod. */
function namespaceOf(sysctl: string): 'net' | 'ipc' | undefined {
  // Slashes may separate the parts, and then dots may be in them.
  const firstSeparator = /[./]/.exec(sysctl)?.[0];
  const name = firstSeparator === '/' ? sysctl.replace(/[./]/g, (mark) => (mark === '/' ? '.' : '/')) : sysctl;
  if (name.startsWith('net.')) return 'net';
  return name === 'kernel.sem' || ipcSysctls.some((prefix) => name.startsWith(prefix)) ? 'ipc' : undefined;
}

function* validateSeccomp(path: FieldPath, profile: SeccompProfile | undefined): Findings {
  if (!profile) return;
  const { type, localhostProfile } = profile;
  if (!type) yield required(path.child('type'), 'type is required when seccompProfile is set');
  else yield* checkChoice(path.child('type'), type, profileTypes);
  const at = path.child('localhostProfile');
  if (type !== 'Localhost') {
    if (localhostProfile !== undefined) yield invalid(at, profile, 'can only be set when seccomp type is Localhost');
  } else if (localhostProfile === undefined) yield required(at, 'must be set when seccomp type is Localhost');
  else yield* checkDescendingPath(at, localhostProfile);
}

export function* validateAppArmor(path: FieldPath, profile: AppArmorProfile | undefined): Findings {
  if (!profile) return;
  const { type, localhostProfile } = profile;
  const at = path.child('localhostProfile');
  if (type === 'Localhost') yield* checkLocalProfile(at, localhostProfile);
  else if (!type) yield required(path.child('type'), 'type is required when appArmorProfile is set');
  else if (!profileTypes.includes(type)) yield notSupported(path.child('type'), type, profileTypes);
  else if (localhostProfile !== undefined) {
    yield invalid(at, localhostProfile, 'can only be set when AppArmor type is Localhost');
  }
}

function* checkLocalProfile(path: FieldPath, profile: string | undefined): Findings {
  if (!profile) return yield required(path, 'must be set when AppArmor type is Localhost');
  if (profile.trim() !== profile) yield invalid(path, profile, 'must not be padded with whitespace');
  if (profile.length > maxProfilePath) yield tooLong(path, maxProfilePath);
}

/** `isHostUser`: user ids in the container are those of the host. */
export function* validateSecurityContext(
  path: FieldPath,
  context: SecurityContext | undefined,
  { isHostUser }: { isHostUser: boolean },
): Findings {
  if (!context) return;
  const { runAsUser, runAsGroup, procMount, allowPrivilegeEscalation, privileged, capabilities } = context;
  yield* checkId(path.child('runAsUser'), runAsUser, isValidUserId);
  yield* checkId(path.child('runAsGroup'), runAsGroup, isValidGroupId);
  yield* checkChoice(path.child('procMount'), procMount, procMounts);
  if (isHostUser && procMount === 'Unmasked') {
    yield invalid(path.child('procMount'), procMount, '`hostUsers` must be false to use `Unmasked`');
  }
  yield* validateSeccomp(path.child('seccompProfile'), context.seccompProfile);
  if (allowPrivilegeEscalation === false) {
    const head = 'cannot set `allowPrivilegeEscalation` to false and';
    if (privileged) yield invalid(path, context, `${head} \`privileged\` to true`);
    const isAdmin = capabilities?.add?.includes('CAP_SYS_ADMIN');
    if (isAdmin) yield invalid(path, context, `${head} \`capabilities.Add\` CAP_SYS_ADMIN`);
  }
  yield* validateWindowsOptions(path.child('windowsOptions'), context.windowsOptions);
  yield* validateAppArmor(path.child('appArmorProfile'), context.appArmorProfile);
}

/** A pod with users of its own may not share what user ids decide on with the host. `path` is the spec's. */
export function* validateOwnUsers(path: FieldPath, spec: PodSpec): Findings {
  if (spec.hostUsers !== false) return;
  const why = 'when `hostUsers` is false';
  if (spec.hostNetwork) yield forbidden(path.child('hostNetwork'), why);
  if (spec.hostPID) yield forbidden(path.child('HostPID'), why);
  if (spec.hostIPC) yield forbidden(path.child('HostIPC'), why);
  for (const { container, at } of allContainers(spec, path)) {
    if (container.volumeDevices?.length) yield forbidden(at.child('volumeDevices'), why);
  }
}
