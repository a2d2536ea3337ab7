import type { AnyObject } from '@portolan/core/resource/object.ts';
import type { Change, RevisionChanges } from '@portolan/core/store/store.ts';
import { expect, it } from 'vitest';
import { PlacementAudit } from './placement-audit.ts';

const origin = { actor: 'test', verb: 'create' };

function changeOf(kind: string, uid: string, object: object, type: Change['type'] = 'ADDED'): Change {
  const key = { kind, namespace: kind === 'Node' ? '' : 'default', name: uid };
  return { key, uid, revision: 0, object: object as AnyObject, type, position: 0 };
}

const node = (name: string) =>
  changeOf('Node', name, { metadata: { name }, status: { allocatable: { cpu: '2', memory: '1Gi', pods: '2' } } });
const owner = changeOf('ReplicaSet.apps', 'rs', { metadata: { name: 'rs' }, spec: { replicas: 2 } });

interface Given {
  readonly on?: string;
  readonly cpu?: string;
  readonly address?: string;
  readonly phase?: string;
  readonly type?: Change['type'];
}

function pod(uid: string, { on, cpu = '1', address, phase = 'Running', type }: Given = {}): Change {
  const metadata = { name: uid, ownerReferences: [{ uid: 'rs', controller: true }] };
  const containers = [{ name: 'main', resources: { requests: { cpu, memory: '64Mi' } } }];
  const spec = { containers, ...(on && { nodeName: on }) };
  return changeOf('Pod', uid, { metadata, spec, status: { phase, ...(address && { podIP: address }) } }, type);
}

function audit(...revisions: readonly (readonly Change[])[]): PlacementAudit {
  const found = new PlacementAudit();
  for (const [index, changes] of [[node('n1'), node('n2'), owner], ...revisions].entries()) {
    const set: RevisionChanges = { revision: index + 1, committedAtMs: 0, origin, changes };
    found.take(set);
  }
  return found;
}

it('has nothing to say of pods that fit, of those that go before others come, and of those that have ended', () => {
  const { violations, bound, ran } = audit(
    [pod('a', { on: 'n1', address: '1' }), pod('b', { on: 'n1', address: '2' })],
    [pod('a', { on: 'n1', address: '1', type: 'DELETED' })],
    [pod('c', { on: 'n1', address: '1' })],
    [pod('c', { on: 'n1', phase: 'Failed', type: 'MODIFIED' }), pod('d', { on: 'n1', address: '1' })],
  );
  expect({ violations, bound, ran }).toEqual({ violations: [], bound: 4, ran: 4 });
});

it.each<[string, string, readonly (readonly Change[])[]]>([
  [
    'a node with too little CPU',
    'revision 2: node n1 has 2000 milliCpu and gives 2500',
    [[pod('a', { on: 'n1', cpu: '2500m' })]],
  ],
  [
    'a node with too many pods',
    'revision 3: node n1 has 2 pods and gives 3',
    [
      [pod('a', { on: 'n1', cpu: '0' }), pod('b', { on: 'n1', cpu: '0' })],
      [
        {
          ...pod('c', { on: 'n1', cpu: '0' }),
          object: { ...pod('c', { on: 'n1', cpu: '0' }).object, metadata: { name: 'c' } },
        },
      ],
    ],
  ],
  [
    'a pod that moves',
    'revision 3: default/a moved from n1 to n2',
    [[pod('a', { on: 'n1' })], [pod('a', { on: 'n2', type: 'MODIFIED' })]],
  ],
  [
    'a pod on a node that is not there',
    'revision 2: pods are bound to n3, which does not exist',
    [[pod('a', { on: 'n3' })]],
  ],
  ['an owner with a pod too many', 'revision 2: 3 pods of an owner of 2 (rs)', [[pod('a'), pod('b'), pod('c')]]],
  [
    'two pods at one address',
    'revision 2: default/b has the address 1 of another pod',
    [[pod('a', { on: 'n1', address: '1' }), pod('b', { on: 'n2', address: '1' })]],
  ],
])('finds %s', (_, violation, revisions) => {
  expect(audit(...revisions).violations).toEqual([violation]);
});
