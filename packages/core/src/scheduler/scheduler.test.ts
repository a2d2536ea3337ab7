import { afterEach, describe, expect, it } from 'vitest';
import { aNode, aPod, type Changes } from '../../../../test/support/manifests.ts';
import { admin, startRegistry } from '../../../../test/support/registry.ts';
import { until } from '../../../../test/support/until.ts';
import { kinds } from '../kinds/kinds.ts';
import type { Operation } from '../registry/operation.ts';
import { mastersGroup, type Request } from '../registry/request.ts';
import type { Node, Pod } from '../resource/generated/kubernetes.ts';
import type { ApiObject } from '../resource/object.ts';
import type { EventDraft } from '../runtime/controller.ts';
import { podOf } from './cluster-feed.ts';
import { type RunningScheduler, startScheduler } from './scheduler.ts';

const request: Request = {
  identity: { user: 'system:kube-scheduler', groups: [mastersGroup] },
  fieldManager: 'kube-scheduler',
};

const running: RunningScheduler[] = [];
afterEach(async () => {
  for (const scheduler of running.splice(0)) await scheduler.stop();
});

const create = (object: ApiObject): Operation => ({ verb: 'create', manifest: { ...object } });

function node(name: string, changes: Changes<Node> = {}) {
  const metadata = { name, labels: { 'kubernetes.io/hostname': name }, ...changes.metadata };
  return aNode({ ...changes, metadata });
}

function pod(name: string, cpu = '1', changes: Changes<Pod> = {}) {
  const containers = [{ name: 'main', image: 'web', resources: { requests: { cpu, memory: '256Mi' } } }];
  return aPod({ ...changes, metadata: { name, ...changes.metadata }, spec: { containers, ...changes.spec } });
}

async function rig() {
  const parts = await startRegistry(kinds);
  const { registry, cache, clock } = parts;
  const events: EventDraft[] = [];
  const write = (...operations: Operation[]) => registry.execute(admin, operations);
  /** New nodes are taken for not ready. */
  const addNodes = async (...nodes: Node[]) => {
    await write(...nodes.map(create));
    const untaint = ({ metadata: { name } }: Node): Operation => {
      return { verb: 'patch', ref: { kind: 'Node', name }, patchType: 'merge', patch: { spec: { taints: null } } };
    };
    await write(...nodes.map(untaint));
  };
  const pods = () => cache.list('Pod').map(podOf);
  const nodeOf = (name: string) => pods().find(({ metadata }) => metadata.name === name)?.spec?.nodeName;
  const conditionOf = (name: string) =>
    pods()
      .find(({ metadata }) => metadata.name === name)
      ?.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return {
    ...{ registry, cache, clock, events, write, addNodes, pods, nodeOf, conditionOf },
    async schedule() {
      const recordEvent = (event: EventDraft) => void events.push(event);
      const scheduler = await startScheduler({ registry, clock, request, recordEvent });
      running.push(scheduler);
      return scheduler;
    },
  };
}

describe('the scheduler', () => {
  it('binds waiting pods, says so in their condition and in an event', async () => {
    const { write, addNodes, schedule, nodeOf, conditionOf, events } = await rig();
    await addNodes(node('n1'));
    await write(create(pod('web')));
    await schedule();
    await until('the pod is bound', () => nodeOf('web') === 'n1');
    expect(conditionOf('web')).toMatchObject({ status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' });
    await until('it is said', () => events.length === 1);
    expect(events[0]).toMatchObject({
      type: 'Normal',
      reason: 'Scheduled',
      note: 'Successfully assigned default/web to n1',
    });
  });

  it('never gives away more than a node has, in a burst of pods', async () => {
    const { write, addNodes, schedule, pods, conditionOf } = await rig();
    const scheduler = await schedule();
    await addNodes(node('n1'), node('n2'));
    await write(...Array.from({ length: 100 }, (_, at) => create(pod(`web-${at}`))));
    await until('all were looked at', () => scheduler.stats().queue.unschedulable === 92);
    const bound = pods().filter(({ spec }) => spec?.nodeName);
    expect(bound.map(({ spec }) => spec?.nodeName).sort()).toEqual([...Array(4).fill('n1'), ...Array(4).fill('n2')]);
    const left = pods().find(({ spec }) => !spec?.nodeName)?.metadata.name ?? '';
    await until('it says why', () => conditionOf(left));
    expect(conditionOf(left)).toMatchObject({
      status: 'False',
      reason: 'Unschedulable',
      message: '0/2 nodes are available: 2 Insufficient cpu.',
    });
  });

  it('tries a pod again at once when something happens that helps it', async () => {
    const { write, addNodes, schedule, nodeOf } = await rig();
    const scheduler = await schedule();
    await addNodes(node('n1'));
    await write(create(pod('web', '1', { spec: { nodeSelector: { disk: 'ssd' } } })));
    await until('it fits nowhere', () => scheduler.stats().queue.unschedulable === 1);
    const patch = { metadata: { labels: { disk: 'ssd' } } };
    await write({ verb: 'patch', ref: { kind: 'Node', name: 'n1' }, patchType: 'merge', patch });
    await until('it is bound', () => nodeOf('web') === 'n1');
  });

  it('says what a pod waits for at its first attempt, not at each early one', async () => {
    const { write, addNodes, schedule, conditionOf, clock } = await rig();
    const scheduler = await schedule();
    await addNodes(node('n1'));
    await write(create(pod('web', '1', { spec: { nodeSelector: { disk: 'ssd' } } })));
    const message = () => conditionOf('web')?.message;
    await until('it fits nowhere', () => message()?.startsWith('0/1 nodes') === true);
    await addNodes(node('n2'), node('n3'));
    expect(scheduler.stats()).toMatchObject({ unschedulableAttempts: 1, queue: { backoff: 1 } });
    expect(message()).toMatch(/^0\/1 nodes/);
    clock.advance(1_000);
    await until('it is tried again', () => message()?.startsWith('0/3 nodes') === true);
  });

  it('leaves alone pods of other schedulers, with gates, or being deleted', async () => {
    const { write, addNodes, schedule, pods } = await rig();
    await addNodes(node('n1'));
    await write(
      create(pod('other', '1', { spec: { schedulerName: 'mine' } })),
      create(pod('gated', '1', { spec: { schedulingGates: [{ name: 'example.com/wait' }] } })),
    );
    const scheduler = await schedule();
    await write(create(pod('ours')));
    await until('ours is bound', () => scheduler.stats().bound === 1);
    expect(pods().flatMap(({ metadata, spec }) => (spec?.nodeName ? metadata.name : []))).toEqual(['ours']);
    const patch = { spec: { schedulingGates: null } };
    await write({
      verb: 'patch',
      ref: { kind: 'Pod', namespace: 'default', name: 'gated' },
      patchType: 'merge',
      patch,
    });
    await until('the gate is open', () => scheduler.stats().bound === 2);
  });

  it('prefers pods of higher priority, then those that came first', async () => {
    const { write, addNodes, schedule, nodeOf } = await rig();
    await write(create(pod('first', '3')));
    await write(create(pod('second', '3')));
    await write(create(pod('urgent', '3', { spec: { priorityClassName: 'system-cluster-critical' } })));
    await addNodes(node('n1'), node('n2'));
    const scheduler = await schedule();
    await until('all were looked at', () => scheduler.stats().queue.unschedulable === 1);
    await until('two are bound', () => scheduler.stats().bound === 2);
    expect([nodeOf('first'), nodeOf('second'), nodeOf('urgent')].map(Boolean)).toEqual([true, false, true]);
  });
});
