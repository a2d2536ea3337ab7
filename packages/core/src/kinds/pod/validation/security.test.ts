import { expect, it } from 'vitest';
import type { Sketch } from '../../../../../../test/support/kind-check.ts';
import { containerErrors, podErrors } from '../../../../../../test/support/pod-check.ts';

const ids = 'must be between 0 and 2147483647, inclusive';

it.each<[string, Sketch, string[]]>([
  ['nothing', {}, []],
  [
    'negative ids',
    { runAsUser: -1, runAsGroup: -1, fsGroup: -1, supplementalGroups: [0, -1] },
    [
      `fsGroup: Invalid value: -1: ${ids}`,
      `runAsUser: Invalid value: -1: ${ids}`,
      `runAsGroup: Invalid value: -1: ${ids}`,
      `supplementalGroups[1]: Invalid value: -1: ${ids}`,
    ],
  ],
  [
    'unknown policies',
    { fsGroupChangePolicy: 'x', supplementalGroupsPolicy: 'x', seLinuxChangePolicy: 'x' },
    [
      'fsGroupChangePolicy: Unsupported value: "x": supported values: "Always", "OnRootMismatch"',
      'supplementalGroupsPolicy: Unsupported value: "x": supported values: "Merge", "Strict"',
      'seLinuxChangePolicy: Unsupported value: "x": supported values: "MountOption", "Recursive"',
    ],
  ],
  [
    'a seccomp profile from nowhere',
    { seccompProfile: { type: 'Localhost' } },
    ['seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost'],
  ],
  [
    'an AppArmor profile of no type',
    { appArmorProfile: {} },
    ['appArmorProfile.type: Required value: type is required when appArmorProfile is set'],
  ],
  [
    'a profile that is not used',
    { appArmorProfile: { type: 'RuntimeDefault', localhostProfile: 'p' } },
    ['appArmorProfile.localhostProfile: Invalid value: "p": can only be set when AppArmor type is Localhost'],
  ],
  [
    'profiles of nowhere and of nobody',
    { seccompProfile: { localhostProfile: 'p' }, appArmorProfile: { type: 'Localhost', localhostProfile: ' p' } },
    [
      'seccompProfile.type: Required value: type is required when seccompProfile is set',
      'seccompProfile.localhostProfile: Invalid value: {"localhostProfile":"p"}: can only be set when seccomp type is Localhost',
      'appArmorProfile.localhostProfile: Invalid value: " p": must not be padded with whitespace',
    ],
  ],
  [
    'an AppArmor profile of another type',
    { appArmorProfile: { type: 'x' } },
    ['appArmorProfile.type: Unsupported value: "x": supported values: "Localhost", "RuntimeDefault", "Unconfined"'],
  ],
  [
    'a local AppArmor profile of no name',
    { appArmorProfile: { type: 'Localhost' } },
    ['appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost'],
  ],
  [
    'a local AppArmor profile of a long name',
    { appArmorProfile: { type: 'Localhost', localhostProfile: 'p'.repeat(4096) } },
    ['appArmorProfile.localhostProfile: Too long: may not be more than 4095 bytes'],
  ],
  ['settings of the kernel', { sysctls: [{ name: 'net/ipv4/ip_forward', value: '1' }] }, []],
  [
    'settings misspelt and repeated',
    {
      sysctls: [{ name: 'Net', value: '1' }, { value: '1' }, { name: 'a.b', value: '1' }, { name: 'a.b', value: '2' }],
    },
    [
      'sysctls[0].name: Invalid value: "Net": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
      'sysctls[1].name: Required value',
      'sysctls[3].name: Duplicate value: "a.b"',
    ],
  ],
])('checks the security context of a pod with %s', (_, securityContext, errors) => {
  expect(podErrors({ securityContext })).toEqual(errors.map((error) => `spec.securityContext.${error}`));
});

it('keeps the host’s own kernel settings from its guests', () => {
  const securityContext = {
    sysctls: [
      { name: 'net.core.somaxconn', value: '1' },
      { name: 'kernel.shmmax', value: '1' },
    ],
  };
  expect(podErrors({ securityContext, hostNetwork: true, hostIPC: true })).toEqual([
    `spec.securityContext.sysctls[0].name: Invalid value: "net.core.somaxconn": may not be specified when 'hostNetwork' is true`,
    `spec.securityContext.sysctls[1].name: Invalid value: "kernel.shmmax": may not be specified when 'hostIPC' is true`,
  ]);
});

it.each<[string, Sketch, string[]]>([
  ['nothing', {}, []],
  ['negative ids', { runAsUser: -1 }, [`securityContext.runAsUser: Invalid value: -1: ${ids}`]],
  [
    'privilege it may not have',
    { privileged: true, allowPrivilegeEscalation: false },
    [
      'securityContext: Invalid value: {"privileged":true,"allowPrivilegeEscalation":false}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
    ],
  ],
  [
    'an administrator’s rights',
    { allowPrivilegeEscalation: false, capabilities: { add: ['CAP_SYS_ADMIN'] } },
    [
      'securityContext: Invalid value: {"allowPrivilegeEscalation":false,"capabilities":{"add":["CAP_SYS_ADMIN"]}}: cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN',
    ],
  ],
  [
    'the host’s processes',
    { procMount: 'Unmasked' },
    ['securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`'],
  ],
])('checks the security context of a container with %s', (_, securityContext, errors) => {
  expect(containerErrors({ securityContext })).toEqual(errors);
});

it('keeps pods with users of their own away from the host', () => {
  expect(podErrors({ hostUsers: false, hostNetwork: true, hostPID: true, hostIPC: true })).toEqual([
    'spec.hostNetwork: Forbidden: when `hostUsers` is false',
    'spec.HostPID: Forbidden: when `hostUsers` is false',
    'spec.HostIPC: Forbidden: when `hostUsers` is false',
  ]);
});

it('gives no block devices to pods with users of their own', () => {
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'p' } }];
  expect(
    containerErrors({ volumeDevices: [{ name: 'v', devicePath: '/dev/x' }] }, { hostUsers: false, volumes }),
  ).toEqual(['volumeDevices: Forbidden: when `hostUsers` is false']);
});

it('does not share processes with the pod and with the host at once', () => {
  expect(podErrors({ shareProcessNamespace: true, hostPID: true })).toEqual([
    'spec.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
  ]);
});

const windows = { name: 'windows' };

it.each<[string, Sketch, string[]]>([
  ['is Linux', { os: { name: 'linux' } }, []],
  ['is nothing', { os: {} }, ['spec.os.name: Required value']],
  ['is another', { os: { name: 'bsd' } }, ['spec.os: Unsupported value: "bsd": supported values: "linux", "windows"']],
  [
    'is Linux with options of Windows',
    { os: { name: 'linux' }, securityContext: { windowsOptions: {} } },
    ['spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod'],
  ],
  [
    'is Windows with options of Linux',
    { os: windows, hostPID: true, securityContext: { runAsUser: 1 } },
    [
      'spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod',
      'spec.hostPID: Forbidden: cannot be set for a windows pod',
    ],
  ],
  [
    'is Windows with a user of no name',
    { os: windows, securityContext: { windowsOptions: { runAsUserName: 'a\\b\\c' } } },
    [
      'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash',
    ],
  ],
  [
    'is the host’s Windows without its network',
    { os: windows, securityContext: { windowsOptions: { hostProcess: true } } },
    ['spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers'],
  ],
  [
    'is Windows with containers of Linux',
    { os: windows, containers: [{ name: 'c', image: 'a:1', securityContext: { runAsUser: 1, privileged: true } }] },
    [
      'spec.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod',
      'spec.containers[0].securityContext.runAsUser: Forbidden: cannot be set for a windows pod',
    ],
  ],
  [
    'is Linux with a container of Windows',
    { os: { name: 'linux' }, containers: [{ name: 'c', image: 'a:1', securityContext: { windowsOptions: {} } }] },
    ['spec.containers[0].securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod'],
  ],
  [
    'is half the host’s',
    {
      os: windows,
      hostNetwork: true,
      securityContext: { windowsOptions: { hostProcess: true } },
      containers: [
        { name: 'c', image: 'a:1' },
        { name: 'd', image: 'a:1', securityContext: { windowsOptions: { hostProcess: false } } },
      ],
    },
    [
      'spec.containers[1].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical if both are specified, was true',
      'spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
    ],
  ],
])('checks a pod whose operating system %s', (_, spec, errors) => {
  expect(podErrors(spec)).toEqual(errors);
});

it.each<[string, Sketch, string[]]>([
  ['DOMAIN\\user', { runAsUserName: 'DOMAIN\\user' }, []],
  ['nobody', { runAsUserName: '' }, ['cannot be an empty string']],
  ['a control character', { runAsUserName: 'a\tb' }, ['cannot contain control characters']],
  ['a domain of no form', { runAsUserName: '.a*\\user' }, ["Domain doesn't match the NetBios nor the DNS format"]],
  [
    'too long a name in too long a domain',
    { runAsUserName: `${'d'.repeat(256)}\\${'u'.repeat(105)}` },
    [
      'Domain length must be under 256 characters',
      "Domain doesn't match the NetBios nor the DNS format",
      'User length must not be longer than 104 characters',
    ],
  ],
  ['nobody of a domain', { runAsUserName: 'a\\' }, ['User cannot be empty']],
  ['dots', { runAsUserName: '. .' }, ['User cannot contain only periods or spaces']],
  ['a mark', { runAsUserName: 'a@b' }, ['User cannot contain the following characters']],
  ['no credentials', { gmsaCredentialSpec: '' }, ['gmsaCredentialSpec cannot be an empty string']],
  ['large credentials', { gmsaCredentialSpec: 'x'.repeat(65537) }, ['gmsaCredentialSpec size must be under 64 KiB']],
])('runs on Windows as %s, or says why not', (_, windowsOptions, parts) => {
  const errors = podErrors({ securityContext: { windowsOptions } });
  expect(errors).toHaveLength(parts.length);
  parts.forEach((part, position) => {
    expect(errors[position]).toContain(part);
  });
});
