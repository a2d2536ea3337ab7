import { expect, it } from 'vitest';
import type { Sketch } from '../../../../../../test/support/kind-check.ts';
import { containerErrors } from '../../../../../../test/support/pod-check.ts';

const volumes = [
  { name: 'v', emptyDir: {} },
  { name: 'w', emptyDir: {} },
  { name: 'claim', persistentVolumeClaim: { claimName: 'p' } },
];
const mount = { name: 'v', mountPath: '/data' };
const device = { name: 'claim', devicePath: '/dev/xvda' };

it.each<[string, Sketch, string[]]>([
  ['a mount', { volumeMounts: [{ ...mount, subPath: 'a/b', readOnly: true }] }, []],
  ['one volume at two places', { volumeMounts: [mount, { ...mount, mountPath: '/more' }] }, []],
  ['a device', { volumeDevices: [device] }, []],
  [
    'nothing said',
    { volumeMounts: [{}] },
    [
      'volumeMounts[0].name: Required value',
      'volumeMounts[0].name: Not found: ""',
      'volumeMounts[0].mountPath: Required value',
    ],
  ],
  ['an unknown volume', { volumeMounts: [{ ...mount, name: 'x' }] }, ['volumeMounts[0].name: Not found: "x"']],
  [
    'one place twice',
    { volumeMounts: [mount, { ...mount, name: 'w' }] },
    ['volumeMounts[1].mountPath: Invalid value: "/data": must be unique'],
  ],
  [
    'a sub-path that leads out',
    { volumeMounts: [{ ...mount, subPath: '/a/../b' }] },
    [
      'volumeMounts.subPath: Invalid value: "/a/../b": must be a relative path',
      `volumeMounts.subPath: Invalid value: "/a/../b": must not contain '..'`,
    ],
  ],
  [
    'two sub-paths',
    { volumeMounts: [{ ...mount, subPath: 'a', subPathExpr: '$(B)' }] },
    ['volumeMounts[0].subPathExpr: Invalid value: "$(B)": subPathExpr and subPath are mutually exclusive'],
  ],
  [
    'propagation without the privilege',
    { volumeMounts: [{ ...mount, mountPropagation: 'Bidirectional' }] },
    [
      'volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
    ],
  ],
  [
    'propagation with the privilege',
    { volumeMounts: [{ ...mount, mountPropagation: 'Bidirectional' }], securityContext: { privileged: true } },
    [],
  ],
  [
    'unknown propagation',
    { volumeMounts: [{ ...mount, mountPropagation: 'Up' }] },
    [
      'volumeMounts.mountPropagation: Unsupported value: "Up": supported values: "Bidirectional", "HostToContainer", "None"',
    ],
  ],
  [
    'a writable mount that is read-only below',
    { volumeMounts: [{ ...mount, recursiveReadOnly: 'Enabled', mountPropagation: 'HostToContainer' }] },
    [
      'volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true',
      'volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified',
    ],
  ],
  [
    'a device of a directory',
    { volumeDevices: [{ ...device, name: 'v' }] },
    [
      'volumeDevices[0].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
    ],
  ],
  [
    'a claim that is both',
    { volumeMounts: [{ name: 'claim', mountPath: '/x' }], volumeDevices: [{ name: 'claim', devicePath: '/x' }] },
    [
      'volumeMounts[0].name: Invalid value: "claim": must not already exist in volumeDevices',
      'volumeMounts[0].mountPath: Invalid value: "/x": must not already exist as a path in volumeDevices',
      'volumeDevices[0].name: Invalid value: "claim": must not already exist in volumeMounts',
      'volumeDevices[0].devicePath: Invalid value: "/x": must not already exist as a path in volumeMounts',
    ],
  ],
  [
    'a device at a place upwards',
    { volumeDevices: [{ ...device, devicePath: '/dev/../x' }] },
    [`volumeDevices[0].devicePath: Invalid value: "/dev/../x": can not contain backsteps ('..')`],
  ],
  [
    'unknown recursion',
    { volumeMounts: [{ ...mount, readOnly: true, recursiveReadOnly: 'Maybe' }] },
    [
      'volumeMounts.recursiveReadOnly: Unsupported value: "Maybe": supported values: "Disabled", "Enabled", "IfPossible"',
    ],
  ],
  [
    'devices of which nothing is said, and one twice',
    { volumeDevices: [{}, device, device] },
    [
      'volumeDevices[0].name: Required value',
      'volumeDevices[0].name: Not found: ""',
      'volumeDevices[0].devicePath: Required value',
      'volumeDevices[2].name: Invalid value: "claim": must be unique',
      'volumeDevices[2].devicePath: Invalid value: "/dev/xvda": must be unique',
    ],
  ],
])('checks a container with %s', (_, changes, errors) => {
  expect(containerErrors(changes, { volumes })).toEqual(errors);
});

it('does not find a volume that is broken', () => {
  expect(containerErrors({ volumeMounts: [mount] }, { volumes: [{ name: 'v', secret: {} }] })).toEqual([
    'spec.volumes[0].secret.secretName: Required value',
    'volumeMounts[0].name: Not found: "v"',
  ]);
});
