import { expect, it } from 'vitest';
import { created, creationErrors, type Sketch, updateErrors } from '../../../../../test/support/kind-check.ts';
import type { Deployment } from '../../resource/generated/kubernetes.ts';
import { deployment } from './kind.ts';

const app = { app: 'web' };
const template = { metadata: { labels: app }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] } };
const spec = { selector: { matchLabels: app }, template };

it('starts with the defaults of Kubernetes', () => {
  const { spec: filled, status } = created(deployment, { spec }) as Deployment;
  expect(filled).toMatchObject({
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
  });
  expect(status).toEqual({});
});

it('has no rolling update when it recreates', () => {
  const { spec: filled } = created(deployment, { spec: { ...spec, strategy: { type: 'Recreate' } } }) as Deployment;
  expect(filled?.strategy).toEqual({ type: 'Recreate' });
});

function rolling(maxUnavailable: number | string, maxSurge: number | string): Sketch {
  return { ...spec, strategy: { rollingUpdate: { maxUnavailable, maxSurge } } };
}

const path = 'spec.strategy.rollingUpdate';
const percent =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

it.each<[string, Sketch, string[]]>([
  ['a sound spec', spec, []],
  ['a paused one', { ...spec, paused: true }, []],
  ['surge alone', rolling(0, '50%'), []],
  ['all at once', rolling('100%', 0), []],
  [
    'neither surge nor gap',
    rolling('0%', 0),
    [`${path}.maxUnavailable: Invalid value: "0%": may not be 0 when \`maxSurge\` is 0`],
  ],
  [
    'more than all',
    rolling('101%', 1),
    [`${path}.maxUnavailable: Invalid value: "101%": must not be greater than 100%`],
  ],
  [
    'no percentages',
    rolling('1', 'many%'),
    [`${path}.maxUnavailable: Invalid value: "1": ${percent}`, `${path}.maxSurge: Invalid value: "many%": ${percent}`],
  ],
  [
    'less than none',
    rolling(-1, -1),
    [
      `${path}.maxUnavailable: Invalid value: -1: must be greater than or equal to 0`,
      `${path}.maxSurge: Invalid value: -1: must be greater than or equal to 0`,
    ],
  ],
  [
    'a gap in recreating',
    { ...spec, strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
    [`${path}: Forbidden: may not be specified when strategy \`type\` is 'Recreate'`],
  ],
  [
    'another strategy',
    { ...spec, strategy: { type: 'Canary' } },
    ['spec.strategy: Unsupported value: {"type":"Canary"}: supported values: "Recreate", "RollingUpdate"'],
  ],
  [
    'no time to become available in',
    { ...spec, minReadySeconds: 600 },
    ['spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds'],
  ],
  [
    'numbers below zero',
    { ...spec, replicas: -1, revisionHistoryLimit: -1, minReadySeconds: -2, progressDeadlineSeconds: -1 },
    [
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.minReadySeconds: Invalid value: -2: must be greater than or equal to 0',
      'spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
      'spec.progressDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0',
    ],
  ],
  [
    'pods it would not find again',
    { ...spec, selector: { matchLabels: { app: 'x' } } },
    ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
  ],
  [
    'pods that end',
    { ...spec, template: { ...template, spec: { ...template.spec, restartPolicy: 'OnFailure' } } },
    ['spec.template.spec.restartPolicy: Unsupported value: "OnFailure": supported values: "Always"'],
  ],
])('checks %s', (_, given, errors) => {
  expect(creationErrors(deployment, { spec: given })).toEqual(errors);
});

it('keeps its selector, and nothing else', () => {
  const other = { ...template, spec: { containers: [{ name: 'd', image: 'nginx:2' }] } };
  expect(updateErrors(deployment, { spec: { ...spec, template: other, paused: true } }, { spec })).toEqual([]);
  const labels = { ...app, tier: 'a' };
  const next = { selector: { matchLabels: labels }, template: { ...template, metadata: { labels } } };
  expect(updateErrors(deployment, { spec: next }, { spec })).toEqual([
    'spec.selector: Invalid value: {"matchLabels":{"app":"web","tier":"a"}}: field is immutable',
  ]);
});

it.each<[string, Sketch, string[]]>([
  [
    'sound counts',
    {
      observedGeneration: 1,
      replicas: 4,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 2,
      unavailableReplicas: 2,
      collisionCount: 2,
    },
    [],
  ],
  [
    'more than there are',
    { replicas: 1, updatedReplicas: 2, readyReplicas: 1, availableReplicas: 2, collisionCount: 2 },
    [
      'status.updatedReplicas: Invalid value: 2: cannot be greater than status.replicas',
      'status.availableReplicas: Invalid value: 2: cannot be greater than status.replicas',
      'status.availableReplicas: Invalid value: 2: cannot be greater than readyReplicas',
    ],
  ],
  ['a collision forgotten', { collisionCount: 1 }, ['status.collisionCount: Invalid value: 1: cannot be decremented']],
  ['collisions forgotten', {}, ['status.collisionCount: Invalid value: 0: cannot be decremented']],
])('checks a status of %s', (_, status, errors) => {
  const old = { ...created(deployment, { spec }), status: { collisionCount: 2 } };
  const next = { ...created(deployment, { spec }), status };
  const found = (deployment.validateStatusUpdate?.(next, old) ?? []).map(
    ({ field, message }) => `${field}: ${message}`,
  );
  expect(found).toEqual(errors);
});

it('counts a change of its annotations as a generation, because its replica sets carry them', () => {
  expect(deployment.generationCountsAnnotations).toBe(true);
});

it('prints its progress, containers and selector', () => {
  const object = {
    ...created(deployment, { spec: { ...spec, replicas: 3 } }),
    status: { replicas: 3, readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2 },
  };
  const row = deployment.columns.map(({ name, wide, cell }) => [`${name}${wide ? ' (wide)' : ''}`, cell(object, 0)]);
  expect(row).toEqual([
    ['Name', 'a'],
    ['Ready', '2/3'],
    ['Up-to-date', '1'],
    ['Available', '2'],
    ['Age', '<unknown>'],
    ['Containers (wide)', 'c'],
    ['Images (wide)', 'nginx:1'],
    ['Selector (wide)', 'app=web'],
  ]);
});
