import { expect, it } from 'vitest';
import type { Sketch } from '../../../../../../test/support/kind-check.ts';
import { containerErrors, podErrors } from '../../../../../../test/support/pod-check.ts';

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

it.each<[string, Sketch, string[]]>([
  ['nothing else', {}, []],
  ['no name', { name: '' }, ['name: Required value']],
  ['capitals in its name', { name: 'C' }, [`name: Invalid value: "C": ${label}`]],
  ['no image', { image: '' }, ['image: Required value']],
  [
    'spaces around its image',
    { image: ' nginx' },
    ['image: Invalid value: " nginx": must not have leading or trailing whitespace'],
  ],
  [
    'another pull policy',
    { imagePullPolicy: 'Sometimes' },
    ['imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"'],
  ],
  [
    'another message policy',
    { terminationMessagePolicy: 'x' },
    ['terminationMessagePolicy: Unsupported value: "x": supported values: "File", "FallbackToLogsOnError"'],
  ],
])('checks a container with %s', (_, changes, errors) => {
  expect(containerErrors(changes)).toEqual(errors);
});

it.each<[string, Sketch[], string[]]>([
  ['a named port', [{ name: 'http', containerPort: 80 }], []],
  ['no number', [{}], ['ports[0].containerPort: Required value']],
  [
    'a number too large',
    [{ containerPort: 65536 }],
    ['ports[0].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive'],
  ],
  [
    'a negative host port',
    [{ containerPort: 80, hostPort: -1 }],
    ['ports[0].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive'],
  ],
  [
    'another protocol',
    [{ containerPort: 80, protocol: 'tcp' }],
    ['ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"'],
  ],
  [
    'a long name',
    [{ name: 'a-very-long-name', containerPort: 80 }],
    ['ports[0].name: Invalid value: "a-very-long-name": must be no more than 15 bytes'],
  ],
  [
    'one name twice',
    [
      { name: 'http', containerPort: 80 },
      { name: 'http', containerPort: 81 },
    ],
    ['ports[1].name: Duplicate value: "http"'],
  ],
  [
    'one host port twice',
    [
      { containerPort: 80, hostPort: 8080 },
      { containerPort: 81, hostPort: 8080 },
    ],
    ['ports[1].hostPort: Duplicate value: "TCP//8080"'],
  ],
  [
    'one host port for two protocols',
    [
      { containerPort: 80, hostPort: 8080 },
      { containerPort: 80, hostPort: 8080, protocol: 'UDP' },
    ],
    [],
  ],
])('checks ports with %s', (_, ports, errors) => {
  expect(containerErrors({ ports })).toEqual(errors);
});

it('wants the host port to be the container port in the host network', () => {
  expect(containerErrors({ ports: [{ containerPort: 80 }] }, { hostNetwork: true })).toEqual([]);
  expect(containerErrors({ ports: [{ containerPort: 80, hostPort: 81 }] }, { hostNetwork: true })).toEqual([
    'ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
  ]);
});

const c = { name: 'c', image: 'nginx' };
const i = { name: 'i', image: 'busybox' };
const http = { httpGet: { port: 80 } };
const onlySidecars = 'Forbidden: may not be set for init containers without restartPolicy=Always';

it.each<[string, Sketch, string[]]>([
  ['no container', { containers: [] }, ['spec.containers: Required value']],
  ['two of one name', { containers: [c, c] }, ['spec.containers[1].name: Duplicate value: "c"']],
  ['an init container', { initContainers: [i] }, []],
  [
    'an init container named like another container',
    { initContainers: [c] },
    ['spec.initContainers[0].name: Duplicate value: "c"'],
  ],
  [
    'an init container with a probe and a hook',
    { initContainers: [{ ...i, livenessProbe: http, lifecycle: { preStop: { exec: { command: ['x'] } } } }] },
    [`spec.initContainers[0].lifecycle: ${onlySidecars}`, `spec.initContainers[0].livenessProbe: ${onlySidecars}`],
  ],
  ['a sidecar with a probe', { initContainers: [{ ...i, restartPolicy: 'Always', startupProbe: http }] }, []],
  [
    'a sidecar with a broken probe',
    { initContainers: [{ ...i, restartPolicy: 'Always', startupProbe: {} }] },
    ['spec.initContainers[0].startupProbe: Required value: must specify a handler type'],
  ],
  [
    'an init container that is restarted to be resized',
    { initContainers: [{ ...i, resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] }] },
    [
      `spec.initContainers[0].resizePolicy[0].restartPolicy: Invalid value: "RestartContainer": must not be set to 'RestartContainer' for non-sidecar initContainers`,
    ],
  ],
  [
    'ephemeral containers from the start',
    { ephemeralContainers: [{ name: 'e', image: 'busybox' }] },
    ['spec.ephemeralContainers: Forbidden: cannot be set on create'],
  ],
  [
    'an ephemeral container that others could depend on',
    {
      ephemeralContainers: [
        { name: 'c', image: 'busybox', ports: [{ containerPort: 1 }], targetContainerName: 'x', livenessProbe: http },
      ],
    },
    [
      'spec.ephemeralContainers[0].name: Duplicate value: "c"',
      'spec.ephemeralContainers[0].targetContainerName: Not found: "x"',
      'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
      'spec.ephemeralContainers[0].livenessProbe: Forbidden: cannot be set for an Ephemeral Container',
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    ],
  ],
  [
    'an ephemeral container in parts of volumes',
    {
      volumes: [{ name: 'v' }],
      ephemeralContainers: [
        { name: 'e', image: 'a', volumeMounts: [{ name: 'v', mountPath: '/a', subPath: 'x' }] },
        { name: 'f', image: 'a', volumeMounts: [{ name: 'v', mountPath: '/a', subPathExpr: 'x' }] },
      ],
    },
    [
      'spec.ephemeralContainers[0].volumeMounts[0].subPath: Forbidden: cannot be set for an Ephemeral Container',
      'spec.ephemeralContainers[1].volumeMounts[0].subPathExpr: Forbidden: cannot be set for an Ephemeral Container',
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    ],
  ],
])('checks a pod with %s', (_, spec, errors) => {
  expect(podErrors(spec)).toEqual(errors);
});

const exitCodes = { operator: 'In', values: [42] };

it.each<[string, Sketch, string[]]>([
  ['a policy', { restartPolicy: 'OnFailure' }, []],
  ['a rule', { restartPolicy: 'Never', restartPolicyRules: [{ action: 'Restart', exitCodes }] }, []],
  [
    'a rule that restarts all',
    { restartPolicy: 'Never', restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes }] },
    [],
  ],
  [
    'another policy',
    { restartPolicy: 'Sometimes' },
    ['restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"'],
  ],
  [
    'a rule without a policy',
    { restartPolicyRules: [{ action: 'Restart', exitCodes }] },
    ['restartPolicy: Required value: must specify restartPolicy when restart rules are used'],
  ],
  [
    'an unclear rule',
    { restartPolicy: 'Never', restartPolicyRules: [{ action: 'Stop', exitCodes: { operator: 'Is' } }, {}] },
    [
      'restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", "RestartAllContainers"',
      'restartPolicyRules[0].exitCodes.operator: Unsupported value: "Is": supported values: "In", "NotIn"',
      'restartPolicyRules[1].action: Unsupported value: "": supported values: "Restart", "RestartAllContainers"',
      'restartPolicyRules[1].exitCodes: Required value: must be specified',
    ],
  ],
  [
    'too many rules',
    { restartPolicy: 'Never', restartPolicyRules: Array(21).fill({ action: 'Restart', exitCodes }) },
    ['restartPolicyRules: Too many: 21: must have at most 20 items'],
  ],
  [
    'too many exit codes',
    {
      restartPolicy: 'Never',
      restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: Array(256).fill(1) } }],
    },
    ['restartPolicyRules[0].exitCodes.values: Too many: 256: must have at most 255 items'],
  ],
])('checks a container that is restarted by %s', (_, changes, errors) => {
  expect(containerErrors(changes)).toEqual(errors);
});

it.each<[string, Sketch[], Sketch, string[]]>([
  ['both resources', [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }], {}, []],
  ['nothing', [{}], {}, ['resizePolicy: Required value', 'resizePolicy: Required value']],
  [
    'one resource twice',
    [
      { resourceName: 'cpu', restartPolicy: 'NotRequired' },
      { resourceName: 'cpu', restartPolicy: 'NotRequired' },
    ],
    {},
    ['resizePolicy[1]: Duplicate value: "cpu"'],
  ],
  [
    'a restart that never comes',
    [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }],
    { restartPolicy: 'Never' },
    ["resizePolicy: Invalid value: \"RestartContainer\": must be 'NotRequired' when pod `restartPolicy` is 'Never'"],
  ],
  [
    'another resource in another way',
    [{ resourceName: 'gpu', restartPolicy: 'Maybe' }],
    {},
    [
      'resizePolicy: Unsupported value: "gpu": supported values: "cpu", "memory"',
      'resizePolicy: Unsupported value: "Maybe": supported values: "NotRequired", "RestartContainer"',
    ],
  ],
])('checks a resize policy of %s', (_, resizePolicy, spec, errors) => {
  expect(containerErrors({ resizePolicy }, spec)).toEqual(errors);
});
