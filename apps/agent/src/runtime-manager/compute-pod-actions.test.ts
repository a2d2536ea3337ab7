import type { Container, Pod, PodSpec } from '@portolan/client';
import { describe, expect, it } from 'vitest';
import type { ContainerStatus, PodSandbox } from '../runtime/runtime-service.ts';
import { computePodActions, type PodActions, type ProbeVerdicts } from './compute-pod-actions.ts';
import { containerHash, containerHashAnnotation } from './container-hash.ts';
import { groupByPod } from './pod-runtime-state.ts';

type Records = Readonly<Record<string, 'running' | 'created' | 'unknown' | number>>;

interface Case {
  readonly title: string;
  readonly spec?: Partial<PodSpec>;
  /** `none`: there never was one. */
  readonly sandbox?: 'ready' | 'gone' | 'none';
  /** Containers in the sandbox: running, or their exit code. */
  readonly has?: Records;
  readonly verdicts?: Partial<ProbeVerdicts>;
  readonly expected: {
    readonly starts?: readonly string[];
    readonly kills?: readonly string[];
    readonly killPod?: boolean;
    readonly createSandbox?: boolean;
  };
}

const container = (name: string, more: Partial<Container> = {}): Container => ({ name, image: `${name}:1`, ...more });
const main = container('main');
const sidecar = container('sidecar', { restartPolicy: 'Always' });
const withInit = { initContainers: [container('one'), container('two')], containers: [main] };
const withSidecar = { initContainers: [sidecar, container('two')], containers: [main] };
const failed = () => 'Failure' as const;

const cases: readonly Case[] = [
  {
    title: 'a new pod gets a sandbox and its containers',
    sandbox: 'none',
    expected: { createSandbox: true, starts: ['main'] },
  },
  {
    title: 'a new pod with init containers starts the first only',
    sandbox: 'none',
    spec: withInit,
    expected: { createSandbox: true, starts: ['one'] },
  },
  { title: 'what runs stays', has: { main: 'running' }, expected: {} },
  { title: 'what ended is started again', has: { main: 0 }, expected: { starts: ['main'] } },
  { title: 'what was created is started anew', has: { main: 'created' }, expected: { starts: ['main'] } },
  {
    title: 'what is in an unknown state is ended first',
    has: { main: 'unknown' },
    expected: { starts: ['main'], kills: ['main'] },
  },
  {
    title: 'success is the end with OnFailure',
    spec: { restartPolicy: 'OnFailure' },
    has: { main: 0 },
    expected: { killPod: true },
  },
  {
    title: 'failure is not the end with OnFailure',
    spec: { restartPolicy: 'OnFailure' },
    has: { main: 1 },
    expected: { starts: ['main'] },
  },
  {
    title: 'any end is the end with Never',
    spec: { restartPolicy: 'Never' },
    has: { main: 1 },
    expected: { killPod: true },
  },
  {
    title: 'one container of two that still runs keeps the pod',
    spec: { restartPolicy: 'Never', containers: [main, container('other')] },
    has: { main: 0, other: 'running' },
    expected: {},
  },
  {
    title: "a container's own policy goes before the pod's",
    spec: { restartPolicy: 'Never', containers: [{ ...main, restartPolicy: 'Always' }] },
    has: { main: 0 },
    expected: { starts: ['main'] },
  },
  {
    title: 'a rule for an exit code goes before the policy',
    spec: {
      restartPolicy: 'Never',
      containers: [
        {
          ...main,
          restartPolicy: 'Never',
          restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
        },
      ],
    },
    has: { main: 42 },
    expected: { starts: ['main'] },
  },
  {
    title: 'a container whose image changed is restarted',
    spec: { containers: [{ ...main, image: 'main:2' }] },
    has: { main: 'running' },
    expected: { starts: ['main'], kills: ['main'] },
  },
  {
    title: 'a failed liveness probe restarts',
    has: { main: 'running' },
    verdicts: { liveness: failed },
    expected: { starts: ['main'], kills: ['main'] },
  },
  {
    title: 'a failed startup probe restarts',
    has: { main: 'running' },
    verdicts: { startup: failed },
    expected: { starts: ['main'], kills: ['main'] },
  },
  {
    title: 'a failed liveness probe ends for good with Never',
    spec: { restartPolicy: 'Never' },
    has: { main: 'running' },
    verdicts: { liveness: failed },
    expected: { kills: ['main'] },
  },
  {
    title: 'the second init container follows the first',
    spec: withInit,
    has: { one: 0 },
    expected: { starts: ['two'] },
  },
  { title: 'an init container that runs is waited for', spec: withInit, has: { one: 0, two: 'running' }, expected: {} },
  {
    title: 'the others follow the last init container',
    spec: withInit,
    has: { one: 0, two: 0 },
    expected: { starts: ['main'] },
  },
  { title: 'a failed init container is tried again', spec: withInit, has: { one: 1 }, expected: { starts: ['one'] } },
  {
    title: 'a failed init container ends a pod that never restarts',
    spec: { ...withInit, restartPolicy: 'Never' },
    has: { one: 1 },
    expected: { killPod: true },
  },
  {
    title: 'init containers whose records are gone do not run again beside the others',
    spec: withInit,
    has: { main: 'running' },
    expected: {},
  },
  {
    title: 'a sidecar that runs lets the next one begin',
    spec: withSidecar,
    has: { sidecar: 'running' },
    expected: { starts: ['two'] },
  },
  {
    title: 'a sidecar is waited for until its startup probe succeeds',
    spec: { ...withSidecar, initContainers: [{ ...sidecar, startupProbe: {} }, container('two')] },
    has: { sidecar: 'running' },
    verdicts: { startup: () => 'Unknown' },
    expected: {},
  },
  {
    title: 'a sidecar that ended is started again while the next one runs',
    spec: withSidecar,
    has: { sidecar: 1, two: 'running' },
    expected: { starts: ['sidecar'] },
  },
  {
    title: 'a sidecar that ended is started again beside the others',
    spec: withSidecar,
    has: { sidecar: 0, two: 0, main: 'running' },
    expected: { starts: ['sidecar'] },
  },
  {
    title: 'sidecars end with the pod',
    spec: { ...withSidecar, restartPolicy: 'Never' },
    has: { sidecar: 'running', two: 0, main: 0 },
    expected: { killPod: true },
  },
  {
    title: 'a lost sandbox is replaced, and all begins anew',
    sandbox: 'gone',
    has: { main: 137 },
    expected: { killPod: true, createSandbox: true, starts: ['main'] },
  },
  {
    title: 'a lost sandbox is the end of a pod that never restarts',
    sandbox: 'gone',
    spec: { restartPolicy: 'Never' },
    has: { main: 137 },
    expected: { killPod: true },
  },
  {
    title: 'an ephemeral container is started once',
    spec: { ephemeralContainers: [{ name: 'debug', image: 'sh:1' }] },
    has: { main: 'running' },
    expected: { starts: ['debug'] },
  },
];

describe('computePodActions', () => {
  it.each(cases)('$title', ({ spec = {}, sandbox = 'ready', has = {}, verdicts = {}, expected }) => {
    const pod = podOf(spec);
    const found = computePodActions(pod, stateOf(pod, sandbox, has), {
      liveness: () => 'Success',
      startup: () => 'Success',
      ...verdicts,
    });
    expect(summaryOf(found)).toEqual({ starts: [], kills: [], killPod: false, createSandbox: false, ...expected });
  });

  it('says why a container is ended', () => {
    const pod = podOf({});
    const { kills } = computePodActions(pod, stateOf(pod, 'ready', { main: 'running' }), {
      liveness: failed,
      startup: () => 'Success',
    });
    expect(kills[0]?.message).toBe('Container main failed liveness probe, will be restarted');
  });

  it('counts sandboxes', () => {
    const pod = podOf({});
    const state = stateOf(pod, 'gone', { main: 1 });
    expect(computePodActions(pod, state, { liveness: () => undefined, startup: () => undefined }).attempt).toBe(1);
  });
});

function summaryOf({ starts, kills, killPod, createSandbox }: PodActions) {
  return {
    starts: starts.map(({ name }) => name),
    kills: kills.map((each) => each.container.name),
    killPod,
    createSandbox,
  };
}

function podOf(spec: Partial<PodSpec>): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', uid: 'u' },
    spec: { containers: [main], ...spec },
  };
}

function stateOf(pod: Pod, sandbox: 'ready' | 'gone' | 'none', has: Records) {
  const config = {
    uid: 'u',
    name: pod.metadata.name,
    namespace: 'default',
    attempt: 0,
    hostname: 'web',
    hostNetwork: false,
    logDirectory: '',
    labels: {},
    annotations: {},
  };
  const state = sandbox === 'ready' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY';
  const sandboxes: PodSandbox[] = sandbox === 'none' ? [] : [{ id: 's', config, state, createdAtMs: 0, ips: [] }];
  const records = Object.entries(has).map(([name, is]) => recordOf(name, is));
  const found = groupByPod(sandboxes, records).get('u');
  return found ?? { uid: 'u', namespace: 'default', name: 'web', sandboxes: [], containers: [] };
}

function recordOf(name: string, is: Records[string]): ContainerStatus {
  const states = { running: 'CONTAINER_RUNNING', created: 'CONTAINER_CREATED', unknown: 'CONTAINER_UNKNOWN' } as const;
  return {
    id: `c-${name}`,
    sandboxId: 's',
    config: {
      name,
      attempt: 0,
      image: `${name}:1`,
      command: [],
      args: [],
      env: [],
      mounts: [],
      labels: {},
      annotations: { [containerHashAnnotation]: containerHash(container(name)) },
      logPath: '',
      stdin: false,
      stdinOnce: false,
      tty: false,
    },
    state: typeof is === 'number' ? 'CONTAINER_EXITED' : states[is],
    createdAtMs: 0,
    ...(typeof is === 'number' && { exitCode: is }),
  };
}
