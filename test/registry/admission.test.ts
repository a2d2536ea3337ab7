// What the admission plugins make of writes, through the registry.
import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import type { Node, Pod, PodSpec } from '@portolan/core/resource/generated/kubernetes.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { aNamespace, aNode, aPod, aServiceAccount } from '../support/manifests.ts';
import { admin, nodeRequest, refusal, startRegistry } from '../support/registry.ts';

let registry: Registry;

beforeEach(async () => {
  ({ registry } = await startRegistry(kinds));
});

async function create(...manifests: object[]) {
  const operations = manifests.map((manifest) => ({ verb: 'create', manifest: { ...manifest } }) as const);
  const { results } = await registry.execute(admin, operations);
  const last = results.at(-1);
  if (!last) throw new Error('nothing was made');
  return last.object;
}

const specOf = async (spec: Partial<PodSpec>) => ((await create(aPod({ spec }))) as Pod).spec;

describe('service accounts', () => {
  it('are `default` unless a pod names another', async () => {
    const both = (name: string) => ({ serviceAccountName: name, serviceAccount: name });
    expect(await specOf({})).toMatchObject(both('default'));
    const [account, pod] = [
      aServiceAccount(),
      aPod({ metadata: { name: 'b' }, spec: { serviceAccountName: 'robot' } }),
    ];
    expect(((await create(account, pod)) as Pod).spec).toMatchObject(both('robot'));
  });

  it('must exist when a pod names them', async () => {
    expect(await refusal(specOf({ serviceAccountName: 'robot' }))).toMatchObject({
      reason: 'Forbidden',
      message:
        'pods "web" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
    });
  });

  it('need not exist yet when they are the default: a namespace and its pods can come together', async () => {
    const pod = aPod({ metadata: { name: 'a', namespace: 'new' } });
    expect(await create(aNamespace({ metadata: { name: 'new' } }), pod)).toMatchObject({ kind: 'Pod' });
  });

  it('lend pods their image pull secrets, where these bring none', async () => {
    await create({ ...aServiceAccount(), imagePullSecrets: [{ name: 'registry' }] });
    const named = { serviceAccountName: 'robot' };
    expect(await specOf(named)).toMatchObject({ imagePullSecrets: [{ name: 'registry' }] });
    const own = aPod({ metadata: { name: 'b' }, spec: { ...named, imagePullSecrets: [{ name: 'own' }] } });
    expect(((await create(own)) as Pod).spec?.imagePullSecrets).toEqual([{ name: 'own' }]);
  });

  it('are nothing for mirror pods', async () => {
    const annotations = { 'kubernetes.io/config.mirror': 'x' };
    const mirror = aPod({ metadata: { name: 'm', annotations }, spec: { nodeName: 'n1' } });
    expect(((await create(mirror)) as Pod).spec?.serviceAccountName).toBeUndefined();
    const named = aPod({ metadata: { name: 'n', annotations }, spec: { serviceAccountName: 'default' } });
    expect(await refusal(create(named))).toMatchObject({
      message: 'pods "n" is forbidden: a mirror pod may not reference service accounts',
    });
  });
});

describe('tolerations', () => {
  const key = (taint: string) => `node.kubernetes.io/${taint}`;
  const fiveMinutes = (taint: string) => {
    return { key: key(taint), operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };
  };
  const own = { key: key('not-ready'), operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };

  it.each([
    ['of five minutes are added for both', [], [fiveMinutes('not-ready'), fiveMinutes('unreachable')]],
    ['are added where one is missing', [own], [own, fiveMinutes('unreachable')]],
    ['of everything are enough', [{ operator: 'Exists' }], [{ operator: 'Exists' }]],
    [
      'of another effect are not enough',
      [{ operator: 'Exists', effect: 'NoSchedule' }],
      [{ operator: 'Exists', effect: 'NoSchedule' }, fiveMinutes('not-ready'), fiveMinutes('unreachable')],
    ],
  ])('%s', async (_, tolerations, expected) => {
    expect((await specOf({ tolerations }))?.tolerations).toEqual(expected);
  });
});

describe('priority', () => {
  it.each([
    ['is nothing special without a class', {}, 0],
    ['is that of the class', { priorityClassName: 'system-cluster-critical' }, 2_000_000_000],
    [
      'may be told if it is right',
      { priorityClassName: 'system-node-critical', priority: 2_000_001_000 },
      2_000_001_000,
    ],
  ])('%s', async (_, spec, expected) => {
    expect(await specOf(spec)).toMatchObject({ priority: expected, preemptionPolicy: 'PreemptLowerPriority' });
  });

  const computed = (what: string) =>
    `; priority admission controller computed ${what} from the given PriorityClass name`;
  it.each([
    ['a class that is unknown', { priorityClassName: 'gold' }, 'no PriorityClass with name gold was found'],
    [
      'a number of the pod itself',
      { priority: 7 },
      `the integer value of priority (7) must not be provided in pod spec${computed('0')}`,
    ],
    [
      'a policy of the pod itself',
      { preemptionPolicy: 'Never' },
      `the string value of PreemptionPolicy (Never) must not be provided in pod spec${computed('PreemptLowerPriority')}`,
    ],
  ])('refuses %s', async (_, spec, why) => {
    expect(await refusal(specOf(spec))).toMatchObject({
      reason: 'Forbidden',
      message: `pods "web" is forbidden: ${why}`,
    });
  });

  it('and tolerations stay when the pod is written without them', async () => {
    const { spec } = (await create(aPod({ spec: { priorityClassName: 'system-node-critical' } }))) as Pod;
    const { priority: _, preemptionPolicy: __, ...written } = spec ?? { containers: [] };
    const manifest = { ...aPod({ metadata: { labels: { app: 'other' } } }), spec: written };
    const { results } = await registry.execute(admin, [{ verb: 'update', manifest }]);
    expect((results[0]?.object as Pod | undefined)?.spec).toEqual(spec);
  });
});

describe('a new node', () => {
  const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  const other = { key: 'example.com/gpu', effect: 'NoSchedule' };

  it.each([
    ['takes no pods before it is known to be ready', [], [notReady]],
    ['keeps the taints it brings', [other], [other, notReady]],
    ['is not tainted twice', [notReady, other], [notReady, other]],
  ])('%s', async (_, taints, expected) => {
    expect(((await create(aNode({ spec: { taints } }))) as Node).spec?.taints).toEqual(expected);
  });

  it('can register itself, and is tainted all the same', async () => {
    const { results } = await registry.execute(nodeRequest('n1'), [{ verb: 'create', manifest: { ...aNode() } }]);
    expect((results[0]?.object as Node | undefined)?.spec?.taints).toEqual([notReady]);
  });
});
