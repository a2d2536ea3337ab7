import { expect, it } from 'vitest';
import {
  created,
  creationErrors,
  type Sketch,
  statusErrors,
  updateErrors,
} from '../../../../../test/support/kind-check.ts';
import type { ReplicaSet } from '../../resource/generated/kubernetes.ts';
import { replicaSet } from './kind.ts';

const app = { app: 'web' };
const template = { metadata: { labels: app }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] } };
const spec = { selector: { matchLabels: app }, template };
const mismatch = '`selector` does not match template `labels`';

it('starts with one replica, an empty status and a defaulted template', () => {
  const { spec: filled, status } = created(replicaSet, { spec }) as ReplicaSet;
  expect(filled).toMatchObject({
    replicas: 1,
    template: { spec: { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst' } },
  });
  expect(filled?.template?.spec).not.toHaveProperty('enableServiceLinks');
  expect(status).toEqual({ replicas: 0 });
});

it.each<[string, Sketch, string[]]>([
  ['a sound spec', spec, []],
  ['no replica', { ...spec, replicas: 0 }, []],
  [
    'less than none',
    { ...spec, replicas: -1, minReadySeconds: -1 },
    [
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
    ],
  ],
  [
    'nothing',
    {},
    [
      'spec.selector: Required value',
      `spec.template.metadata.labels: Invalid value: null: ${mismatch}`,
      'spec.template.spec.containers: Required value',
    ],
  ],
  [
    'a selector of everything',
    { ...spec, selector: {} },
    ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
  ],
  [
    'a selector of others',
    { ...spec, selector: { matchLabels: { app: 'x' } } },
    [`spec.template.metadata.labels: Invalid value: {"app":"web"}: ${mismatch}`],
  ],
  [
    'a selector that means nothing',
    { ...spec, selector: { matchExpressions: [{ key: 'app', operator: 'Is' }] } },
    [
      'spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator',
      'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Is"}]}: invalid label selector',
    ],
  ],
  [
    'pods that end',
    {
      ...spec,
      template: { ...template, spec: { ...template.spec, restartPolicy: 'Never', activeDeadlineSeconds: 5 } },
    },
    [
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported',
    ],
  ],
  [
    'a broken template',
    {
      ...spec,
      template: {
        metadata: {
          labels: { ...app, 'a b': 'c' },
          annotations: { 'controller.kubernetes.io/pod-deletion-cost': 'x' },
        },
        spec: { containers: [{ name: 'c' }], ephemeralContainers: [{ name: 'e', image: 'a' }] },
      },
    },
    [
      `spec.template.labels: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
      'spec.template.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "x": must be a 32bit integer',
      'spec.template.spec.containers[0].image: Required value',
      'spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
    ],
  ],
  [
    'a template with padded image',
    { ...spec, template: { ...template, spec: { containers: [{ name: 'c', image: ' ' }] } } },
    [],
  ],
  [
    'a template in the host’s network',
    {
      ...spec,
      template: {
        ...template,
        spec: { hostNetwork: true, containers: [{ name: 'c', image: 'a', ports: [{ containerPort: 80 }] }] },
      },
    },
    [],
  ],
])('checks %s', (_, given, errors) => {
  expect(creationErrors(replicaSet, { spec: given })).toEqual(errors);
});

it('keeps its selector', () => {
  const both = { metadata: { labels: { app: 'web', tier: 'a' } }, spec: template.spec };
  const old = { spec: { ...spec, template: both } };
  expect(updateErrors(replicaSet, { spec: { ...spec, template: both, replicas: 3 } }, old)).toEqual([]);
  const next = { spec: { template: both, selector: { matchLabels: { tier: 'a' } } } };
  expect(updateErrors(replicaSet, next, old)).toEqual([
    'spec.selector: Invalid value: {"matchLabels":{"tier":"a"}}: field is immutable',
  ]);
});

it.each<[string, Sketch, string[]]>([
  ['sound counts', { replicas: 3, fullyLabeledReplicas: 3, readyReplicas: 2, availableReplicas: 1 }, []],
  [
    'counts below zero',
    { replicas: -1 },
    [
      'status.replicas: Invalid value: -1: must be greater than or equal to 0',
      'status.fullyLabeledReplicas: Invalid value: 0: cannot be greater than status.replicas',
      'status.readyReplicas: Invalid value: 0: cannot be greater than status.replicas',
      'status.availableReplicas: Invalid value: 0: cannot be greater than status.replicas',
    ],
  ],
  [
    'more than there are',
    { replicas: 1, fullyLabeledReplicas: 2, readyReplicas: 2, availableReplicas: 3 },
    [
      'status.fullyLabeledReplicas: Invalid value: 2: cannot be greater than status.replicas',
      'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
      'status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas',
      'status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas',
    ],
  ],
])('checks a status of %s', (_, status, errors) => {
  expect(statusErrors(replicaSet, { spec, status }, { spec })).toEqual(errors);
});

it('prints its counts, containers and selector', () => {
  const object = {
    ...created(replicaSet, { spec: { ...spec, replicas: 3 } }),
    status: { replicas: 2, readyReplicas: 1 },
  };
  const row = replicaSet.columns.map(({ name, wide, cell }) => [`${name}${wide ? ' (wide)' : ''}`, cell(object, 0)]);
  expect(row).toEqual([
    ['Name', 'a'],
    ['Desired', '3'],
    ['Current', '2'],
    ['Ready', '1'],
    ['Age', '<unknown>'],
    ['Containers (wide)', 'c'],
    ['Images (wide)', 'nginx:1'],
    ['Selector (wide)', 'app=web'],
  ]);
});
