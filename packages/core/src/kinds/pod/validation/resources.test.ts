import { expect, it } from 'vitest';
import type { Sketch } from '../../../../../../test/support/kind-check.ts';
import { containerErrors, podErrors } from '../../../../../../test/support/pod-check.ts';

it.each<[string, Sketch, string[]]>([
  ['requests below limits', { requests: { cpu: '100m' }, limits: { cpu: '1', memory: '1Gi' } }, []],
  [
    'requests above limits',
    { requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '1500m', memory: '1Gi' } },
    ['resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1500m'],
  ],
  [
    'less than nothing',
    { limits: { memory: '-1' }, requests: { memory: '-1' } },
    [
      'resources.limits[memory]: Invalid value: "-1": must be greater than or equal to 0',
      'resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0',
    ],
  ],
  [
    'an unknown resource',
    { limits: { gpu: '1' }, requests: { gpu: '1' } },
    ['limits', 'requests'].flatMap((list) => [
      `resources.${list}[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified`,
      `resources.${list}[gpu]: Invalid value: "gpu": must be a standard resource for containers`,
    ]),
  ],
  [
    'a resource of namespaces',
    { limits: { pods: '1' } },
    ['limits', 'requests'].map(
      (list) => `resources.${list}[pods]: Invalid value: "pods": must be a standard resource for containers`,
    ),
  ],
  ['an extended resource', { limits: { 'example.com/gpu': '2' } }, []],
  [
    'half an extended resource',
    { limits: { 'example.com/gpu': '1500m' } },
    ['limits', 'requests'].map(
      (list) => `resources.${list}[example.com/gpu]: Invalid value: "1500m": must be an integer`,
    ),
  ],
  [
    'an overcommitted extended resource',
    { requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': '2' } },
    ['resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2'],
  ],
  [
    'an unlimited extended resource',
    { requests: { 'example.com/gpu': '1' } },
    ['resources.limits: Required value: Limit must be set for non overcommitable resources'],
  ],
  ['huge pages', { limits: { 'hugepages-2Mi': '4Mi', memory: '1Gi' } }, []],
  [
    'huge pages alone and cut',
    { limits: { 'hugepages-2Mi': '3Mi' } },
    [
      'resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
      'resources.requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
      'resources: Forbidden: HugePages require cpu or memory',
    ],
  ],
  [
    'huge pages of no size',
    { limits: { 'hugepages-big': '1', cpu: '1' } },
    ['limits', 'requests'].map(
      (list) =>
        `resources.${list}[hugepages-big]: Invalid value: "1": 1 is not positive integer multiple of hugepages-big`,
    ),
  ],
  [
    'a resource that looks extended',
    { limits: { 'requests.example.com/gpu': '1' } },
    ['limits', 'requests'].map(
      (list) =>
        `resources.${list}[requests.example.com/gpu]: Invalid value: "requests.example.com/gpu": doesn't follow extended resource name standard`,
    ),
  ],
  ['a nameless claim', { claims: [{}] }, ['resources.claims[0]: Required value']],
  [
    'a claim nobody made',
    { claims: [{ name: 'x' }] },
    ['resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims which is empty'],
  ],
])('checks %s', (_, resources, errors) => {
  expect(containerErrors({ resources })).toEqual(errors);
});

it('uses a claim whole once, or each of its requests once', () => {
  const resourceClaims = [{ name: 'gpu', resourceClaimName: 'shared' }];
  const claims = (...used: Sketch[]) => containerErrors({ resources: { claims: used } }, { resourceClaims });
  expect(claims({ name: 'gpu', request: 'a' }, { name: 'gpu', request: 'b' })).toEqual([]);
  expect(claims({ name: 'gpu' }, { name: 'gpu', request: 'b' })).toEqual([
    'resources.claims[1]: Duplicate value: "gpu"',
  ]);
  expect(claims({ name: 'gpu', request: 'a' }, { name: 'gpu' })).toEqual([
    'resources.claims[1]: Duplicate value: "gpu"',
  ]);
  expect(claims({ name: 'gpu', request: 'a' }, { name: 'gpu', request: 'a' })).toEqual([
    'resources.claims[1]: Duplicate value: "gpu/a"',
  ]);
  expect(claims({ name: 'x' })).toEqual([
    'resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims: gpu',
  ]);
});

it.each<[string, Sketch[], string[]]>([
  ['a template', [{ name: 'a', resourceClaimTemplateName: 't' }], []],
  [
    'nothing',
    [{ name: 'a' }],
    [
      'spec.resourceClaims[0]: Invalid value: {"name":"a"}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
    ],
  ],
  [
    'one name twice',
    [
      { name: 'a', resourceClaimName: 'x' },
      { name: 'a', resourceClaimName: 'y' },
    ],
    ['spec.resourceClaims[1].name: Duplicate value: "a"'],
  ],
  [
    'both and no name',
    [{ resourceClaimName: 'x', resourceClaimTemplateName: 'y' }],
    [
      'spec.resourceClaims[0].name: Required value',
      'spec.resourceClaims[0]: Invalid value: {"resourceClaimName":"x","resourceClaimTemplateName":"y"}: at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
    ],
  ],
])('checks resource claims by %s', (_, resourceClaims, errors) => {
  expect(podErrors({ resourceClaims })).toEqual(errors);
});

const c = (resources: Sketch) => ({ name: 'c', image: 'nginx:1', resources });

it.each<[string, Sketch, string[]]>([
  [
    'fit',
    { containers: [c({ requests: { cpu: '1' } })], resources: { requests: { cpu: '1' }, limits: { cpu: '2' } } },
    [],
  ],
  [
    'need more than the pod requests',
    { containers: [c({ requests: { cpu: '2' } })], resources: { requests: { cpu: '1' } } },
    [
      'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
    ],
  ],
  [
    'may use more than the pod',
    { containers: [c({ requests: { cpu: '1' }, limits: { cpu: '4' } })], resources: { limits: { cpu: '2' } } },
    ['spec.resources.containers[0][cpu].limits: Invalid value: "4": must be less than or equal to pod limits of 2'],
  ],
  [
    'belong to a pod with other resources',
    { resources: { requests: { 'ephemeral-storage': '1' } } },
    [
      'spec.resources.requests[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"',
    ],
  ],
  [
    'may use more huge pages than the pod',
    {
      containers: [c({ limits: { 'hugepages-2Mi': '4Mi', cpu: '1' } })],
      resources: { limits: { 'hugepages-2Mi': '2Mi', cpu: '1' } },
    },
    [
      'spec.resources.requests[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container requests of 4Mi',
      'spec.resources.limits[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container limits of 4Mi',
      'spec.resources.containers[0][hugepages-2Mi].limits: Invalid value: "4Mi": must be less than or equal to pod limits of 2Mi',
    ],
  ],
  [
    'belong to a Windows pod with resources',
    { os: { name: 'windows' }, resources: { limits: { cpu: '1' } } },
    ['spec.resources: Forbidden: may not be set for a windows pod'],
  ],
  [
    'belong to a pod that claims devices as a whole',
    { resources: { claims: [{ name: 'x' }] } },
    [
      'spec.resources.claims: Forbidden: claims may not be set for Resources at pod-level',
      'spec.resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims which is empty',
    ],
  ],
])('checks containers that %s', (_, spec, errors) => {
  expect(podErrors(spec)).toEqual(errors);
});

it('checks overhead as limits', () => {
  expect(podErrors({ overhead: { cpu: '-1m' } })).toEqual([
    'spec.overhead.limits[cpu]: Invalid value: "-1m": must be greater than or equal to 0',
  ]);
});

it('gives no claims to static pods', () => {
  const metadata = { annotations: { 'kubernetes.io/config.mirror': 'x' } };
  const resourceClaims = [{ name: 'a', resourceClaimName: 'x' }];
  expect(podErrors({ nodeName: 'n', resourceClaims }, metadata)).toEqual([
    'Forbidden: static pods do not support resource claims',
  ]);
});
