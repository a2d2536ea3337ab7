import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRig } from '../../../../../test/support/controllers.ts';
import { aConfigMap, aDeployment, aNode, aPod, aReplicaSet } from '../../../../../test/support/manifests.ts';
import type { Propagation } from '../../registry/operation.ts';
import type { AnyObject, ApiObject } from '../../resource/object.ts';
import { kinds } from '../kinds.ts';
import { garbageCollectorController } from './reconcile.ts';

let rig: Awaited<ReturnType<typeof startRig>>;

beforeEach(async () => {
  rig = await startRig(garbageCollectorController(kinds));
  await rig.start();
});

afterEach(() => rig.stop());

function reference(owner: AnyObject, blockOwnerDeletion = true) {
  const { apiVersion, kind, metadata } = owner;
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: false, blockOwnerDeletion };
}

async function make<T extends ApiObject>(object: T, ...owners: AnyObject[]): Promise<AnyObject> {
  const ownerReferences = owners.map((owner) => reference(owner));
  const metadata = { ...object.metadata, ...(owners.length > 0 && { ownerReferences }) };
  const [created] = await rig.create({ ...object, metadata });
  if (!created) throw new Error('nothing was made');
  return created;
}

const deployment = () => make(aDeployment({ metadata: { name: 'web' } }));
const replicaSet = (...owners: AnyObject[]) => make(aReplicaSet({ metadata: { name: 'web-1' } }), ...owners);
const pod = (name: string, ...owners: AnyObject[]) => make(aPod({ metadata: { name } }), ...owners);
const settings = (name: string, ...owners: AnyObject[]) => make(aConfigMap({ metadata: { name } }), ...owners);

async function remove(object: AnyObject, propagation?: Propagation) {
  const kind = kinds.findFor(object);
  const group = kind?.group ? `.${kind.group}` : '';
  const { namespace = '', name } = object.metadata;
  const ref = { kind: `${object.kind}${group}`, namespace, name };
  await rig.execute({ verb: 'delete', ref, ...(propagation && { propagation }) });
  await rig.settle();
}

/** In which order objects went. */
function departures(since: number): string[] {
  return (rig.cache.changesSince(since) ?? []).flatMap(({ changes }) =>
    changes.flatMap(({ type, key }) => (type === 'DELETED' ? `${key.kind} ${key.name}` : [])),
  );
}

const live = () =>
  ['Deployment.apps', 'ReplicaSet.apps', 'Pod', 'ConfigMap'].flatMap((kind) =>
    rig.names(kind).map((name) => `${kind} ${name}`),
  );
const owners = (kind: string, name: string) => rig.get(kind, name, 'default')?.metadata.ownerReferences;

describe('in the background', () => {
  it('what an object owned goes after it, down to the last', async () => {
    const web = await deployment();
    const set = await replicaSet(web);
    await pod('a', set);
    await pod('b', set);
    await pod('free');
    const since = rig.cache.revision;
    await remove(web);
    expect(live()).toEqual(['Pod free']);
    expect(departures(since)).toEqual(['Deployment.apps web', 'ReplicaSet.apps web-1', 'Pod a', 'Pod b']);
  });

  it('an object with another owner stays, without its reference to the one that is gone', async () => {
    const [one, two] = [await settings('one'), await settings('two')];
    await pod('a', one, two);
    await remove(one);
    expect(owners('Pod', 'a')).toEqual([reference(two)]);
    await remove(two);
    expect(live()).toEqual([]);
  });

  it('ten thousand dependents go in few change sets', async () => {
    const one = await settings('one');
    const manifests = Array.from({ length: 10_000 }, (_, position) => {
      return aConfigMap({ metadata: { name: `d${position}`, ownerReferences: [reference(one)] } });
    });
    for (let from = 0; from < 10_000; from += 5_000) await rig.create(...manifests.slice(from, from + 5_000));
    const before = rig.cache.revision;
    await remove(one);
    expect(rig.names('ConfigMap')).toEqual([]);
    expect(rig.cache.revision - before).toBe(21);
  });

  it('an object whose owner never was goes', async () => {
    const absent = { ...(await settings('one')), metadata: { name: 'one', uid: 'another' } } as AnyObject;
    await pod('a', absent);
    await rig.settle();
    expect(live()).toEqual(['ConfigMap one']);
  });

  it('what was deleted while nobody looked is found by the next leader', async () => {
    const one = await settings('one');
    await pod('a', one);
    await rig.stop();
    await rig.execute({ verb: 'delete', ref: { kind: 'ConfigMap', namespace: 'default', name: 'one' } });
    expect(rig.names('Pod')).toEqual(['a']);
    await rig.start(garbageCollectorController(kinds));
    expect(live()).toEqual([]);
  });
});

describe('in the foreground', () => {
  it('what an object owns goes before it', async () => {
    const web = await deployment();
    const set = await replicaSet(web);
    await pod('a', set);
    const since = rig.cache.revision;
    await remove(web, 'Foreground');
    expect(live()).toEqual([]);
    expect(departures(since)).toEqual(['Pod a', 'ReplicaSet.apps web-1', 'Deployment.apps web']);
  });

  it('the owner waits for a pod that is still ending', async () => {
    await rig.create(aNode());
    const set = await replicaSet();
    await make(aPod({ metadata: { name: 'a' }, spec: { nodeName: 'n1' } }), set);
    await remove(set, 'Foreground');
    expect(live()).toEqual(['ReplicaSet.apps web-1', 'Pod a']);
    await rig.execute({ verb: 'delete', ref: { kind: 'Pod', namespace: 'default', name: 'a' }, gracePeriodSeconds: 0 });
    await rig.settle();
    expect(live()).toEqual([]);
  });

  it('the owner does not wait for those that do not block it', async () => {
    await rig.create(aNode());
    const set = await replicaSet();
    const ownerReferences = [reference(set, false)];
    await rig.create(aPod({ metadata: { name: 'a', ownerReferences }, spec: { nodeName: 'n1' } }));
    await remove(set, 'Foreground');
    expect(live()).toEqual(['Pod a']);
    expect(rig.get('Pod', 'a', 'default')?.metadata.deletionTimestamp).toBeDefined();
  });

  it('two that own one another do not wait for ever', async () => {
    const one = await settings('one');
    const two = await settings('two', one);
    const ref = { kind: 'ConfigMap', namespace: 'default', name: 'one' };
    const patch = { metadata: { ownerReferences: [reference(two)] } };
    await rig.execute({ verb: 'patch', ref, patchType: 'merge', patch });
    await remove(one, 'Foreground');
    expect(live()).toEqual([]);
  });
});

describe('orphaning', () => {
  it('lets what an object owned stay, without an owner', async () => {
    const set = await replicaSet();
    await pod('a', set);
    await pod('b', set);
    await remove(set, 'Orphan');
    expect(live()).toEqual(['Pod a', 'Pod b']);
    expect(owners('Pod', 'a')).toBeUndefined();
  });

  it('lets many go in chunks, and the owner last', async () => {
    const one = await settings('one');
    await rig.create(
      ...Array.from({ length: 1_200 }, (_, position) =>
        aConfigMap({ metadata: { name: `d${position}`, ownerReferences: [reference(one)] } }),
      ),
    );
    await remove(one, 'Orphan');
    expect(rig.names('ConfigMap')).toHaveLength(1_200);
    expect(rig.cache.list('ConfigMap').every(({ object }) => !object.metadata.ownerReferences)).toBe(true);
  });
});

describe('owners that cannot be', () => {
  it('in another namespace are no owners, which is said', async () => {
    const [one] = await rig.create(aConfigMap({ metadata: { name: 'one', namespace: 'shop' } }));
    if (!one) throw new Error('nothing was made');
    await pod('a', one);
    await rig.settle();
    expect(rig.names('Pod')).toEqual([]);
    expect(rig.events.map(({ reason, note }) => `${reason}: ${note}`)).toEqual([
      `OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: default, name: one, uid: ${one.metadata.uid}] does not exist in namespace "default"`,
    ]);
  });

  it('in a namespace own nothing that is in none, and nothing is deleted for that', async () => {
    const one = await settings('one');
    await make(aNode({ metadata: { name: 'n1' } }), one);
    await rig.settle();
    expect(rig.names('Node')).toEqual(['n1']);
    expect(rig.events.map(({ reason }) => reason)).toEqual(['OwnerRefInvalidNamespace']);
  });

  it('of a kind that is not served keep what they own', async () => {
    const unknown = { apiVersion: 'example.com/v1', kind: 'Ship', metadata: { name: 's', uid: 'u' } } as AnyObject;
    await pod('a', unknown);
    await rig.settle();
    expect(rig.names('Pod')).toEqual(['a']);
  });
});

it('judges again who was adopted while it was being deleted', async () => {
  const [one, two] = [await settings('one'), await settings('two')];
  await pod('a', one);
  // The adoption and the owner's end come in one change set: the collector sees both at once.
  const ref = { kind: 'Pod', namespace: 'default', name: 'a' };
  const patch = { metadata: { ownerReferences: [reference(one), reference(two)] } };
  await rig.execute(
    { verb: 'patch', ref, patchType: 'merge', patch },
    { verb: 'delete', ref: { kind: 'ConfigMap', namespace: 'default', name: 'one' } },
  );
  await rig.settle();
  expect(owners('Pod', 'a')).toEqual([reference(two)]);
});
