import type { ContainerStatus, Pod } from '@portolan/client/generated/kubernetes.ts';
import { describe, expect, it } from 'vitest';
import { containerFindings, podVerdict } from './pod-state.ts';

const nowMs = Date.parse('2026-01-01T00:10:00Z');
const ago = (seconds: number) => new Date(nowMs - seconds * 1000).toISOString();

const aPod = (spec: Partial<Pod['spec']> = {}, status: Pod['status'] = {}, metadata: object = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', ...metadata },
  spec: { containers: [{ name: 'main', readinessProbe: {} }], ...spec },
  status,
});
const onNode = (status: Pod['status']) => aPod({ nodeName: 'n1' }, status);
const container = (status: Partial<ContainerStatus>): ContainerStatus => ({
  name: 'main',
  image: '',
  imageID: '',
  ready: false,
  restartCount: 0,
  ...status,
});
const ready = (status: string, more: object = {}) => [{ type: 'Ready', status, lastTransitionTime: ago(120), ...more }];
const crashed = container({
  restartCount: 3,
  state: {
    waiting: {
      reason: 'CrashLoopBackOff',
      message: 'back-off 40s restarting failed container=main pod=web_default(1)',
    },
  },
  lastState: { terminated: { exitCode: 7, reason: 'Error', finishedAt: ago(28) } },
});

describe('the verdict on a pod', () => {
  const unschedulable = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message: '0/2 nodes: no cpu',
  };
  it.each<[string, Pod]>([
    ['waits for the scheduler "default-scheduler", which has not tried it yet', aPod()],
    ['waits for a node: 0/2 nodes: no cpu', aPod({}, { conditions: [unschedulable] })],
    ['waits for its scheduling gates: a, b', aPod({ schedulingGates: [{ name: 'a' }, { name: 'b' }] })],
    ['was placed on n1 and does not run yet: its agent has not reported on it', onNode({ phase: 'Pending' })],
    ['runs on n1 and is ready since 2m', onNode({ phase: 'Running', conditions: ready('True') })],
    [
      'runs on n1 and is not ready: container "main" runs since 60s and is not ready: its readiness probe does not succeed',
      onNode({
        phase: 'Running',
        conditions: ready('False'),
        containerStatuses: [container({ state: { running: { startedAt: ago(60) } } })],
      }),
    ],
    [
      'runs on n1 and is not ready: container "main" waits: CrashLoopBackOff, back-off 40s until 2026-01-01T00:10:12Z, in 12s',
      onNode({ phase: 'Running', conditions: ready('False'), containerStatuses: [crashed] }),
    ],
    [
      'runs on n1 and is not ready: NodeLost: silent',
      onNode({ phase: 'Running', conditions: ready('False', { reason: 'NodeLost', message: 'silent' }) }),
    ],
    ['has come to its end on n1', onNode({ phase: 'Succeeded' })],
    ['has failed on n1: Evicted: no disk', onNode({ phase: 'Failed', reason: 'Evicted', message: 'no disk' })],
    [
      'on n1 is being deleted since 10s',
      aPod({ nodeName: 'n1' }, {}, { deletionTimestamp: ago(-20), deletionGracePeriodSeconds: 30 }),
    ],
  ])('is: %s', (verdict, pod) => expect(podVerdict(pod, nowMs)).toBe(verdict));
});

describe('what is said of containers', () => {
  it('tells how the last run ended, and how often it was started anew', () => {
    expect(containerFindings(onNode({ containerStatuses: [crashed] }), nowMs)).toEqual([
      {
        text: 'container "main" waits: CrashLoopBackOff, back-off 40s until 2026-01-01T00:10:12Z, in 12s',
        details: ['it ended last with exit code 7 (Error) 28s ago (3 restarts)'],
      },
    ]);
  });

  it('puts an init container that fails before the containers that wait for it', () => {
    const pod = onNode({
      phase: 'Pending',
      initContainerStatuses: [
        container({ name: 'done', ready: true, state: { terminated: { exitCode: 0, reason: 'Completed' } } }),
        container({ name: 'fetch', state: { waiting: { reason: 'ErrImagePull', message: 'no such image' } } }),
      ],
      containerStatuses: [container({ state: { waiting: { reason: 'PodInitializing' } } })],
    });
    expect(podVerdict(pod, nowMs)).toBe(
      'was placed on n1 and does not run yet: init container "fetch" waits: ErrImagePull: no such image',
    );
    expect(containerFindings(pod, nowMs).map(({ text }) => text)).toEqual([
      'init container "fetch" waits: ErrImagePull: no such image',
      'container "main" waits: PodInitializing',
    ]);
  });

  it('is nothing of a container that runs as it should', () => {
    const running = container({ ready: true, state: { running: { startedAt: ago(60) } } });
    expect(containerFindings(onNode({ phase: 'Running', containerStatuses: [running] }), nowMs)).toEqual([]);
  });
});
