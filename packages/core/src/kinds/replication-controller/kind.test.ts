import { expect, it } from 'vitest';
import {
  created,
  creationErrors,
  type Sketch,
  statusErrors,
  updateErrors,
} from '../../../../../test/support/kind-check.ts';
import type { ReplicationController } from '../../resource/generated/kubernetes.ts';
import { replicationController } from './kind.ts';

const app = { app: 'web' };
const template = { metadata: { labels: app }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] } };
const spec = { selector: app, template };
const mismatch = '`selector` does not match template `labels`';

it('starts with one replica, an empty status and what the template says of labels', () => {
  const {
    metadata,
    spec: filled,
    status,
  } = created(replicationController, { spec: { template } }) as Required<ReplicationController>;
  expect(filled).toMatchObject({ replicas: 1, selector: app, template: { spec: { restartPolicy: 'Always' } } });
  expect(filled).not.toHaveProperty('minReadySeconds');
  expect(metadata.labels).toEqual(app);
  expect(status).toEqual({ replicas: 0 });
});

it('keeps the labels and the selector that it is given', () => {
  const both = { ...template, metadata: { labels: { ...app, tier: 'front' } } };
  const given = { metadata: { labels: { own: 'yes' } }, spec: { selector: app, template: both } };
  expect(created(replicationController, given)).toMatchObject(given);
});

it.each<[string, Sketch, string[]]>([
  ['a sound spec', spec, []],
  ['no replica', { ...spec, replicas: 0 }, []],
  [
    'less than none',
    { ...spec, replicas: -1, minReadySeconds: -1 },
    [
      'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
  ],
  ['nothing', {}, ['spec.selector: Required value', 'spec.template: Required value']],
  [
    'a selector of others',
    { ...spec, selector: { app: 'x' } },
    [`spec.template.metadata.labels: Invalid value: {"app":"web"}: ${mismatch}`],
  ],
  [
    'a selector that no label can match',
    { ...spec, selector: { ...app, 'a b': 'c' } },
    [`spec.template.metadata.labels: Invalid value: {"app":"web"}: ${mismatch}`],
  ],
  [
    'pods that end',
    {
      ...spec,
      template: { ...template, spec: { ...template.spec, restartPolicy: 'Never', activeDeadlineSeconds: 5 } },
    },
    [
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicationController is not Supported',
    ],
  ],
])('checks %s', (_, given, errors) => {
  expect(creationErrors(replicationController, { spec: given })).toEqual(errors);
});

it('may select otherwise later', () => {
  const both = { ...template, metadata: { labels: { ...app, tier: 'a' } } };
  const old = { spec: { selector: app, template: both } };
  expect(updateErrors(replicationController, { spec: { selector: { tier: 'a' }, template: both } }, old)).toEqual([]);
});

it('checks its status as that of a replica set', () => {
  const status = {
    replicas: 1,
    fullyLabeledReplicas: 2,
    readyReplicas: 0,
    availableReplicas: 1,
    observedGeneration: -1,
  };
  expect(statusErrors(replicationController, { spec, status }, { spec })).toEqual([
    'status.observedGeneration: Invalid value: -1: must be greater than or equal to 0',
    'status.fullyLabeledReplicas: Invalid value: 2: cannot be greater than status.replicas',
    'status.availableReplicas: Invalid value: 1: cannot be greater than readyReplicas',
  ]);
});

it('prints its counts, containers and selector', () => {
  const object = {
    ...created(replicationController, { spec: { ...spec, replicas: 3 } }),
    status: { replicas: 2, readyReplicas: 1 },
  };
  const row = replicationController.columns.map(({ name, cell }) => [name, cell(object, 0)]);
  expect(row).toEqual([
    ['Name', 'a'],
    ['Desired', '3'],
    ['Current', '2'],
    ['Ready', '1'],
    ['Age', '<unknown>'],
    ['Containers', 'c'],
    ['Images', 'nginx:1'],
    ['Selector', 'app=web'],
  ]);
});
