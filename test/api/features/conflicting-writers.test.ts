// Writers who do not know of one another: nobody's change is lost in silence, and each is told what stands in its way.
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../support/api-server.ts';
import { aConfigMap, aDeployment } from '../../support/manifests.ts';
import { expectRefusal } from '../../support/refusal.ts';

let api: TestApi;
let name: string;
let count = 0;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  count += 1;
  name = `shared-${count}`;
});

const modified = (what: string) =>
  new RegExp(
    `^Operation cannot be fulfilled on ${what}: the object has been modified; please apply your changes to the latest version and try again$`,
  );

async function create(): Promise<AnyObject> {
  const text = 'mutation($objects: [JSON!]!) { create(objects: $objects) { results { object { manifest } } } }';
  const { data } = await api.execute(text, { objects: [aConfigMap({ metadata: { name } })] });
  return data.create.results[0].object.manifest;
}

async function read(): Promise<AnyObject> {
  const text = 'query($name: String!) { configMap(namespace: "default", name: $name) { manifest } }';
  return (await api.data(text, { name })).configMap.manifest;
}

/** Somebody else changes it, so that what was read before is stale. */
async function changeBehindTheBack(): Promise<void> {
  const text =
    'mutation($name: String!) { patchConfigMap(namespace: "default", name: $name, patch: { data: { theirs: "1" } }) { outcome } }';
  await api.data(text, { name });
}

describe('a write with an old resourceVersion', () => {
  const stale = (metadata: AnyObject['metadata']) => ({
    name,
    namespace: 'default',
    resourceVersion: metadata.resourceVersion,
  });
  const writes: ReadonlyArray<[what: string, text: string, variables: (before: AnyObject) => object]> = [
    [
      'an update',
      'mutation($input: ConfigMapInput!) { updateConfigMap(input: $input) { outcome } }',
      ({ metadata }) => ({ input: { metadata: stale(metadata), data: { mine: '1' } } }),
    ],
    [
      'an update of any kind',
      'mutation($objects: [JSON!]!) { update(objects: $objects) { revision } }',
      (before) => ({ objects: [{ ...before, data: { mine: '1' } }] }),
    ],
    [
      'a merge patch',
      'mutation($name: String!, $patch: JSON!) { patchConfigMap(namespace: "default", name: $name, type: MERGE, patch: $patch) { outcome } }',
      ({ metadata }) => ({ name, patch: { metadata: stale(metadata), data: { mine: '1' } } }),
    ],
    [
      'a strategic merge patch',
      'mutation($name: String!, $patch: JSON!) { patchConfigMap(namespace: "default", name: $name, patch: $patch) { outcome } }',
      ({ metadata }) => ({ name, patch: { metadata: stale(metadata), data: { mine: '1' } } }),
    ],
    [
      'a JSON patch',
      'mutation($name: String!, $patch: JSON!) { patchConfigMap(namespace: "default", name: $name, type: JSON, patch: $patch) { outcome } }',
      ({ metadata }) => ({
        name,
        patch: [
          { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
          { op: 'add', path: '/data/mine', value: '1' },
        ],
      }),
    ],
    [
      'an apply',
      'mutation($objects: [JSON!]!) { apply(objects: $objects, force: true) { revision } }',
      ({ metadata }) => ({ objects: [{ ...aConfigMap(), metadata: stale(metadata), data: { mine: '1' } }] }),
    ],
    [
      'a step of a change set',
      'mutation($operations: [OperationInput!]!) { commit(operations: $operations) { revision } }',
      (before) => ({
        operations: [
          { create: { object: aConfigMap({ metadata: { name: `${name}-beside` } }) } },
          { update: { object: { ...before, data: { mine: '1' } } } },
        ],
      }),
    ],
  ];

  it.each(writes)('is a conflict and changes nothing: %s', async (_, text, variables) => {
    const before = await create();
    await changeBehindTheBack();
    const between = await read();
    const what = `configmaps "${name}"`;
    await expectRefusal(api.execute(text, variables(before)), { code: 'CONFLICT', message: modified(what), name });
    expect(await read()).toEqual(between);
    expect((await api.execute(text, variables(between))).errors).toBeUndefined();
    expect((await read()).data).toMatchObject({ mine: '1' });
  });

  it('is a conflict for a deletion too, by resourceVersion and by uid', async () => {
    const { metadata } = await create();
    await changeBehindTheBack();
    const text = `mutation($name: String!, $is: PreconditionsInput!) {
      deleteConfigMap(namespace: "default", name: $name, preconditions: $is) { outcome }
    }`;
    const remove = (is: object) => api.execute(text, { name, is });
    await expectRefusal(remove({ resourceVersion: metadata.resourceVersion }), {
      code: 'CONFLICT',
      message: /Precondition failed: ResourceVersion in precondition: \d+, ResourceVersion in object meta: \d+/,
    });
    await expectRefusal(remove({ uid: 'other' }), {
      code: 'CONFLICT',
      message: /Precondition failed: UID in precondition: other, UID in object meta: /,
    });
    const { resourceVersion } = (await read()).metadata;
    expect((await remove({ uid: metadata.uid, resourceVersion })).errors).toBeUndefined();
  });

  it('lets one of many win who saw the same, so that every increment counts', async () => {
    await create();
    const update = 'mutation($objects: [JSON!]!) { update(objects: $objects) { revision } }';
    let conflicts = 0;
    const increment = async (): Promise<void> => {
      for (;;) {
        const seen = (await read()) as AnyObject & { data: Record<string, string> };
        const next = { ...seen, data: { ...seen.data, n: String(Number(seen.data.n ?? 0) + 1) } };
        const { errors } = await api.execute(update, { objects: [next] });
        if (!errors) return;
        expect(errors[0]?.extensions?.code).toBe('CONFLICT');
        conflicts += 1;
      }
    };
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let round = 0; round < 5; round += 1) await increment();
      }),
    );
    expect((await read()).data).toMatchObject({ n: '40' });
    expect(conflicts).toBeGreaterThan(0);
  });
});

describe('a manager that applies what another owns', () => {
  const text = `mutation($objects: [JSON!]!, $by: String!, $force: Boolean) {
    apply(objects: $objects, fieldManager: $by, force: $force) { revision results { outcome object { manifest } } }
  }`;
  const deployment = (replicas: number, image: string) =>
    aDeployment({
      metadata: { name, labels: {} },
      spec: {
        replicas,
        template: { metadata: { labels: { app: 'web' } } as never, spec: { containers: [{ name: 'main', image }] } },
      },
    });
  const apply = (by: string, object: object, force = false) => api.execute(text, { objects: [object], by, force });

  it('is told of every field and whose it is, and may take it by force', async () => {
    await apply('ci', deployment(3, 'registry.example/web:1'));
    const mine = deployment(5, 'registry.example/web:2');
    await expectRefusal(apply('operator', mine), {
      code: 'CONFLICT',
      message:
        /^Apply failed with 2 conflicts: conflicts with "ci":\n- \.spec\.replicas\n- \.spec\.template\.spec\.containers\[name="main"\]\.image$/,
      causes: [
        ['.spec.replicas', 'conflict with "ci"'],
        ['.spec.template.spec.containers[name="main"].image', 'conflict with "ci"'],
      ],
      name,
    });
    const { data } = await apply('operator', mine, true);
    expect(data.apply.results[0]).toMatchObject({
      outcome: 'CONFIGURED',
      object: { manifest: { spec: { replicas: 5 } } },
    });
    const { errors } = await apply('ci', deployment(3, 'registry.example/web:1'));
    expect(errors?.[0]?.message).toMatch(/conflicts with "operator"/);
  });

  it('hears of a manager that updated, with its version', async () => {
    await apply('ci', deployment(3, 'registry.example/web:1'));
    const scale =
      'mutation($name: String!) { patchDeployment(namespace: "default", name: $name, fieldManager: "kubectl-edit", patch: { spec: { replicas: 7 } }) { outcome } }';
    await api.data(scale, { name });
    await expectRefusal(apply('ci', deployment(3, 'registry.example/web:1')), {
      code: 'CONFLICT',
      message: /^Apply failed with 1 conflict: conflict with "kubectl-edit" using apps\/v1: \.spec\.replicas$/,
      causes: [['.spec.replicas', 'conflict with "kubectl-edit" using apps/v1']],
    });
  });

  it('shares a field on whose value both agree, and gives it up alone', async () => {
    await apply('ci', deployment(3, 'registry.example/web:1'));
    expect((await apply('operator', deployment(3, 'registry.example/web:1'))).errors).toBeUndefined();
    const { replicas: _, ...withoutReplicas } = deployment(3, 'registry.example/web:1').spec ?? {};
    const { data } = await apply('ci', { ...deployment(3, ''), spec: withoutReplicas });
    expect(data.apply.results[0].object.manifest.spec.replicas).toBe(3);
  });
});
