import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRig } from '../../../../../../test/support/controllers.ts';
import { aNode, aPod } from '../../../../../../test/support/manifests.ts';
import type { Taint, Toleration } from '../../../resource/generated/kubernetes.ts';
import { toleratedMs } from './plan-eviction.ts';
import { taintEvictionController } from './reconcile.ts';

type Rig = Awaited<ReturnType<typeof startRig>>;
let rig: Rig;
const key = 'node.kubernetes.io/unreachable';
const gone: Taint = { key, effect: 'NoExecute' };

function tolerating(seconds?: number): Toleration {
  return { key, operator: 'Exists', effect: 'NoExecute', ...(seconds !== undefined && { tolerationSeconds: seconds }) };
}

describe('how long a pod stays', () => {
  const disk: Taint = { key: 'disk', value: 'slow', effect: 'NoExecute' };
  it.each<[string, Toleration[], Taint[], number]>([
    ['not at all, where it tolerates nothing', [], [gone], 0],
    ['for ever, where nothing is wrong', [], [], Number.POSITIVE_INFINITY],
    ['for ever, when it sets no limit', [tolerating()], [gone], Number.POSITIVE_INFINITY],
    ['until its limit', [tolerating(300)], [gone], 300_000],
    ['not at all, when its limit is below nothing', [tolerating(-1)], [gone], 0],
    [
      'until the shortest of its limits',
      [tolerating(300), { operator: 'Exists', tolerationSeconds: 20 }],
      [gone],
      20_000,
    ],
    ['not at all, when one of the taints is too much', [tolerating()], [gone, disk], 0],
    ['as long as the value is right', [{ key: 'disk', value: 'slow' }], [disk], Number.POSITIVE_INFINITY],
    ['not at all, when the value is another', [{ key: 'disk', operator: 'Equal', value: 'fast' }], [disk], 0],
  ])('%s', (_, tolerations, taints, expected) => {
    expect(toleratedMs(aPod({ spec: { tolerations } }), taints)).toBe(expected);
  });
});

describe('the controller', () => {
  beforeEach(async () => {
    rig = await startRig(taintEvictionController());
    await rig.create(aNode({ metadata: { name: 'n1' } }));
    await rig.start();
  });

  afterEach(() => rig.stop());

  const setTaints = async (taints: Taint[]) => {
    await rig.execute({
      verb: 'patch',
      ref: { kind: 'Node', name: 'n1' },
      patchType: 'merge',
      patch: { spec: { taints } },
    });
    await rig.settle();
  };
  const run = (name: string, tolerations: Toleration[]) =>
    rig.create(aPod({ metadata: { name }, spec: { nodeName: 'n1', tolerations } }));
  const isLeaving = (name: string) => rig.get('Pod', name, 'default')?.metadata.deletionTimestamp !== undefined;
  const notes = () => rig.events.map(({ reason, note }) => `${reason}: ${note}`);

  it('ends pods that tolerate the taint not at all, says why, and gives them their grace period', async () => {
    await run('a', [{ key: 'other', operator: 'Exists' }]);
    await setTaints([{ key: 'example.com/maintenance', effect: 'NoExecute' }]);
    const pod = rig.get('Pod', 'a', 'default');
    expect(pod?.metadata.deletionGracePeriodSeconds).toBe(30);
    expect(pod?.status).toMatchObject({
      conditions: [
        {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'DeletionByTaintManager',
          message: 'Taint manager: deleting due to NoExecute taint',
        },
      ],
    });
    expect(notes()).toEqual(['TaintManagerEviction: Marking for deletion Pod default/a']);
  });

  it('ends pods once their toleration has run out, and not before', async () => {
    await run('a', [tolerating(300)]);
    await run('b', [tolerating()]);
    await setTaints([gone]);
    await rig.advance(299, 13);
    expect(isLeaving('a')).toBe(false);
    await rig.advance(2);
    expect([isLeaving('a'), isLeaving('b')]).toEqual([true, false]);
  });

  it('lets pods stay when the taint goes in time', async () => {
    await run('a', [tolerating(300)]);
    await setTaints([gone]);
    await rig.advance(200, 50);
    await setTaints([]);
    await rig.advance(200, 50);
    expect(isLeaving('a')).toBe(false);
    expect(notes()).toEqual(['TaintManagerEviction: Cancelling deletion of Pod default/a']);
    await setTaints([gone]);
    await rig.advance(290, 10);
    expect(isLeaving('a')).toBe(false);
  });

  it('does not shorten or lengthen the wait when the taint changes its reason', async () => {
    await run('a', [tolerating(300), { ...tolerating(300), key: 'node.kubernetes.io/not-ready' }]);
    await setTaints([gone]);
    await rig.advance(200, 50);
    await setTaints([{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }]);
    await rig.advance(99, 9);
    expect(isLeaving('a')).toBe(false);
    await rig.advance(2);
    expect(isLeaving('a')).toBe(true);
  });

  it('ends a pod that comes to a tainted node', async () => {
    await setTaints([gone]);
    await run('a', [{ key: 'other', operator: 'Exists' }]);
    await rig.create(aPod({ metadata: { name: 'b' }, spec: { nodeName: 'n1', tolerations: [tolerating(0)] } }));
    await rig.settle();
    expect([isLeaving('b')]).toEqual([true]);
  });

  it('begins the wait anew after a change of leaders: while nobody looked, nobody could come back', async () => {
    await run('a', [tolerating(300)]);
    await setTaints([gone]);
    await rig.advance(299, 13);
    await rig.start(taintEvictionController());
    await rig.advance(290, 10);
    expect(isLeaving('a')).toBe(false);
    await rig.advance(20);
    expect(isLeaving('a')).toBe(true);
  });
});
