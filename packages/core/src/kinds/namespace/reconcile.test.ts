import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRig } from '../../../../../test/support/controllers.ts';
import { aConfigMap, aDeployment, aNode, aPod, aSecret, aService } from '../../../../../test/support/manifests.ts';
import { refusal } from '../../../../../test/support/registry.ts';
import type { Namespace } from '../../resource/generated/kubernetes.ts';
import { kinds } from '../kinds.ts';
import { serviceAccountController } from '../service-account/reconcile.ts';
import { namespaceController } from './reconcile.ts';

let rig: Awaited<ReturnType<typeof startRig>>;
const ref = { kind: 'Namespace', name: 'shop' };
const shop = () => rig.get('Namespace', 'shop') as Namespace | undefined;
const inShop = { namespace: 'shop' };
const conditions = () =>
  Object.fromEntries((shop()?.status?.conditions ?? []).map((each) => [each.type, each] as const));

beforeEach(async () => {
  rig = await startRig(namespaceController(kinds));
});

afterEach(() => rig.stop());

async function remove(kind: string, name: string) {
  await rig.execute({ verb: 'delete', ref: { kind, namespace: 'shop', name }, gracePeriodSeconds: 0 });
  await rig.settle();
}

describe('a namespace that is deleted', () => {
  it('goes at once when nothing is in it', async () => {
    await rig.start();
    await rig.execute({ verb: 'delete', ref });
    await rig.settle();
    expect(shop()).toBeUndefined();
  });

  it('ends its pods first, then all else, and goes last', async () => {
    await rig.create(
      aNode(),
      aPod({ metadata: { name: 'a', ...inShop }, spec: { nodeName: 'n1' } }),
      aPod({ metadata: { name: 'b', ...inShop } }),
      aConfigMap({ metadata: { name: 'c', ...inShop } }),
      aSecret({ metadata: { name: 's', ...inShop } }),
      aService({ metadata: { name: 'w', ...inShop } }),
      aDeployment({ metadata: { name: 'd', ...inShop } }),
      aConfigMap({ metadata: { name: 'elsewhere' } }),
    );
    await rig.start();
    const since = rig.cache.revision;
    await rig.execute({ verb: 'delete', ref });
    await rig.settle();
    expect(shop()?.status?.phase).toBe('Terminating');
    expect(rig.names('Pod', 'shop')).toEqual(['a']);
    expect(rig.names('ConfigMap', 'shop')).toEqual(['c']);
    expect(conditions().NamespaceContentRemaining).toMatchObject({
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: expect.stringMatching(/^Some resources are remaining: pods\. has [12] resource instances$/),
    });
    await remove('Pod', 'a');
    expect(shop()).toBeUndefined();
    expect(rig.names('ConfigMap')).toEqual(['elsewhere']);
    const gone = rig.cache
      .changesSince(since)
      ?.flatMap(({ changes }) => changes.flatMap(({ type, key }) => (type === 'DELETED' ? key.kind : [])));
    expect(gone?.slice(0, 2)).toEqual(['Pod', 'Pod']);
    expect(gone?.at(-1)).toBe('Namespace');
    expect(gone).toEqual(expect.arrayContaining(['ConfigMap', 'Secret', 'Service', 'Deployment.apps']));
  });

  it('takes nothing new', async () => {
    await rig.create(aConfigMap({ metadata: { name: 'c', ...inShop, finalizers: ['example.com/keep'] } }));
    await rig.start();
    await rig.execute({ verb: 'delete', ref });
    expect(await refusal(rig.create(aConfigMap({ metadata: { name: 'late', ...inShop } })))).toMatchObject({
      reason: 'Forbidden',
      message: expect.stringContaining('because it is being terminated'),
    });
  });

  it('says what it waits for', async () => {
    const finalizers = ['example.com/keep'];
    await rig.create(
      aConfigMap({ metadata: { name: 'c', ...inShop, finalizers } }),
      aDeployment({ metadata: { name: 'd', ...inShop, finalizers } }),
      aSecret({ metadata: { name: 's', ...inShop } }),
    );
    await rig.start();
    await rig.execute({ verb: 'delete', ref });
    await rig.settle();
    const texts = Object.values(conditions()).map(({ type, status, reason, message }) => [
      type,
      status,
      reason,
      message,
    ]);
    expect(texts).toEqual([
      ['NamespaceDeletionDiscoveryFailure', 'False', 'ResourcesDiscovered', 'All resources successfully discovered'],
      [
        'NamespaceDeletionGroupVersionParsingFailure',
        'False',
        'ParsedGroupVersions',
        'All legacy kube types successfully parsed',
      ],
      [
        'NamespaceDeletionContentFailure',
        'False',
        'ContentDeleted',
        'All content successfully deleted, may be waiting on finalization',
      ],
      [
        'NamespaceContentRemaining',
        'True',
        'SomeResourcesRemain',
        'Some resources are remaining: configmaps. has 1 resource instances, deployments.apps has 1 resource instances',
      ],
      [
        'NamespaceFinalizersRemaining',
        'True',
        'SomeFinalizersRemain',
        'Some content in the namespace has finalizers remaining: example.com/keep in 2 resource instances',
      ],
    ]);
    const clear = { metadata: { finalizers: null } };
    for (const [kind, name] of [
      ['ConfigMap', 'c'],
      ['Deployment.apps', 'd'],
    ] as const) {
      await rig.execute({ verb: 'patch', ref: { kind, namespace: 'shop', name }, patchType: 'merge', patch: clear });
    }
    await rig.settle();
    expect(shop()).toBeUndefined();
  });

  it('with thousands of objects goes in few change sets', async () => {
    const settings = Array.from({ length: 2_000 }, (_, at) => aConfigMap({ metadata: { name: `c${at}`, ...inShop } }));
    await rig.create(...settings);
    await rig.start();
    const before = rig.cache.revision;
    await rig.execute({ verb: 'delete', ref });
    await rig.settle();
    expect(shop()).toBeUndefined();
    expect(rig.cache.revision - before).toBeLessThan(10);
  });

  it('held by another finalizer says that its content is gone, and keeps nobody busy', async () => {
    await rig.execute({
      verb: 'patch',
      ref,
      patchType: 'merge',
      patch: { metadata: { finalizers: ['example.com/archive'] } },
    });
    await rig.start();
    await rig.execute({ verb: 'delete', ref });
    await rig.settle();
    expect(shop()?.spec?.finalizers ?? []).toEqual([]);
    expect(conditions().NamespaceContentRemaining).toMatchObject({
      status: 'False',
      reason: 'ContentRemoved',
      message: 'All content successfully removed',
    });
    const at = rig.cache.revision;
    await rig.advance(60, 10);
    expect(rig.cache.revision).toBe(at);
  });

  it('is taken up by the next leader', async () => {
    await rig.create(aConfigMap({ metadata: { name: 'c', ...inShop } }));
    await rig.execute({ verb: 'delete', ref });
    await rig.start();
    expect(shop()).toBeUndefined();
  });
});

describe('finalize', () => {
  it('is the only write that changes spec.finalizers, and changes nothing else', async () => {
    const patch = { metadata: { labels: { tier: 'x' } }, spec: { finalizers: ['example.com/a', 'kubernetes'] } };
    await rig.execute({ verb: 'patch', ref, patchType: 'merge', patch });
    expect(shop()?.spec?.finalizers).toEqual(['kubernetes']);
    const labels = { tier: 'y' };
    const change = { metadata: { labels }, spec: { finalizers: ['example.com/a', 'kubernetes'] } };
    await rig.execute({ verb: 'patch', ref, patchType: 'merge', patch: change, subresource: 'finalize' });
    expect(shop()?.spec?.finalizers).toEqual(['example.com/a', 'kubernetes']);
    expect(shop()?.metadata.labels?.tier).toBe('x');
  });

  it('is unknown to other kinds', async () => {
    await rig.create(aConfigMap());
    const target = { kind: 'ConfigMap', namespace: 'default', name: 'settings' };
    const attempt = rig.execute({ verb: 'patch', ref: target, patchType: 'merge', patch: {}, subresource: 'finalize' });
    expect(await refusal(attempt)).toMatchObject({
      reason: 'NotFound',
      message: 'the server could not find the requested resource: configmaps/finalize',
    });
  });
});

describe('the default service account', () => {
  const uid = (namespace: string) => rig.get('ServiceAccount', 'default', namespace)?.metadata.uid;

  it('is in every namespace, and back when it is deleted', async () => {
    await rig.start(serviceAccountController);
    const first = uid('shop');
    expect(rig.names('ServiceAccount')).toHaveLength(4);
    await rig.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } });
    await rig.settle();
    expect(uid('new')).toBeDefined();
    await remove('ServiceAccount', 'default');
    expect(uid('shop')).toBeDefined();
    expect(uid('shop')).not.toBe(first);
  });

  it('does not come back into a namespace that is going', async () => {
    await rig.start(serviceAccountController, namespaceController(kinds));
    await rig.execute({ verb: 'delete', ref });
    await rig.settle();
    expect(shop()).toBeUndefined();
    expect(rig.names('ServiceAccount', 'shop')).toEqual([]);
    expect(rig.warnings).toEqual([]);
  });
});
