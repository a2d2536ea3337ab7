import { describe, expect, it } from 'vitest';
import { created, type Sketch } from '../../../../../test/support/kind-check.ts';
import { podWith } from '../../../../../test/support/pod-check.ts';
import { pod } from './kind.ts';

const now = Date.parse('2026-01-01T01:00:00Z');

/** The row of a pod, by column. */
function rowOf(status: Sketch, spec: Sketch = {}, metadata: Sketch = {}): Record<string, string> {
  const object = { ...created(pod, podWith(spec, metadata)), status };
  return Object.fromEntries(pod.columns.map(({ name, cell }) => [name, cell(object, now)]));
}

const running = { name: 'c', ready: true, restartCount: 0, state: { running: {} } };
const initialized = { type: 'Initialized', status: 'True' };
const sidecar = { name: 's', image: 'a:1', restartPolicy: 'Always' };
const setup = { name: 'i', image: 'a:1' };
const waiting = (reason: string) => ({ waiting: { reason } });
const ended = (state: Sketch) => ({ terminated: state });

it('has the columns of Kubernetes', () => {
  const names = pod.columns.map(({ name, wide }) => (wide ? `${name} (wide)` : name));
  expect(names).toEqual([
    'Name',
    'Ready',
    'Status',
    'Restarts',
    'Age',
    'IP (wide)',
    'Node (wide)',
    'Nominated Node (wide)',
    'Readiness Gates (wide)',
  ]);
});

it('shows where a pod is, or that it is nowhere', () => {
  expect(rowOf({ phase: 'Pending' })).toMatchObject({
    IP: '<none>',
    Node: '<none>',
    'Nominated Node': '<none>',
    'Readiness Gates': '<none>',
  });
  const status = {
    podIP: '10.0.0.1',
    podIPs: [{ ip: '10.0.0.1' }],
    nominatedNodeName: 'n2',
    conditions: [
      { type: 'a', status: 'True' },
      { type: 'b', status: 'False' },
    ],
  };
  const readinessGates = ['a', 'b', 'c'].map((conditionType) => ({ conditionType }));
  expect(rowOf(status, { nodeName: 'n1', readinessGates })).toMatchObject({
    IP: '10.0.0.1',
    Node: 'n1',
    'Nominated Node': 'n2',
    'Readiness Gates': '1/3',
  });
});

describe.each<[string, string, Sketch, Sketch?, Sketch?]>([
  ['Pending', '0/1', { phase: 'Pending' }],
  ['Evicted', '0/1', { phase: 'Failed', reason: 'Evicted' }],
  [
    'SchedulingGated',
    '0/1',
    { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
  ],
  [
    'ContainerCreating',
    '0/1',
    { phase: 'Pending', containerStatuses: [{ name: 'c', state: waiting('ContainerCreating') }] },
  ],
  ['Running', '1/1', { phase: 'Running', containerStatuses: [running] }],
  [
    'CrashLoopBackOff',
    '0/1',
    { phase: 'Running', containerStatuses: [{ ...running, ready: false, state: waiting('CrashLoopBackOff') }] },
  ],
  [
    'Completed',
    '0/1',
    { phase: 'Succeeded', containerStatuses: [{ name: 'c', state: ended({ exitCode: 0, reason: 'Completed' }) }] },
  ],
  ['ExitCode:3', '0/1', { phase: 'Failed', containerStatuses: [{ name: 'c', state: ended({ exitCode: 3 }) }] }],
  [
    'Signal:9',
    '0/1',
    { phase: 'Failed', containerStatuses: [{ name: 'c', state: ended({ exitCode: 137, signal: 9 }) }] },
  ],
  [
    'NotReady',
    '1/1',
    {
      phase: 'Running',
      containerStatuses: [{ name: 'd', state: ended({ exitCode: 0, reason: 'Completed' }) }, running],
    },
  ],
  [
    'Running',
    '1/1',
    {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'd', state: ended({ exitCode: 0, reason: 'Completed' }) }, running],
    },
  ],
  [
    'Init:0/1',
    '0/1',
    { phase: 'Pending', initContainerStatuses: [{ name: 'i', state: { running: {} } }] },
    { initContainers: [setup] },
  ],
  [
    'Init:ImagePullBackOff',
    '0/1',
    { phase: 'Pending', initContainerStatuses: [{ name: 'i', state: waiting('ImagePullBackOff') }] },
    { initContainers: [setup] },
  ],
  [
    'Init:0/1',
    '0/1',
    { phase: 'Pending', initContainerStatuses: [{ name: 'i', state: waiting('PodInitializing') }] },
    { initContainers: [setup] },
  ],
  [
    'Init:Error',
    '0/1',
    { phase: 'Pending', initContainerStatuses: [{ name: 'i', state: ended({ exitCode: 1, reason: 'Error' }) }] },
    { initContainers: [setup] },
  ],
  [
    'Init:ExitCode:2',
    '0/1',
    { phase: 'Pending', initContainerStatuses: [{ name: 'i', state: ended({ exitCode: 2 }) }] },
    { initContainers: [setup] },
  ],
  [
    'Running',
    '2/2',
    {
      phase: 'Running',
      conditions: [initialized],
      initContainerStatuses: [{ name: 's', ready: true, started: true, state: { running: {} } }],
      containerStatuses: [running],
    },
    { initContainers: [sidecar] },
  ],
  [
    'Init:1/2',
    '1/2',
    {
      phase: 'Pending',
      initContainerStatuses: [
        { name: 's', ready: true, started: true, state: { running: {} } },
        { name: 'i', state: { running: {} } },
      ],
    },
    { initContainers: [sidecar, setup] },
  ],
  [
    'Terminating',
    '1/1',
    { phase: 'Running', containerStatuses: [running] },
    {},
    { deletionTimestamp: '2026-01-01T00:00:00Z' },
  ],
  ['Unknown', '0/1', { phase: 'Running', reason: 'NodeLost' }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }],
  ['Succeeded', '0/1', { phase: 'Succeeded' }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }],
])('a pod that is %s', (text, ready, status, spec = {}, metadata = {}) => {
  it(`has ${ready} containers ready`, () => {
    expect(rowOf(status, spec, metadata)).toMatchObject({ Status: text, Ready: ready });
  });
});

it('counts restarts and says when the last was', () => {
  const lastState = (finishedAt: string) => ({ terminated: { exitCode: 1, finishedAt } });
  const status = {
    phase: 'Running',
    conditions: [initialized],
    initContainerStatuses: [
      {
        name: 's',
        started: true,
        restartCount: 2,
        lastState: lastState('2026-01-01T00:55:00Z'),
        state: { running: {} },
      },
      { name: 'i', restartCount: 5, state: ended({ exitCode: 0 }) },
    ],
    containerStatuses: [{ ...running, restartCount: 1, lastState: lastState('2026-01-01T00:50:00Z') }],
  };
  expect(rowOf(status, { initContainers: [sidecar, setup] }).Restarts).toBe('3 (5m ago)');
  expect(rowOf({ phase: 'Running', containerStatuses: [running] }).Restarts).toBe('0');
});
