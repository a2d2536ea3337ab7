import { describe, expect, it } from 'vitest';
import {
  type ContainerState,
  type ContainerStatus,
  causeOf,
  groupOf,
  type PodState,
  summarizePod,
} from './pod-status.ts';

const state = (given: Partial<ContainerState>): ContainerState => ({
  waiting: null,
  running: null,
  terminated: null,
  ...given,
});
const waiting = (reason: string, message: string | null = null) => state({ waiting: { reason, message } });
const running = state({ running: { startedAt: '2026-01-01T00:00:00Z' } });
const ended = (exitCode: number, reason: string | null = null, signal: number | null = null) =>
  state({ terminated: { exitCode, reason, signal, finishedAt: '2026-01-01T00:10:00Z', message: null } });
const container = (given: Partial<ContainerStatus>): ContainerStatus => ({
  name: 'app',
  ready: false,
  started: null,
  restartCount: 0,
  state: null,
  lastState: null,
  ...given,
});

interface Sketch {
  readonly phase?: string;
  readonly reason?: string;
  readonly isDeleted?: boolean;
  readonly init?: readonly ContainerStatus[];
  readonly app?: readonly ContainerStatus[];
  readonly conditions?: NonNullable<PodState['status']>['conditions'];
  readonly sidecar?: boolean;
}

function pod({ phase = 'Running', reason, isDeleted, init, app = [], conditions = null, sidecar }: Sketch): PodState {
  return {
    metadata: { deletionTimestamp: isDeleted ? '2026-01-01T00:00:00Z' : null },
    spec: {
      containers: [{ name: 'app' }],
      initContainers: init?.map(({ name }) => ({ name, restartPolicy: sidecar ? 'Always' : null })) ?? null,
    },
    status: {
      phase,
      reason: reason ?? null,
      message: null,
      conditions,
      containerStatuses: app,
      initContainerStatuses: init ?? null,
    },
  };
}

describe.each<[string, string, string, Sketch]>([
  ['Running', '1/1', 'running', { app: [container({ ready: true, state: running })] }],
  ['Running', '0/1', 'pending', { app: [container({ state: running })] }],
  ['Pending', '0/1', 'pending', { phase: 'Pending' }],
  [
    'ContainerCreating',
    '0/1',
    'pending',
    { phase: 'Pending', app: [container({ state: waiting('ContainerCreating') })] },
  ],
  [
    'CrashLoopBackOff',
    '0/1',
    'crashing',
    { app: [container({ state: waiting('CrashLoopBackOff'), restartCount: 3 })] },
  ],
  ['Completed', '0/1', 'succeeded', { phase: 'Succeeded', app: [container({ state: ended(0, 'Completed') })] }],
  ['Error', '0/1', 'failed', { phase: 'Failed', app: [container({ state: ended(1, 'Error') })] }],
  ['Signal:9', '0/1', 'failed', { phase: 'Failed', app: [container({ state: ended(137, null, 9) })] }],
  ['Evicted', '0/1', 'failed', { phase: 'Failed', reason: 'Evicted' }],
  ['Terminating', '1/1', 'terminating', { isDeleted: true, app: [container({ ready: true, state: running })] }],
  ['Init:0/1', '0/1', 'pending', { phase: 'Pending', init: [container({ name: 'setup', state: running })] }],
  ['Init:Error', '0/1', 'failed', { phase: 'Pending', init: [container({ name: 'setup', state: ended(2, 'Error') })] }],
  [
    'Running',
    '2/2',
    'running',
    {
      sidecar: true,
      init: [container({ name: 'proxy', started: true, ready: true, state: running })],
      app: [container({ ready: true, state: running })],
    },
  ],
])('%s %s', (status, ready, group, sketch) => {
  it(`is ${group}`, () => {
    const summary = summarizePod(pod(sketch));
    expect([summary.status, `${summary.ready}/${summary.containers}`, groupOf(summary)]).toEqual([
      status,
      ready,
      group,
    ]);
  });
});

describe('the cause', () => {
  it('is how the container ended that waits for its next start', () => {
    const crashed = container({
      state: waiting('CrashLoopBackOff', 'back-off 10s'),
      lastState: ended(137, 'OOMKilled'),
    });
    expect(causeOf(pod({ app: [crashed] }))).toEqual({
      type: 'ended',
      container: 'app',
      exitCode: 137,
      reason: 'OOMKilled',
      message: '',
    });
  });

  it('is what a container waits for', () => {
    const pulling = container({ state: waiting('ImagePullBackOff', 'no such image') });
    expect(causeOf(pod({ app: [pulling] }))).toMatchObject({ type: 'waiting', reason: 'ImagePullBackOff' });
  });

  it('is why no node takes it', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }];
    expect(causeOf(pod({ phase: 'Pending', conditions }))).toEqual({ type: 'unscheduled', message: '0/3 nodes' });
  });

  it('is nothing for a pod that runs or has run to its end', () => {
    expect(causeOf(pod({ app: [container({ ready: true, state: running })] }))).toBeUndefined();
    expect(causeOf(pod({ app: [container({ state: ended(0, 'Completed') })] }))).toBeUndefined();
  });
});
