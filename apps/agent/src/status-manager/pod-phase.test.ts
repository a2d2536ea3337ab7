import type { ContainerState, ContainerStatus, Pod, PodSpec } from '@portolan/client';
import { describe, expect, it } from 'vitest';
import { podPhase } from './pod-phase.ts';

type State = 'waiting' | 'running' | number;

const running: ContainerState = { running: {} };
const waiting: ContainerState = { waiting: {} };

function statusOf(name: string, state: State): ContainerStatus {
  const shown = state === 'waiting' ? waiting : state === 'running' ? running : { terminated: { exitCode: state } };
  return { name, image: '', imageID: '', ready: false, restartCount: 0, state: shown, started: state === 'running' };
}

interface Case {
  readonly policy: PodSpec['restartPolicy'];
  readonly init?: readonly State[];
  readonly main: readonly State[];
  readonly isEnding?: boolean;
  readonly phase: string;
}

const cases: readonly Case[] = [
  { policy: 'Always', main: ['waiting'], phase: 'Pending' },
  { policy: 'Always', main: ['running'], phase: 'Running' },
  { policy: 'Always', main: ['running', 'waiting'], phase: 'Pending' },
  { policy: 'Always', main: [0], phase: 'Running' },
  { policy: 'Always', main: [1], phase: 'Running' },
  { policy: 'OnFailure', main: [0], phase: 'Succeeded' },
  { policy: 'OnFailure', main: [0, 1], phase: 'Running' },
  { policy: 'OnFailure', main: [0, 'running'], phase: 'Running' },
  { policy: 'Never', main: [0, 0], phase: 'Succeeded' },
  { policy: 'Never', main: [0, 1], phase: 'Failed' },
  { policy: 'Never', main: ['running', 1], phase: 'Running' },
  { policy: 'Always', init: ['running'], main: ['waiting'], phase: 'Pending' },
  { policy: 'Always', init: [1], main: ['waiting'], phase: 'Pending' },
  { policy: 'Never', init: [1], main: ['waiting'], phase: 'Failed' },
  { policy: 'Never', init: [0], main: ['running'], phase: 'Running' },
  { policy: 'Always', main: [0], isEnding: true, phase: 'Succeeded' },
  { policy: 'Always', main: [137], isEnding: true, phase: 'Failed' },
  { policy: 'Always', init: ['waiting'], main: ['waiting'], isEnding: true, phase: 'Failed' },
];

describe('podPhase', () => {
  it.each(cases)('$policy, init $init, main $main, ending $isEnding: $phase', (each) => {
    const { policy, init = [], main, isEnding = false, phase } = each;
    const named = (prefix: string, states: readonly State[]) =>
      states.map((state, index) => statusOf(`${prefix}${index}`, state));
    const pod: Pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: {
        ...(policy && { restartPolicy: policy }),
        initContainers: init.map((_, index) => ({ name: `i${index}` })),
        containers: main.map((_, index) => ({ name: `m${index}` })),
      },
    };
    expect(podPhase(pod, { init: named('i', init), main: named('m', main), isEnding })).toBe(phase);
  });

  it('takes a container that waits for its next start for one that ended', () => {
    const spec = { containers: [{ name: 'main' }] };
    const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec };
    const status = { ...statusOf('main', 'waiting'), lastState: { terminated: { exitCode: 1 } } };
    expect(podPhase(pod, { init: [], main: [status], isEnding: false })).toBe('Running');
  });
});
