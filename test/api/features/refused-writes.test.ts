// Writes that cannot be: each is refused in the words of Kubernetes, with the fields that are wrong, and leaves no trace.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphqlAnswer } from '../../support/api-process.ts';
import { startApi, type TestApi } from '../../support/api-server.ts';
import { aConfigMap, aDeployment, aPod, aSecret } from '../../support/manifests.ts';
import { expectRefusal, type Refusal } from '../../support/refusal.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await apply({ objects: [aConfigMap(), aDeployment()], fieldManager: 'ci' });
});
afterAll(() => api.stop());

const applyText = `mutation($objects: [JSON!], $fieldManager: String) {
  apply(objects: $objects, fieldManager: $fieldManager) { revision }
}`;

function apply(variables: object): Promise<GraphqlAnswer> {
  return api.execute(applyText, variables);
}

const container = { name: 'main', image: 'registry.example/web:1.0' };

/** A manifest that breaks what its type says. */
function broken(object: object, changes: object): object {
  return { ...object, ...changes };
}

describe('manifests that do not fit their type', () => {
  const handling = (kind: string) => `^${kind} in version "v1" cannot be handled as a ${kind}: `;
  const cases: ReadonlyArray<[what: string, object: object, refusal: Refusal]> = [
    [
      'unknown fields at every depth',
      broken(aPod({ metadata: { name: 'a' } }), {
        spce: {},
        spec: { containers: [{ ...container, prots: [], resources: { limit: {} } }] },
      }),
      {
        code: 'BAD_REQUEST',
        message: new RegExp(
          `${handling('Pod')}strict decoding error: unknown field "spec.containers\\[0\\].prots", unknown field "spec.containers\\[0\\].resources.limit", unknown field "spce"`,
        ),
        name: 'a',
      },
    ],
    [
      'wrong types',
      broken(aDeployment({ metadata: { name: 'a' } }), {
        spec: { ...aDeployment().spec, replicas: '3', paused: 'yes', minReadySeconds: 1.5 },
      }),
      {
        code: 'BAD_REQUEST',
        message: new RegExp(handling('Deployment')),
        causes: [
          ['spec.replicas', 'Invalid value: "string": must be an integer (int32)'],
          ['spec.paused', 'Invalid value: "string": must be a boolean'],
          ['spec.minReadySeconds', 'Invalid value: "number": must be an integer (int32)'],
        ],
        name: 'a',
      },
    ],
    [
      'a number among texts',
      broken(aConfigMap({ metadata: { name: 'a' } }), { data: { port: 80 } }),
      { code: 'BAD_REQUEST', message: /./, causes: [['data[port]', 'Invalid value: "integer": must be a string']] },
    ],
    [
      'a list where an object belongs',
      broken(aConfigMap(), { metadata: ['a'] }),
      { code: 'BAD_REQUEST', message: /./, causes: [['metadata', 'Invalid value: "array": must be an object']] },
    ],
    [
      'a quantity that is none',
      aPod({ spec: { containers: [{ ...container, resources: { limits: { cpu: 'lots' } } }] } }),
      {
        code: 'BAD_REQUEST',
        message: /quantities must match the regular expression/,
        causes: [['spec.containers[0].resources.limits[cpu]', /^Invalid value: "lots"/]],
      },
    ],
    [
      'bytes that are not base64',
      aSecret({ data: { password: 'not base64!' } }),
      { code: 'BAD_REQUEST', message: /base64/, causes: [['data[password]', /base64/]] },
    ],
  ];

  it.each(cases)('are refused with every field that is wrong: %s', async (_, object, refusal) => {
    const before = await api.data('{ revision }');
    await expectRefusal(apply({ objects: [object] }), refusal);
    expect(await api.data('{ revision }')).toEqual(before);
  });
});

describe('values nested 20,000 deep', () => {
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  const patchText = (type: string) =>
    `mutation($deep: JSON!) { patchConfigMap(namespace: "default", name: "settings", type: ${type}, patch: $deep) { outcome } }`;
  const cases: ReadonlyArray<[what: string, query: string, variables: object]> = [
    ['objects', applyText, { objects: ['DEEP'] }],
    ['parts of objects', applyText, { objects: [{ ...aConfigMap(), data: 'DEEP' }] }],
    ['merge patches', patchText('MERGE'), { deep: { metadata: { labels: 'DEEP' } } }],
    ['strategic merge patches', patchText('STRATEGIC'), { deep: { metadata: { labels: 'DEEP' } } }],
    ['JSON patches', patchText('JSON'), { deep: [{ op: 'add', path: '/data/x', value: 'DEEP' }] }],
    [
      'typed input',
      'mutation($input: ConfigMapInput!) { createConfigMap(input: $input) { outcome } }',
      { input: { metadata: { name: 'deep', namespace: 'default', labels: 'DEEP' } } },
    ],
  ];

  it.each(cases)('are refused as %s', async (_, query, variables) => {
    const before = await api.data('{ revision }');
    // JSON.stringify would not come to an end of it.
    const body = JSON.stringify({ query, variables }).replace('"DEEP"', deep);
    for (let count = 0; count < 2; count += 1) {
      const { errors } = (await (await api.post(body)).json()) as GraphqlAnswer;
      expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_REQUEST']);
      expect(errors?.[0]?.message).toContain('takes values nested at most 512 levels deep');
      expect(errors?.[0]?.message.length).toBeLessThan(500);
    }
    expect(await api.data('{ revision }')).toEqual(before);
  });
});

describe('input that does not fit its GraphQL type', () => {
  const text = 'mutation($input: PodInput!) { createPod(input: $input) { outcome } }';
  const cases: ReadonlyArray<[what: string, input: object, message: string]> = [
    [
      'an unknown field',
      { metadata: { name: 'a' }, spec: { containers: [{ nam: 'c' }] } },
      'at "input.spec.containers[0]"; Field "nam" is not defined by type "ContainerInput". Did you mean "name"?',
    ],
    [
      'a wrong type',
      { metadata: { name: 'a' }, spec: { containers: [], activeDeadlineSeconds: 'soon' } },
      'at "input.spec.activeDeadlineSeconds"; Int64 takes integer, not string',
    ],
  ];

  it.each(cases)('is refused with its place, the first time and later: %s', async (_, input, message) => {
    const answers = [await api.execute(text, { input }), await api.execute(text, { input })];
    for (const { data, errors } of answers) {
      expect(data).toBeUndefined();
      expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_REQUEST']);
      expect(errors?.[0]?.message).toContain(message);
    }
    expect(answers[1]?.errors).toEqual(answers[0]?.errors);
  });
});

describe('objects that Kubernetes does not allow', () => {
  const cases: ReadonlyArray<[what: string, object: object, refusal: Refusal]> = [
    [
      'all that is wrong with a pod, together',
      aPod({ metadata: { name: 'Web_1' }, spec: { containers: [{ name: 'a b', image: '' }] } }),
      {
        code: 'INVALID',
        message: /^Pod "Web_1" is invalid: \[metadata\.name: Invalid value: "Web_1": a lowercase RFC 1123 subdomain/,
        causes: [
          ['metadata.name', /^Invalid value: "Web_1": a lowercase RFC 1123 subdomain must consist of/],
          ['spec.containers[0].name', /^Invalid value: "a b": a lowercase RFC 1123 label must consist of/],
          ['spec.containers[0].image', 'Required value'],
        ],
        name: 'Web_1',
      },
    ],
    [
      'less than no replicas',
      aDeployment({ metadata: { name: 'a' }, spec: { replicas: -1 } }),
      {
        code: 'INVALID',
        message:
          /^Deployment\.apps "a" is invalid: spec\.replicas: Invalid value: -1: must be greater than or equal to 0$/,
        causes: [['spec.replicas', 'Invalid value: -1: must be greater than or equal to 0']],
      },
    ],
    [
      'another selector',
      aDeployment({
        spec: {
          selector: { matchLabels: { app: 'other' } },
          template: { metadata: { labels: { app: 'other' } } as never, spec: { containers: [container] } },
        },
      }),
      {
        code: 'INVALID',
        message: /spec\.selector: Invalid value: .*: field is immutable$/,
        causes: [['spec.selector', /field is immutable$/]],
      },
    ],
    [
      'a namespace that is not there',
      aConfigMap({ metadata: { name: 'a', namespace: 'nowhere' } }),
      { code: 'NOT_FOUND', message: /^namespaces "nowhere" not found$/, name: 'nowhere' },
    ],
    [
      'a label that is none',
      aConfigMap({ metadata: { name: 'a', labels: { 'not a key': 'v', app: 'x'.repeat(64) } } }),
      {
        code: 'INVALID',
        message: /metadata\.labels/,
        causes: [
          ['metadata.labels', /^Invalid value: "not a key": name part must consist of/],
          ['metadata.labels', /must be no more than 63 (bytes|characters)/],
        ],
      },
    ],
    [
      'more than a mebibyte of settings',
      aConfigMap({ metadata: { name: 'a' }, data: { big: 'x'.repeat(2 ** 20 + 1) } }),
      {
        code: 'INVALID',
        message: /^ConfigMap "a" is invalid: \[\]: Too long: may not be more than 1048576 bytes$/,
        causes: [['[]', 'Too long: may not be more than 1048576 bytes']],
      },
    ],
    [
      'more than a mebibyte of secrets',
      aSecret({ metadata: { name: 'a' }, stringData: { big: 'x'.repeat(2 ** 20 + 1) } }),
      {
        code: 'INVALID',
        message: /^Secret "a" is invalid: data: Too long: may not be more than 1048576 bytes$/,
        causes: [['data', 'Too long: may not be more than 1048576 bytes']],
      },
    ],
    [
      'more than 256 KiB of annotations',
      aConfigMap({ metadata: { name: 'a', annotations: { big: 'x'.repeat(2 ** 18) } } }),
      {
        code: 'INVALID',
        message: /metadata\.annotations: Too long/,
        causes: [['metadata.annotations', 'Too long: may not be more than 262144 bytes']],
      },
    ],
    [
      'more than 1.5 MiB of anything',
      aPod({ metadata: { name: 'a' }, spec: { containers: [{ ...container, args: ['x'.repeat(1.6 * 2 ** 20)] }] } }),
      { code: 'REQUEST_ENTITY_TOO_LARGE', message: /^Request entity too large: limit is 1572864$/, name: 'a' },
    ],
  ];

  it.each(cases)('are refused in its words: %s', async (_, object, refusal) => {
    const before = await api.data('{ revision }');
    await expectRefusal(apply({ objects: [object], fieldManager: 'ci' }), refusal);
    expect(await api.data('{ revision }')).toEqual(before);
  });

  it('are refused when many small patches make them too large', async () => {
    await api.data(applyText, { objects: [aPod({ metadata: { name: 'growing' } })] });
    const status = (size: number) =>
      api.execute(
        'mutation($patch: JSON!) { patchPod(namespace: "default", name: "growing", subresource: STATUS, patch: $patch) { outcome } }',
        { patch: { status: { message: 'x'.repeat(size) } } },
      );
    expect((await status(1.4 * 2 ** 20)).errors).toBeUndefined();
    await expectRefusal(status(1.5 * 2 ** 20), {
      code: 'REQUEST_ENTITY_TOO_LARGE',
      message: /^Request entity too large: limit is 1572864$/,
      name: 'growing',
    });
  });
});
