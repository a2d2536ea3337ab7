import { expect, it } from 'vitest';
import type { Sketch } from '../../../../../../test/support/kind-check.ts';
import { podErrors } from '../../../../../../test/support/pod-check.ts';

const wanted = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const zone = 'topology.kubernetes.io/zone';
const emptyKey = [
  'name part must be non-empty',
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
];

function terms(...nodeSelectorTerms: Sketch[]): Sketch {
  return { nodeAffinity: { [wanted]: { nodeSelectorTerms } } };
}

const nodeTerms = `spec.affinity.nodeAffinity.${wanted}.nodeSelectorTerms`;

it.each<[string, Sketch, string[]]>([
  ['a zone', terms({ matchExpressions: [{ key: zone, operator: 'In', values: ['a', 'b'] }] }), []],
  ['a number', terms({ matchExpressions: [{ key: 'cores', operator: 'Gt', values: ['4'] }] }), []],
  ['a name', terms({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }), []],
  ['nothing', terms(), [`${nodeTerms}: Required value: must have at least one node selector term`]],
  [
    'no value, a value too many and an unknown operator',
    terms({
      matchExpressions: [
        { key: 'a', operator: 'In' },
        { key: 'a', operator: 'Exists', values: ['x'] },
        { key: 'a', operator: 'Lt', values: ['1', '2'] },
        { key: 'a', operator: 'Like' },
      ],
    }),
    [
      `${nodeTerms}[0].matchExpressions[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
      `${nodeTerms}[0].matchExpressions[1].values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`,
      `${nodeTerms}[0].matchExpressions[2].values: Required value: must be specified single value when \`operator\` is 'Lt' or 'Gt'`,
      `${nodeTerms}[0].matchExpressions[3].operator: Invalid value: "Like": not a valid selector operator`,
    ],
  ],
  [
    'a field that nodes are not asked for',
    terms({
      matchFields: [
        { key: 'spec.taints', operator: 'Exists' },
        { key: 'metadata.name', operator: 'In' },
      ],
    }),
    [
      `${nodeTerms}[0].matchFields[0].operator: Invalid value: "Exists": not a valid selector operator`,
      `${nodeTerms}[0].matchFields[0].key: Invalid value: "spec.taints": not a valid field selector key`,
      `${nodeTerms}[0].matchFields[1].values: Required value: must be only one value when \`operator\` is 'In' or 'NotIn' for node field selector`,
    ],
  ],
  [
    'a preference without weight',
    {
      nodeAffinity: {
        [preferred]: [
          { weight: 0, preference: {} },
          { weight: 101, preference: {} },
        ],
      },
    },
    [0, 101].map(
      (weight, at) =>
        `spec.affinity.nodeAffinity.${preferred}[${at}].weight: Invalid value: ${weight}: must be in the range 1-100`,
    ),
  ],
])('checks affinity to nodes by %s', (_, affinity, errors) => {
  expect(podErrors({ affinity })).toEqual(errors);
});

const company = { topologyKey: zone, labelSelector: { matchLabels: { app: 'web' } } };

it.each<[string, Sketch, string[]]>([
  ['of one app in one zone', { podAffinity: { [wanted]: [company] } }, []],
  [
    'nowhere',
    { podAntiAffinity: { [wanted]: [{}] } },
    ['Required value: can not be empty', ...emptyKey.map((message) => `Invalid value: "": ${message}`)].map(
      (text) => `spec.affinity.podAntiAffinity.${wanted}[0].topologyKey: ${text}`,
    ),
  ],
  [
    'without weight',
    { podAffinity: { [preferred]: [{ podAffinityTerm: company }] } },
    [`spec.affinity.podAffinity.${preferred}[0].weight: Invalid value: 0: must be in the range 1-100`],
  ],
  [
    'in no namespace',
    { podAffinity: { [wanted]: [{ ...company, namespaces: ['a.b'] }] } },
    [`spec.affinity.podAffinity.${wanted}[0].namespace: Invalid value: "a.b": must not contain dots`],
  ],
  [
    'by keys without a selector',
    { podAffinity: { [wanted]: [{ topologyKey: zone, matchLabelKeys: ['a'] }] } },
    [
      `spec.affinity.podAffinity.${wanted}[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set`,
    ],
  ],
  [
    'by keys that are matched and not matched',
    { podAffinity: { [wanted]: [{ ...company, matchLabelKeys: ['a'], mismatchLabelKeys: ['a'] }] } },
    [
      `spec.affinity.podAffinity.${wanted}[0].matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and mismatchLabelKeys`,
    ],
  ],
  [
    'by a broken selector',
    {
      podAffinity: { [wanted]: [{ ...company, labelSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }] },
    },
    [
      `spec.affinity.podAffinity.${wanted}[0].labelSelector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator`,
    ],
  ],
])('checks company %s', (_, affinity, errors) => {
  expect(podErrors({ affinity })).toEqual(errors);
});

it('refuses keys that the selector has already', () => {
  const podAffinity = { [wanted]: [{ ...company, matchLabelKeys: ['app'] }] };
  expect(podErrors({ affinity: { podAffinity } }, { labels: { app: 'web' } })).toEqual([
    `spec.affinity.podAffinity.${wanted}[0][0]: Invalid value: "app": exists in both matchLabelKeys and labelSelector`,
  ]);
});

it.each<[string, Sketch, string[]]>([
  ['everything', { operator: 'Exists' }, []],
  ['one value', { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }, []],
  ['for a while', { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }, []],
  [
    'no key',
    { value: 'x' },
    [
      'operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
  ],
  [
    'the existence of a value',
    { key: 'a', operator: 'Exists', value: 'x' },
    [`operator: Invalid value: "x": value must be empty when \`operator\` is 'Exists'`],
  ],
  [
    'a value that no taint has',
    { key: 'a', value: 'b c' },
    [
      `operator: Invalid value: "b c": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    ],
  ],
  [
    'numbers',
    { key: 'a', operator: 'Gt', value: '5' },
    ['operator: Unsupported value: "Gt": supported values: "Equal", "Exists"'],
  ],
  [
    'for a while what does not evict',
    { key: 'a', effect: 'NoSchedule', tolerationSeconds: 1 },
    [`effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when \`tolerationSeconds\` is set`],
  ],
  [
    'an unknown effect',
    { key: 'a', effect: 'NoFun' },
    ['effect: Unsupported value: "NoFun": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"'],
  ],
])('checks a toleration of %s', (_, toleration, errors) => {
  expect(podErrors({ tolerations: [toleration] })).toEqual(errors.map((error) => `spec.tolerations[0].${error}`));
});

const spread = { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule' };

it.each<[string, Sketch[], string[]]>([
  ['over zones', [{ ...spread, minDomains: 3, labelSelector: {} }], []],
  [
    'by nothing',
    [{}],
    [
      '[0].maxSkew: Invalid value: 0: must be greater than zero',
      '[0].topologyKey: Required value: can not be empty',
      '[0].whenUnsatisfiable: Unsupported value: "": supported values: "DoNotSchedule", "ScheduleAnyway"',
    ],
  ],
  ['twice', [spread, spread], [`[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{${zone}, DoNotSchedule}"`]],
  [
    'over domains nobody waits for',
    [{ ...spread, whenUnsatisfiable: 'ScheduleAnyway', minDomains: 0 }],
    [
      '[0].minDomains: Invalid value: 0: must be greater than zero',
      '[0].minDomains: Invalid value: 0: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
    ],
  ],
  [
    'by unknown policies',
    [{ ...spread, nodeAffinityPolicy: 'x', nodeTaintsPolicy: 'Honor' }],
    ['[0].nodeAffinityPolicy: Unsupported value: "x": supported values: "Honor", "Ignore"'],
  ],
])('checks pods spread %s', (_, topologySpreadConstraints, errors) => {
  expect(podErrors({ topologySpreadConstraints })).toEqual(
    errors.map((error) => `spec.topologySpreadConstraints${error}`),
  );
});

it.each<[string, Sketch, string[]]>([
  ['gates', { schedulingGates: [{ name: 'example.com/quota' }] }, []],
  [
    'one gate twice',
    { schedulingGates: [{ name: 'a' }, { name: 'a' }] },
    ['spec.schedulingGates[1]: Duplicate value: "a"'],
  ],
  [
    'a node behind gates',
    { schedulingGates: [{ name: 'a' }], nodeName: 'n1' },
    ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
  ],
  [
    'readiness gates of no name',
    { readinessGates: [{ conditionType: '' }] },
    emptyKey.map((message) => `spec.readinessGates[0].conditionType: Invalid value: "": ${message}`),
  ],
  [
    'another way to preempt',
    { preemptionPolicy: 'Always' },
    ['spec.preemptionPolicy: Unsupported value: "Always": supported values: "PreemptLowerPriority", "Never"'],
  ],
  [
    'a group of no name',
    { schedulingGroup: {} },
    ['spec.schedulingGroup.podGroupName: Invalid value: null: must specify one of: `podGroupName`'],
  ],
  ['labels of nodes', { nodeSelector: { disktype: 'ssd' } }, []],
])('checks a pod with %s', (_, spec, errors) => {
  expect(podErrors(spec)).toEqual(errors);
});
