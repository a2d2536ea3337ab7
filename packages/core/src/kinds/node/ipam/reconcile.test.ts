import { afterEach, beforeEach, expect, it } from 'vitest';
import { startRig } from '../../../../../../test/support/controllers.ts';
import { aNode } from '../../../../../../test/support/manifests.ts';
import { nodeIpamController } from './reconcile.ts';

let rig: Awaited<ReturnType<typeof startRig>>;

beforeEach(async () => {
  rig = await startRig();
});

afterEach(() => rig.stop());

const named = (name: string, spec = {}) => aNode({ metadata: { name }, spec });
const cidrs = () => rig.cache.list('Node').map(({ object }) => (object.spec as { podCIDR?: string }).podCIDR);

it('gives each node a /24 of its own', async () => {
  await rig.start(nodeIpamController());
  await rig.create(...Array.from({ length: 600 }, (_, position) => named(`n${1000 + position}`)));
  await rig.settle();
  await rig.create(named('z'));
  await rig.settle();
  expect(new Set(cidrs()).size).toBe(601);
  expect(cidrs()[0]).toBe('127.128.0.0/24');
  expect(rig.get('Node', 'z')?.spec).toMatchObject({ podCIDR: '127.130.88.0/24', podCIDRs: ['127.130.88.0/24'] });
});

it('leaves alone what nodes brought along, and gives it to nobody else', async () => {
  await rig.create(named('a', { podCIDR: '127.128.0.0/23' }), named('b'));
  await rig.start(nodeIpamController());
  expect(cidrs()).toEqual(['127.128.0.0/23', '127.128.2.0/24']);
});

it('keeps nodes waiting when all is given away, says so, and serves them when a block comes back', async () => {
  await rig.create(named('a'), named('b'), named('c'));
  await rig.start(nodeIpamController({ clusterCidr: '10.0.0.0/23', nodeCidrMaskSize: 24 }));
  expect(cidrs()).toEqual(['10.0.0.0/24', '10.0.1.0/24', undefined]);
  expect(rig.events.map(({ reason, note }) => `${reason}: ${note}`)).toEqual([
    'CIDRNotAvailable: Node c status is now: CIDRNotAvailable',
  ]);
  await rig.execute({ verb: 'delete', ref: { kind: 'Node', name: 'a' } });
  await rig.settle();
  expect(cidrs()).toEqual(['10.0.1.0/24', '10.0.0.0/24']);
});

it('sees what a leader before it has given away', async () => {
  await rig.create(named('a'));
  await rig.start(nodeIpamController());
  await rig.start(nodeIpamController());
  await rig.create(named('b'));
  await rig.settle();
  expect(cidrs()).toEqual(['127.128.0.0/24', '127.128.1.0/24']);
});
