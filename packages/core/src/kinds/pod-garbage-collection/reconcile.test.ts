import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRig } from '../../../../../test/support/controllers.ts';
import { aNode, aPod } from '../../../../../test/support/manifests.ts';
import type { Node, ObjectMeta, Pod, PodStatus } from '../../resource/generated/kubernetes.ts';
import { type CollectionInput, planCollection } from './plan-collection.ts';
import { podGarbageCollectorController } from './reconcile.ts';

const deletionTimestamp = '2026-01-01T00:00:00Z';

function pod(name: string, metadata: Partial<ObjectMeta>, nodeName?: string, status: PodStatus = {}): Pod {
  return aPod({ metadata: { name, ...metadata }, spec: nodeName === undefined ? {} : { nodeName }, status });
}

const ended = (name: string, minute: number, reason?: string) =>
  pod(name, { creationTimestamp: `2026-01-01T00:0${minute}:00Z` }, 'n1', {
    phase: 'Failed',
    ...(reason && { reason }),
  });
const node = (status: string, key?: string): Node =>
  aNode({
    status: { conditions: [{ type: 'Ready', status }] },
    spec: key === undefined ? {} : { taints: [{ key, effect: 'NoExecute' }] },
  });
const outOfService = 'node.kubernetes.io/out-of-service';

describe('what is collected', () => {
  it.each<[string, Partial<CollectionInput>, string[]]>([
    ['no pod that runs', { pods: [pod('a', {}, 'n1', { phase: 'Running' })] }, []],
    ['a deleted pod that no node has', { pods: [pod('a', { deletionTimestamp })] }, ['a unscheduled']],
    ['no deleted pod whose node will end it', { pods: [pod('a', { deletionTimestamp }, 'n1')] }, []],
    [
      'a deleted pod on a node that is out of service',
      { pods: [pod('a', { deletionTimestamp }, 'n1')], nodes: new Map([['n1', node('Unknown', outOfService)]]) },
      ['a out-of-service'],
    ],
    [
      'no deleted pod on a node that is called out of service and is up',
      { pods: [pod('a', { deletionTimestamp }, 'n1')], nodes: new Map([['n1', node('True', outOfService)]]) },
      [],
    ],
    [
      'pods of nodes that are gone',
      { pods: [pod('a', {}, 'n1'), pod('b', {}, 'n2')], goneNodes: new Set(['n2']) },
      ['b orphaned'],
    ],
    [
      'ended pods above the threshold, the oldest first',
      { pods: [ended('a', 3), ended('b', 1), ended('c', 2)], terminatedThreshold: 1 },
      ['b terminated', 'c terminated'],
    ],
    [
      'evicted pods before any other',
      { pods: [ended('a', 3, 'Evicted'), ended('b', 1), ended('c', 2)], terminatedThreshold: 2 },
      ['a terminated'],
    ],
    ['no ended pods without a threshold', { pods: [ended('a', 1)], terminatedThreshold: 0 }, []],
  ])('%s', (_, input, expected) => {
    const whole = { pods: [], nodes: new Map(), goneNodes: new Set<string>(), terminatedThreshold: 12_500, ...input };
    expect(planCollection(whole).map(({ pod: { metadata }, why }) => `${metadata.name} ${why}`)).toEqual(expected);
  });
});

describe('the controller', () => {
  let rig: Awaited<ReturnType<typeof startRig>>;

  beforeEach(async () => {
    rig = await startRig();
  });

  afterEach(() => rig.stop());

  it('gives a node forty seconds to come back, then ends its pods and says why', async () => {
    await rig.create(aNode(), pod('a', {}, 'n1'), pod('b', { finalizers: ['example.com/look'] }, 'n1'));
    await rig.start(podGarbageCollectorController());
    await rig.execute({ verb: 'delete', ref: { kind: 'Node', name: 'n1' } });
    await rig.advance(59);
    expect(rig.names('Pod')).toEqual(['a', 'b']);
    await rig.advance(22);
    expect(rig.names('Pod')).toEqual(['b']);
    expect(rig.get('Pod', 'b', 'default')?.status).toMatchObject({
      phase: 'Failed',
      conditions: [
        {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'DeletionByPodGC',
          message: 'PodGC: node no longer exists',
        },
      ],
    });
  });

  it('forgets that a node was away', async () => {
    await rig.create(pod('a', {}, 'n1'));
    await rig.start(podGarbageCollectorController());
    await rig.advance(30);
    await rig.create(aNode());
    await rig.advance(20);
    await rig.execute({ verb: 'delete', ref: { kind: 'Node', name: 'n1' } });
    await rig.advance(40);
    expect(rig.names('Pod')).toEqual(['a']);
    await rig.advance(21);
    expect(rig.names('Pod')).toEqual([]);
  });

  it('keeps as many ended pods as it is told', async () => {
    await rig.create(aNode(), ...['a', 'b', 'c'].map((name) => pod(name, {}, 'n1')));
    for (const name of ['a', 'b', 'c']) {
      const ref = { kind: 'Pod', namespace: 'default', name };
      const patch = { status: { phase: 'Succeeded' } };
      await rig.execute({ verb: 'patch', ref, patchType: 'merge', patch, subresource: 'status' });
    }
    await rig.start(podGarbageCollectorController({ terminatedThreshold: 2 }));
    expect(rig.names('Pod')).toEqual(['b', 'c']);
  });
});
