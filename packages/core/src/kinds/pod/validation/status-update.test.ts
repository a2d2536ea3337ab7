import { fieldErrorText } from '@portolan/core/resource/field-error.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { expect, it } from 'vitest';
import { created, type Sketch, statusErrors } from '../../../../../../test/support/kind-check.ts';
import { podWith } from '../../../../../../test/support/pod-check.ts';
import { pod } from '../kind.ts';

const qosClass = 'BestEffort';

/** What is wrong with a status that follows another one of a pod of this spec. */
function errorsOf(next: Sketch, old: Sketch = {}, spec: Sketch = {}): string[] {
  const stored = created(pod, podWith(spec)) as AnyObject;
  const before = { ...stored, status: { qosClass, ...old } };
  const after = { ...stored, status: { qosClass, ...next } };
  return (pod.validateStatusUpdate?.(after, before) ?? []).map(fieldErrorText);
}

it.each<[string, Sketch, string[]]>([
  ['one address', { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] }, []],
  ['one of each family', { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] }, []],
  [
    'two of one family',
    { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] },
    [
      'status.podIPs: Invalid value: [{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}]: may specify no more than one IP for each IP family',
    ],
  ],
  [
    'only the old field',
    { podIP: '10.0.0.1' },
    ['status.podIPs: Invalid value: []: podIP and podIPs must either both be set or both be unset'],
  ],
  [
    'two first ones',
    { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.2' }], hostIP: 'x', hostIPs: [{ ip: 'y' }] },
    [
      'status.podIPs[0].ip: Invalid value: "10.0.0.2": must be equal to `podIP`',
      'status.hostIPs[0]: Invalid value: "y": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'status.hostIPs[0].ip: Invalid value: "y": must be equal to `hostIP`',
    ],
  ],
  [
    'three of two families',
    { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }, { ip: 'fd00::2' }] },
    [
      'status.podIPs: Invalid value: [{"ip":"10.0.0.1"},{"ip":"fd00::1"},{"ip":"fd00::2"}]: may specify no more than one IP for each IP family',
    ],
  ],
])('checks addresses with %s', (_, status, errors) => {
  expect(errorsOf(status)).toEqual(errors);
});

const ended = (exitCode: number) => [{ name: 'c', state: { terminated: { exitCode } } }];
const running = [{ name: 'c', state: { running: {} } }];
const staysEnded = ['status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state'];
const container = { name: 'c', image: 'nginx:1' };

it.each<[string, number, Sketch, string[]]>([
  ['always restarts', 0, {}, []],
  ['restarts on failure and failed', 1, { restartPolicy: 'OnFailure' }, []],
  ['restarts on failure and succeeded', 0, { restartPolicy: 'OnFailure' }, staysEnded],
  ['never restarts', 1, { restartPolicy: 'Never' }, staysEnded],
  [
    'never restarts but by its own policy',
    0,
    { restartPolicy: 'Never', containers: [{ ...container, restartPolicy: 'Always' }] },
    [],
  ],
  [
    'restarts on this exit code',
    42,
    {
      restartPolicy: 'Never',
      containers: [
        {
          ...container,
          restartPolicy: 'Never',
          restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
        },
      ],
    },
    [],
  ],
  [
    'is restarted with all others',
    1,
    {
      restartPolicy: 'Never',
      containers: [
        {
          ...container,
          restartPolicy: 'Never',
          restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [9] } }],
        },
      ],
    },
    [],
  ],
])('judges a container that runs again and %s', (_, exitCode, spec, errors) => {
  expect(errorsOf({ containerStatuses: running }, { containerStatuses: ended(exitCode) }, spec)).toEqual(errors);
});

it('lets nothing but the word of the system change the class of service', () => {
  expect(errorsOf({ qosClass: 'Guaranteed' })).toEqual([
    'status.qosClass: Invalid value: "Guaranteed": field is immutable',
  ]);
  expect(statusErrors(pod, { ...podWith({}), status: { qosClass, phase: 'Running' } }, podWith({}))).toEqual([]);
});

it('nominates a node only before the pod is bound', () => {
  expect(errorsOf({ nominatedNodeName: 'n1' })).toEqual([]);
  expect(errorsOf({ nominatedNodeName: 'n1' }, {}, { nodeName: 'n2' })).toEqual([
    'status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node',
  ]);
});

it.each<[string, Sketch, string[]]>([
  [
    'conditions',
    {
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'example.com/ok', status: 'True' },
      ],
    },
    [],
  ],
  [
    'an observed generation below zero',
    { observedGeneration: -1, conditions: [{ type: 'Ready', status: 'True', observedGeneration: -1 }] },
    [
      'status.conditions[0].observedGeneration: Invalid value: -1: must be a non-negative integer',
      'status.observedGeneration: Invalid value: -1: must be a non-negative integer',
    ],
  ],
  [
    'a claim nobody made',
    { resourceClaimStatuses: [{ name: 'x' }] },
    [
      'status.resourceClaimStatuses[0].name: Invalid value: "x": must match the name of an entry in `spec.resourceClaims`',
    ],
  ],
  [
    'a user out of range',
    { containerStatuses: [{ name: 'c', user: { linux: { uid: 2 ** 32, gid: 0 } } }] },
    [
      'status.containerStatuses[0].user.linux.uid: Invalid value: 4294967296: must be between 0 and 4294967295, inclusive',
    ],
  ],
  [
    'a device the container did not ask for',
    {
      containerStatuses: [
        {
          name: 'c',
          allocatedResourcesStatus: [{ name: 'example.com/gpu', resources: [{ resourceID: 'g', health: 'Ill' }] }],
        },
      ],
    },
    [
      `status.containerStatuses[0].allocatedResourcesStatus[0].name: Invalid value: "example.com/gpu": must match one of the container's resource requests`,
      'status.containerStatuses[0].allocatedResourcesStatus[0].resources[0].health: Unsupported value: "Ill": supported values: "Healthy", "Unhealthy", "Unknown"',
    ],
  ],
  [
    'devices reported twice and in too many words',
    {
      ephemeralContainerStatuses: [{ name: 'e', allocatedResourcesStatus: [{ name: 'x' }] }],
      containerStatuses: [
        {
          name: 'gone',
          allocatedResourcesStatus: [
            {
              name: 'x',
              resources: [
                { resourceID: 'g', health: 'Healthy', message: '' },
                { resourceID: 'g', health: 'Healthy', message: 'm'.repeat(1025) },
              ],
            },
          ],
          volumeMounts: [{ volumeStatus: { image: {} } }, { volumeStatus: { image: { imageRef: 'i'.repeat(257) } } }],
        },
      ],
    },
    [
      'status.containerStatuses[0].allocatedResourcesStatus[0].resources[0].message: Required value: must be non-empty if specified',
      'status.containerStatuses[0].allocatedResourcesStatus[0].resources[1].message: Too long: may not be more than 1024 bytes',
      'status.containerStatuses[0].allocatedResourcesStatus[0].resources[1].resourceID: Duplicate value: "g"',
      'status.containerStatuses[0].volumeMounts[0].volumeStatus.imageVolumeStatus.imageRef: Required value: imageRef must not be empty',
      'status.containerStatuses[0].volumeMounts[1].volumeStatus.imageVolumeStatus.imageRef: Too long: may not be more than 256 bytes',
      'status.ephemeralContainerStatuses[0].allocatedResourcesStatus: Forbidden: must not be specified in container status',
    ],
  ],
  [
    'an extended claim of nothing',
    { extendedResourceClaimStatus: {} },
    [
      'status.extendedResourceClaimStatus.requestMappings: Required value: at least one request mapping is required',
      'status.extendedResourceClaimStatus.resourceClaimName: Required value',
    ],
  ],
  [
    'an extended claim of others',
    {
      extendedResourceClaimStatus: {
        resourceClaimName: 'x',
        requestMappings: [
          { containerName: 'c', resourceName: 'example.com/gpu', requestName: 'r' },
          { containerName: 'd', resourceName: 'example.com/gpu', requestName: 'r' },
          { containerName: 'd', resourceName: 'example.com/gpu', requestName: 'r' },
        ],
      },
    },
    [
      'requestMappings[0].resourceName: Invalid value: "example.com/gpu": must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests',
      ...[1, 2].map(
        (at) =>
          `requestMappings[${at}].containerName: Invalid value: "d": must match the name of an entry in spec.initContainers.name or spec.containers.name`,
      ),
      'requestMappings[2].containerName: Duplicate value: "d"',
      'requestMappings[2].resourceName: Duplicate value: "example.com/gpu"',
      'requestMappings[2].requestName: Duplicate value: "r"',
    ].map((text) => `status.extendedResourceClaimStatus.${text}`),
  ],
])('checks a status with %s', (_, status, errors) => {
  expect(errorsOf(status)).toEqual(errors);
});

it('lets no ephemeral container run again', () => {
  const old = { ephemeralContainerStatuses: [{ name: 'e', state: { terminated: { exitCode: 1 } } }] };
  expect(errorsOf({ ephemeralContainerStatuses: [{ name: 'e', state: { running: {} } }] }, old)).toEqual([
    'status.ephemeralContainerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
  ]);
});

it('reports each claim once, and no Linux user on Windows', () => {
  const resourceClaims = [{ name: 'a', resourceClaimName: 'x' }];
  expect(errorsOf({ resourceClaimStatuses: [{ name: 'a' }, { name: 'a' }] }, {}, { resourceClaims })).toEqual([
    'status.resourceClaimStatuses[1].name: Duplicate value: "a"',
  ]);
  const containerStatuses = [{ name: 'c', user: { linux: { uid: 0, gid: 0 } } }];
  expect(errorsOf({ containerStatuses }, {}, { os: { name: 'windows' } })).toEqual([
    'status.containerStatuses[0].user.linux: Forbidden: cannot be set for a windows pod',
  ]);
});
