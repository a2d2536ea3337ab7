import { EventRecorder } from '@portolan/core/runtime/event-recorder.ts';
import { startScheduler } from '@portolan/core/scheduler/scheduler.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Graphql, startGraphql } from '../support/graphql.ts';
import { aNode, anEndpointSlice, anEvent, aPod } from '../support/manifests.ts';
import { admin, nodeRequest } from '../support/registry.ts';
import { until } from '../support/until.ts';

let api: Graphql;
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  api = await startGraphql();
});

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const query = `query ($name: String!, $at: String) {
  pod(namespace: "default", name: $name, at: $at) { timeline { step actor revision at latencyMs detail } }
}`;

interface Step {
  readonly step: string;
  readonly actor: string | null;
  readonly revision: string | null;
  readonly at: string | null;
  readonly latencyMs: number | null;
  readonly detail: string | null;
}

async function timeline(name = 'web', at?: string): Promise<readonly Step[]> {
  const { pod } = await api.run(query, { name, at });
  return pod.timeline;
}

async function schedule(): Promise<void> {
  const { registry, clock } = api;
  const request = { ...admin, identity: { user: 'system:kube-scheduler', groups: ['system:masters'] } };
  const warn = (_: string, error: unknown) => expect(error).toBeUndefined();
  const recorder = new EventRecorder({ registry, clock, request, warn });
  const reporter = { controller: 'default-scheduler', instance: 'a' };
  const scheduler = await startScheduler({
    registry,
    clock,
    request,
    recordEvent: (e) => recorder.record(e, reporter),
  });
  stops.push(async () => {
    await scheduler.stop();
    await recorder.stop();
  });
  await until('all pods are decided on', async () => {
    const { bound, unschedulableAttempts } = scheduler.stats();
    return bound + unschedulableAttempts > 0;
  });
  await scheduler.stop();
  await recorder.stop();
}

async function addNode(name: string, cpu: string): Promise<void> {
  await api.create(aNode({ metadata: { name }, status: { capacity: { cpu, memory: '8Gi', pods: '9' } } }));
  const source =
    'mutation ($name: String!, $patch: JSON!) { patchNode(name: $name, patch: $patch, type: MERGE) { outcome } }';
  await api.run(source, { name, patch: { spec: { taints: null } } });
}

async function report(status: object): Promise<void> {
  const ref = { kind: 'Pod', namespace: 'default', name: 'web' };
  const patch = { verb: 'patch', ref, patchType: 'merge', patch: { status }, subresource: 'status' } as const;
  await api.registry.execute(nodeRequest('n1'), [patch]);
}

const pod = () =>
  aPod({ spec: { containers: [{ name: 'main', image: 'web', resources: { requests: { cpu: '1' } } }] } });

describe('the timeline of a pod', () => {
  it('tells the eight steps in order, with who took each, under which revision and after how long', async () => {
    await addNode('n1', '4');
    await addNode('n2', '500m');
    const [created] = await api.create(pod());
    api.clock.advance(20);
    await schedule();
    api.clock.advance(1_000);
    await report({ phase: 'Pending', startTime: '2026-01-01T00:00:01Z' });
    const regarding = { kind: 'Pod', namespace: 'default', name: 'web', uid: created?.metadata.uid };
    const said = (reason: string, second: number) =>
      anEvent({
        metadata: { name: `web.${reason.toLowerCase()}` },
        ...{ regarding, reason, reportingController: 'kubelet', eventTime: `2026-01-01T00:00:0${second}.000000Z` },
      });
    await api.create(said('Started', 3), said('Pulled', 1), said('Created', 2));
    api.clock.advance(500);
    await report({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] });
    const targetRef = { kind: 'Pod', namespace: 'default', name: 'web', uid: created?.metadata.uid };
    await api.create(
      anEndpointSlice({ endpoints: [{ addresses: ['10.1.0.1'], conditions: { ready: true }, targetRef }] }),
    );

    const steps = await timeline();
    expect(steps.map(({ step, actor, latencyMs, detail }) => [step, actor, latencyMs, detail])).toEqual([
      ['SUBMITTED', 'admin', null, 'create'],
      ['STORED', 'kube-apiserver', 0, 'phase Pending'],
      ['OBSERVED', 'system:kube-scheduler', 20, 'placed at the first attempt'],
      ['FILTERED', 'system:kube-scheduler', 0, '1 of 2 nodes fit'],
      ['SCORED', 'system:kube-scheduler', 0, expect.stringMatching(/^n1 with a score of \d+$/)],
      ['BOUND', 'system:kube-scheduler', 0, 'n1'],
      ['STARTED', 'system:node:n1', 1_000, 'Pulled, Created, Started'],
      ['READY', 'system:node:n1', 500, 'endpoint of web'],
    ]);
    const revisions = steps.flatMap(({ revision }) => (revision === null ? [] : [Number(revision)]));
    expect(revisions).toHaveLength(4);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(revisions[0]).toBe(Number(created?.metadata.resourceVersion));
  });

  it('ends where the pod is, and says why it gets no further', async () => {
    await addNode('n1', '500m');
    await api.create(pod());
    await schedule();
    const steps = await timeline();
    expect(steps.map(({ step, at }) => [step, at !== null])).toEqual([
      ...[
        ['SUBMITTED', true],
        ['STORED', true],
        ['OBSERVED', false],
        ['FILTERED', true],
      ],
      ...[
        ['SCORED', false],
        ['BOUND', false],
        ['STARTED', false],
        ['READY', false],
      ],
    ]);
    expect(steps[3]?.detail).toMatch(/^0\/1 nodes are available: 1 Insufficient cpu\./);
  });

  it('is of this pod alone, and of the time that is asked for', async () => {
    await addNode('n1', '4');
    const [former] = await api.create(pod());
    await api.run('mutation { deletePod(namespace: "default", name: "web") { outcome } }');
    const [created] = await api.create(aPod({ spec: { nodeName: 'n1' } }));
    await report({ startTime: '2026-01-01T00:00:01Z' });
    const steps = await timeline();
    expect(steps[1]?.revision).toBe(created?.metadata.resourceVersion);
    expect(steps[2]).toMatchObject({ at: null, detail: 'it was created with a node' });
    expect(steps[5]).toMatchObject({ step: 'BOUND', actor: 'admin', revision: created?.metadata.resourceVersion });
    const reached = async (at: string) => (await timeline('web', at)).filter((step) => step.revision !== null);
    expect((await reached(former?.metadata.resourceVersion)).map(({ step }) => step)).toEqual(['STORED']);
    expect((await reached(created?.metadata.resourceVersion)).map(({ step }) => step)).toEqual(['STORED', 'BOUND']);
  });

  it('goes by times and conditions where history is compacted', async () => {
    await addNode('n1', '4');
    await api.create(pod());
    await schedule();
    await api.store.compact(api.cache.revision);
    const steps = await timeline();
    expect(steps.map(({ revision }) => revision)).toEqual(Array(8).fill(null));
    expect(steps[0]?.at).not.toBeNull();
    expect(steps[5]).toMatchObject({ step: 'BOUND', detail: 'n1' });
    expect(steps[5]?.at).not.toBeNull();
  });
});
