import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRig } from '../../../../../../test/support/controllers.ts';
import { aNode, aPod } from '../../../../../../test/support/manifests.ts';
import { nodeLifecycleController } from './reconcile.ts';

type Rig = Awaited<ReturnType<typeof startRig>>;
let rig: Rig;
const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
const unreachable = { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' };
const evicting = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' };

beforeEach(async () => {
  rig = await startRig();
});

afterEach(() => rig.stop());

function ready(name: string, changes: { labels?: Record<string, string>; status?: string } = {}) {
  return aNode({
    metadata: { name, labels: changes.labels ?? {} },
    status: { conditions: [{ type: 'Ready', status: changes.status ?? 'True', reason: 'KubeletReady' }] },
  });
}

function lease(name: string) {
  const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: '2026-01-01T00:00:00.000000Z' };
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease' },
    spec,
  };
}

let beats = 0;
async function beat(...names: string[]) {
  const renewTime = new Date(Date.UTC(2026, 5, 1) + ++beats * 1000).toISOString().replace('.000Z', '.000000Z');
  const known = names.map((name) => {
    const key = { kind: 'Lease.coordination.k8s.io', namespace: 'kube-node-lease', name };
    return { key, uid: rig.cache.get(key)?.uid ?? '', renewTime };
  });
  await rig.store.renew(known);
}

/** Lets the time pass while these nodes keep renewing their leases. */
async function live(seconds: number, ...alive: string[]) {
  for (let passed = 0; passed < seconds; passed += 5) {
    if (alive.length > 0) await beat(...alive);
    await rig.advance(5, 5);
  }
}

const taintsOf = (name: string) =>
  ((rig.get('Node', name)?.spec as { taints?: { key: string; effect: string }[] })?.taints ?? []).map(
    ({ key, effect }) => ({ key, effect }),
  );
const conditionsOf = (name: string) =>
  Object.fromEntries(
    ((rig.get('Node', name)?.status as { conditions?: { type: string; status: string }[] })?.conditions ?? []).map(
      (each) => [each.type, each],
    ),
  );
const reasons = () => rig.events.map(({ reason, note }) => `${reason}: ${note}`);

async function cluster(...names: string[]) {
  await rig.create(...names.map((name) => ready(name)), ...names.map(lease));
  await rig.start(nodeLifecycleController());
}

describe('a node', () => {
  it('stays ready while its lease is renewed, though it reports nothing else', async () => {
    await cluster('n1', 'n2');
    const before = rig.get('Node', 'n1')?.metadata.resourceVersion;
    await live(300, 'n1', 'n2');
    expect(conditionsOf('n1').Ready?.status).toBe('True');
    expect(rig.get('Node', 'n1')?.metadata.resourceVersion).toBe(before);
  });

  it('becomes Unknown after 50 s of silence, keeps new pods away at once, and makes pods leave', async () => {
    await cluster('n1', 'n2');
    await live(50, 'n2');
    expect(conditionsOf('n1').Ready?.status).toBe('True');
    await live(10, 'n2');
    expect(conditionsOf('n1')).toMatchObject({
      Ready: { status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' },
      MemoryPressure: { status: 'Unknown', reason: 'NodeStatusNeverUpdated' },
      DiskPressure: { status: 'Unknown', message: 'Kubelet never posted node status.' },
      PIDPressure: { status: 'Unknown' },
    });
    expect(conditionsOf('n1').NetworkUnavailable).toBeUndefined();
    expect(taintsOf('n1')).toEqual([unreachable, evicting]);
    expect(taintsOf('n2')).toEqual([]);
    expect(reasons()).toContain('NodeNotReady: Node n1 status is now: NodeNotReady');
  });

  it('takes with it the readiness of its pods, in the change set that calls it Unknown', async () => {
    await cluster('n1', 'n2');
    await rig.create(aPod({ metadata: { name: 'a' }, spec: { nodeName: 'n1' } }));
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
    const ref = { kind: 'Pod', namespace: 'default', name: 'a' };
    await rig.execute({ verb: 'patch', ref, patchType: 'merge', patch: { status }, subresource: 'status' });
    const since = rig.cache.revision;
    await live(60, 'n2');
    expect(rig.get('Pod', 'a', 'default')?.status).toMatchObject({
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'False' }],
    });
    const marking = rig.cache.changesSince(since)?.find(({ changes }) => changes.some(({ key }) => key.kind === 'Pod'));
    expect(marking?.changes.map(({ key }) => `${key.kind} ${key.name}`)).toEqual(['Pod a', 'Node n1']);
    expect(reasons()).toContain('NodeNotReady: Node is not ready');
  });

  it('is free of taints as soon as it is back', async () => {
    await cluster('n1', 'n2');
    await live(60, 'n2');
    expect(taintsOf('n1')).toEqual([unreachable, evicting]);
    const conditions = [{ type: 'Ready', status: 'True', lastHeartbeatTime: '2026-01-01T00:02:00Z' }];
    const ref = { kind: 'Node', name: 'n1' };
    await rig.execute({
      verb: 'patch',
      ref,
      patchType: 'merge',
      patch: { status: { conditions } },
      subresource: 'status',
    });
    await rig.settle();
    expect(taintsOf('n1')).toEqual([]);
    await live(100, 'n1', 'n2');
    expect(conditionsOf('n1').Ready?.status).toBe('True');
  });

  it('that never said whether it is ready gets a minute', async () => {
    const silent = aNode({ metadata: { name: 'n1' }, status: { capacity: { cpu: '1' } } });
    await rig.create(silent, ready('n2'), lease('n2'));
    await rig.start(nodeLifecycleController());
    await live(60, 'n2');
    expect(conditionsOf('n1').Ready).toBeUndefined();
    await live(10, 'n2');
    expect(conditionsOf('n1').Ready).toMatchObject({ status: 'Unknown', reason: 'NodeStatusNeverUpdated' });
  });

  it('gets its whole patience again from a new leader', async () => {
    await cluster('n1', 'n2');
    await live(45, 'n2');
    await rig.start(nodeLifecycleController());
    await live(50, 'n2');
    expect(conditionsOf('n1').Ready?.status).toBe('True');
    await live(10, 'n2');
    expect(conditionsOf('n1').Ready?.status).toBe('Unknown');
  });

  it('is patient for as long as it is told', async () => {
    await rig.create(ready('n1'), ready('n2'), lease('n2'));
    await rig.start(nodeLifecycleController({ monitorPeriodMs: 1_000, gracePeriodMs: 40_000 }));
    for (let passed = 0; passed < 40; passed += 5) {
      await beat('n2');
      await rig.advance(5);
    }
    expect(conditionsOf('n1').Ready?.status).toBe('True');
    await rig.advance(2);
    expect(conditionsOf('n1').Ready?.status).toBe('Unknown');
  });

  it('is announced when it comes and when it goes', async () => {
    await cluster('n1');
    await rig.execute({ verb: 'delete', ref: { kind: 'Node', name: 'n1' } });
    await rig.settle();
    expect(reasons()).toEqual([
      'RegisteredNode: Node n1 event: Registered Node n1 in Controller',
      'RemovingNode: Node n1 event: Removing Node n1 from Controller',
    ]);
  });
});

describe('conditions', () => {
  it.each([
    ['Ready', 'False', notReady.key],
    ['MemoryPressure', 'True', 'node.kubernetes.io/memory-pressure'],
    ['DiskPressure', 'True', 'node.kubernetes.io/disk-pressure'],
    ['PIDPressure', 'True', 'node.kubernetes.io/pid-pressure'],
    ['NetworkUnavailable', 'True', 'node.kubernetes.io/network-unavailable'],
  ])('%s %s keeps new pods away by a taint until it passes', async (type, status, key) => {
    await cluster('n1', 'n2');
    const report = (conditions: object[]) =>
      rig.execute({
        verb: 'patch',
        ref: { kind: 'Node', name: 'n1' },
        patchType: 'strategic',
        patch: { status: { conditions } },
        subresource: 'status',
      });
    await report([{ type, status }]);
    await rig.settle();
    expect(taintsOf('n1')).toContainEqual({ key, effect: 'NoSchedule' });
    await report([{ type, status: type === 'Ready' ? 'True' : 'False' }]);
    await rig.settle();
    expect(taintsOf('n1')).toEqual([]);
  });

  it('leave the taints of others alone, and a cordon is one of ours', async () => {
    await cluster('n1', 'n2');
    const taints = [{ key: 'example.com/gpu', effect: 'NoSchedule' }];
    const spec = { unschedulable: true, taints };
    await rig.execute({ verb: 'patch', ref: { kind: 'Node', name: 'n1' }, patchType: 'merge', patch: { spec } });
    await rig.settle();
    expect(taintsOf('n1')).toEqual([...taints, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }]);
  });
});

describe('when many nodes fall silent', () => {
  const names = (count: number) => Array.from({ length: count }, (_, position) => `n${position}`);
  const leaving = () => rig.names('Node').filter((name) => taintsOf(name).some(({ effect }) => effect === 'NoExecute'));
  const silent = () => rig.names('Node').filter((name) => conditionsOf(name).Ready?.status === 'Unknown');

  it('pods leave one node in ten seconds', async () => {
    await cluster(...names(20));
    await live(60, ...names(20).slice(5));
    expect(silent()).toHaveLength(5);
    expect(leaving()).toHaveLength(1);
    await live(10, ...names(20).slice(5));
    expect(leaving()).toHaveLength(2);
    await live(40, ...names(20).slice(5));
    expect(leaving()).toHaveLength(5);
  });

  it('no pod leaves a small zone of which 55 % are down', async () => {
    await cluster(...names(20));
    await live(120, ...names(20).slice(11));
    expect(silent()).toHaveLength(11);
    expect(leaving()).toEqual([]);
  });

  it('pods leave a large zone of which 55 % are down at a tenth of the pace', async () => {
    await cluster(...names(60));
    await live(60, ...names(60).slice(40));
    expect(silent()).toHaveLength(40);
    expect(leaving()).toHaveLength(1);
    await live(90, ...names(60).slice(40));
    expect(leaving()).toHaveLength(1);
    await live(20, ...names(60).slice(40));
    expect(leaving()).toHaveLength(2);
  });

  it('no pod leaves when all nodes are silent, and those that are down do when one is back', async () => {
    await cluster(...names(3));
    await live(200);
    expect(silent()).toHaveLength(3);
    expect(leaving()).toEqual([]);
    expect(taintsOf('n0')).toEqual([unreachable]);
    const conditions = [{ type: 'Ready', status: 'True', lastHeartbeatTime: '2026-01-01T01:00:00Z' }];
    const ref = { kind: 'Node', name: 'n0' };
    await rig.execute({
      verb: 'patch',
      ref,
      patchType: 'merge',
      patch: { status: { conditions } },
      subresource: 'status',
    });
    await live(10, 'n0');
    expect(leaving().length).toBeGreaterThan(0);
    expect(taintsOf('n0')).toEqual([]);
  });

  it('those leaving already are let stay when the rest falls silent too', async () => {
    await cluster(...names(3));
    await live(60, 'n1', 'n2');
    expect(leaving()).toEqual(['n0']);
    await live(70);
    expect(silent()).toHaveLength(3);
    expect(leaving()).toEqual([]);
  });

  it('pods leave a zone that is down while others are up', async () => {
    const zone = (name: string) => ({ 'topology.kubernetes.io/zone': name });
    const nodes = names(6).map((name, position) => ready(name, { labels: zone(position < 3 ? 'a' : 'b') }));
    await rig.create(...nodes, ...names(6).map(lease));
    await rig.start(nodeLifecycleController());
    await live(60, ...names(6).slice(3));
    expect(leaving()).toHaveLength(1);
    await live(20, ...names(6).slice(3));
    expect(leaving()).toHaveLength(3);
  });
});
