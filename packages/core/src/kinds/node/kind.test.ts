import { describe, expect, it } from 'vitest';
import {
  created,
  creationErrors,
  defaulted,
  type Sketch,
  statusErrors,
  updateErrors,
} from '../../../../../test/support/kind-check.ts';
import { node } from './kind.ts';

it('can allocate all it has unless told', () => {
  const { status } = created(node, { status: { capacity: { cpu: '2', memory: '4Gi' } } });
  expect(status).toEqual({ capacity: { cpu: '2', memory: '4Gi' }, allocatable: { cpu: '2', memory: '4Gi' } });
});

it('counts in thousandths, rounded up', () => {
  const capacity = { cpu: '1500100n', memory: '-100u' };
  const { status } = created(node, { status: { capacity, allocatable: { cpu: '1' } } });
  expect(status).toEqual({ capacity: { cpu: '2m', memory: '-1m' }, allocatable: { cpu: '1' } });
});

it.each<[string, Sketch, Sketch]>([
  ['only the old field', { podCIDR: '10.1.0.0/24' }, { podCIDR: '10.1.0.0/24', podCIDRs: ['10.1.0.0/24'] }],
  [
    'only the new field',
    { podCIDRs: ['10.1.0.0/24', 'fd00::/64'] },
    { podCIDR: '10.1.0.0/24', podCIDRs: ['10.1.0.0/24', 'fd00::/64'] },
  ],
  [
    'both and they agree',
    { podCIDR: '10.1.0.0/24', podCIDRs: ['10.1.0.0/24', 'fd00::/64'] },
    { podCIDR: '10.1.0.0/24', podCIDRs: ['10.1.0.0/24', 'fd00::/64'] },
  ],
  [
    'both and they differ',
    { podCIDR: '10.2.0.0/24', podCIDRs: ['10.1.0.0/24', 'fd00::/64'] },
    { podCIDR: '10.2.0.0/24', podCIDRs: ['10.2.0.0/24'] },
  ],
])('has one first block of pod addresses when a manifest gives %s', (_, given, spec) => {
  expect(created(node, { spec: given }).spec).toEqual(spec);
});

it('drops what configured kubelets in older releases', () => {
  const configSource = { configMap: { namespace: 'a', name: 'b', kubeletConfigKey: 'c' } };
  const sketch = { spec: { configSource }, status: { config: { active: configSource } } };
  expect(created(node, sketch)).toMatchObject({ spec: {}, status: {} });
  const reported = defaulted(node, sketch);
  node.prepareForStatusUpdate?.(reported, created(node, {}));
  expect(reported.status).toEqual({});
});

const labelKey =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValue =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const taint = { key: 'example.com/gpu', value: 'true', effect: 'NoSchedule' };

describe('taints', () => {
  it.each<[string, Sketch[], string[]]>([
    [
      'one for each effect',
      ['NoSchedule', 'PreferNoSchedule', 'NoExecute'].map((effect) => ({ ...taint, effect })),
      [],
    ],
    [
      'a key and effect twice',
      [taint, { ...taint, value: 'false' }],
      [
        'metadata.taints[1]: Duplicate value: {"key":"example.com/gpu","value":"false","effect":"NoSchedule"}: taints must be unique by key and effect pair',
      ],
    ],
    ['no effect', [{ key: 'a' }], ['metadata.taints[0].effect: Required value']],
    [
      'an unknown effect',
      [{ key: 'a', effect: 'Evict' }],
      [
        'metadata.taints[0].effect: Unsupported value: "Evict": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      ],
    ],
    [
      'a malformed key',
      [{ key: 'a b', effect: 'NoExecute' }],
      [`metadata.taints[0].key: Invalid value: "a b": ${labelKey}`],
    ],
    [
      'a malformed value',
      [{ key: 'a', value: 'b c', effect: 'NoExecute' }],
      [`metadata.taints[0].value: Invalid value: "b c": ${labelValue}`],
    ],
    [
      'no key',
      [{ effect: 'NoExecute' }],
      [
        'metadata.taints[0].key: Invalid value: "": name part must be non-empty',
        `metadata.taints[0].key: Invalid value: "": ${labelKey}`,
      ],
    ],
  ])('are judged as Kubernetes does: %s', (_, taints, errors) => {
    expect(creationErrors(node, { spec: { taints } })).toEqual(errors);
  });
});

describe('blocks of pod addresses', () => {
  it.each<[string, string[], string[]]>([
    ['one of each family', ['10.1.0.0/24', 'fd00::/64'], []],
    [
      'two of one family',
      ['10.1.0.0/24', '10.2.0.0/24'],
      [
        'spec.podCIDRs: Invalid value: ["10.1.0.0/24","10.2.0.0/24"]: may specify no more than one CIDR for each IP family',
      ],
    ],
    [
      'three',
      ['10.1.0.0/24', 'fd00::/64', 'fd01::/64'],
      [
        'spec.podCIDRs: Invalid value: ["10.1.0.0/24","fd00::/64","fd01::/64"]: may specify no more than one CIDR for each IP family',
      ],
    ],
    [
      'an address inside',
      ['10.1.0.1/24'],
      ['spec.podCIDRs[0]: Invalid value: "10.1.0.1/24": must not have bits set beyond the prefix length'],
    ],
    [
      'no block',
      ['10.1.0.0'],
      ['spec.podCIDRs[0]: Invalid value: "10.1.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
    ],
  ])('are judged as Kubernetes does: %s', (_, podCIDRs, errors) => {
    expect(creationErrors(node, { spec: { podCIDRs } })).toEqual(errors);
  });
});

describe('its report', () => {
  const feature =
    "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes";

  it.each<[string, Sketch, string[]]>([
    ['fractions of a core', { capacity: { cpu: '500m' } }, []],
    [
      'a fraction of a device',
      { capacity: { 'example.com/gpu': '500m' } },
      [
        'status.capacity.example.com/gpu: Invalid value: "500m": must be an integer',
        'status.allocatable.example.com/gpu: Invalid value: "500m": must be an integer',
      ],
    ],
    [
      'a fraction of a pod',
      { allocatable: { pods: '1.5' } },
      ['status.allocatable.pods: Invalid value: "1500m": must be an integer'],
    ],
    [
      'less than nothing',
      { allocatable: { memory: '-1Gi' } },
      ['status.allocatable.memory: Invalid value: "-1Gi": must be greater than or equal to 0'],
    ],
    ['features in order', { declaredFeatures: ['GuaranteedQoS', 'Swap/limited'] }, []],
    [
      'features out of order',
      { declaredFeatures: ['B', 'A'] },
      ['status.declaredFeatures[1]: Invalid value: "A": list must be sorted alphabetically'],
    ],
    ['a feature twice', { declaredFeatures: ['A', 'A'] }, ['status.declaredFeatures[1]: Duplicate value: "A"']],
    [
      'a feature in lower case',
      { declaredFeatures: ['swap'] },
      [`status.declaredFeatures[0]: Invalid value: "swap": invalid feature name "swap": ${feature}`],
    ],
    [
      'a feature whose name is too long',
      { declaredFeatures: ['A'.repeat(254)] },
      [
        `status.declaredFeatures[0]: Invalid value: "${'A'.repeat(254)}": invalid feature name "${'A'.repeat(254)}": must be no more than 253 characters`,
      ],
    ],
  ])('is judged alike at registration and later: %s', (_, status, errors) => {
    expect(creationErrors(node, { status })).toEqual(errors);
    expect(statusErrors(node, { status }, {})).toEqual(errors);
  });

  it('says how much swap there is, if any', () => {
    const status = { nodeInfo: { swap: { capacity: 0 } } };
    expect(creationErrors(node, { status })).toEqual([
      'metadata.nodeSwapStatus.capacity: Invalid value: 0: must be greater than zero',
    ]);
  });

  it('names each address once', () => {
    const addresses = [
      { type: 'InternalIP', address: '10.0.0.1' },
      { type: 'ExternalIP', address: '10.0.0.1' },
      { type: 'InternalIP', address: '10.0.0.1' },
    ];
    expect(statusErrors(node, { status: { addresses } }, {})).toEqual([
      'status.addresses[2]: Duplicate value: {"type":"InternalIP","address":"10.0.0.1"}',
    ]);
  });
});

const podCidrFixed = 'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid';
const providerFixed = 'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid';

it.each<[string, Sketch, Sketch, string[]]>([
  ['get its first block of pod addresses', {}, { podCIDR: '10.1.0.0/24' }, []],
  ['change its block', { podCIDR: '10.1.0.0/24' }, { podCIDR: '10.2.0.0/24' }, [podCidrFixed]],
  ['lose its block', { podCIDR: '10.1.0.0/24' }, {}, [podCidrFixed]],
  ['get a second block', { podCIDRs: ['10.1.0.0/24'] }, { podCIDRs: ['10.1.0.0/24', 'fd00::/64'] }, [podCidrFixed]],
  ['get its provider id', {}, { providerID: 'cloud://1' }, []],
  ['change its provider id', { providerID: 'cloud://1' }, { providerID: 'cloud://2' }, [providerFixed]],
  ['lose its provider id', { providerID: 'cloud://1' }, {}, [providerFixed]],
  ['get an external id', {}, { externalID: '1' }, ['spec.externalID: Forbidden: may not be updated']],
  ['be cordoned and tainted', {}, { unschedulable: true, taints: [taint] }, []],
])('may or may not %s', (_, old, next, errors) => {
  expect(updateErrors(node, { spec: next }, { spec: old })).toEqual(errors);
});

it('is the same node whether it was never cordoned or has been uncordoned', () => {
  expect(created(node, { spec: { unschedulable: false, providerID: '' } }).spec).toEqual({});
  expect(created(node, { spec: { unschedulable: true } }).spec).toEqual({ unschedulable: true });
});
