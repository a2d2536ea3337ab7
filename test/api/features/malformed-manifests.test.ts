// Text that is no manifest: refused at its line and column, and never at the cost of the server.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphqlAnswer } from '../../support/api-process.ts';
import { startApi, type TestApi } from '../../support/api-server.ts';
import { expectRefusal, type Refusal } from '../../support/refusal.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

function apply(manifests: string): Promise<GraphqlAnswer> {
  return api.execute('mutation($manifests: String!) { apply(manifests: $manifests) { revision } }', { manifests });
}

describe('malformed manifests', () => {
  const cases: ReadonlyArray<[what: string, manifests: string, refusal: Refusal]> = [
    [
      'YAML with wrong indentation',
      'apiVersion: v1\nkind: ConfigMap\n metadata:\n  name: a\n',
      { code: 'BAD_REQUEST', message: /^error converting YAML to JSON: yaml: line 2, column \d+: / },
    ],
    [
      'YAML with an open bracket',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a\n',
      { code: 'BAD_REQUEST', message: /^error converting YAML to JSON: yaml: line 4, column 1: / },
    ],
    [
      'YAML indented by tabs',
      'metadata:\n\tname: a\n',
      { code: 'BAD_REQUEST', message: /^error converting YAML to JSON: yaml: line 2, .*[Tt]abs/ },
    ],
    [
      'YAML with a key twice',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b, a: c}\n',
      { code: 'BAD_REQUEST', message: /yaml: line 4, column \d+: key "a" already set in map$/ },
    ],
    [
      'JSON with a key twice',
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","name":"b"}}',
      { code: 'BAD_REQUEST', message: /key "name" already set in map$/ },
    ],
    [
      'JSON that ends too soon',
      '{"apiVersion":"v1"',
      { code: 'BAD_REQUEST', message: /^error converting YAML to JSON/ },
    ],
    [
      'an unknown anchor',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: *gone\n',
      { code: 'BAD_REQUEST', message: /yaml: line 3, column 11: unknown anchor 'gone' referenced$/ },
    ],
    ['a text', 'just text', { code: 'BAD_REQUEST', message: /^document 1 is not an object$/ }],
    [
      'a good document before a bad one',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}\n---\n[1, 2]\n',
      { code: 'BAD_REQUEST', message: /^document 2 is not an object$/ },
    ],
    ['nothing', '', { code: 'BAD_REQUEST', message: /^no objects passed to apply$/ }],
    ['empty documents', '---\n---\n# nothing\n', { code: 'BAD_REQUEST', message: /^no objects passed to apply$/ }],
    [
      'no kind',
      'apiVersion: v1\nmetadata: {name: a}\n',
      {
        code: 'BAD_REQUEST',
        message: /^Object 'Kind' is missing in the manifest$/,
        causes: [['kind', 'Required value']],
      },
    ],
    [
      'no apiVersion',
      'kind: ConfigMap\nmetadata: {name: a}\n',
      { code: 'BAD_REQUEST', message: /^Object 'apiVersion' is missing/, causes: [['apiVersion', 'Required value']] },
    ],
    [
      'a kind that nobody serves',
      'apiVersion: v2\nkind: ConfigMap\nmetadata: {name: a}\n',
      {
        code: 'BAD_REQUEST',
        message: /^no matches for kind "ConfigMap" in version "v2"$/,
        causes: [['kind', 'no matches for kind "ConfigMap" in version "v2"']],
        name: 'a',
      },
    ],
    [
      'no name',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n',
      {
        code: 'BAD_REQUEST',
        message: /^name must be provided$/,
        causes: [['metadata.name', 'Required value: name must be provided']],
      },
    ],
    [
      'aliases that multiply',
      Array.from({ length: 20 }, (_, index) => `a${index}: &a${index} [${`*a${index - 1},`.repeat(index && 10)}]`).join(
        '\n',
      ),
      { code: 'BAD_REQUEST', message: /document contains excessive aliasing$/ },
    ],
    [
      'a depth of 20,000 in YAML',
      `data: ${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      { code: 'BAD_REQUEST', message: /values are nested deeper than 512 levels$/ },
    ],
    [
      'a depth of 20,000 in JSON',
      `${'{"data":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
      { code: 'BAD_REQUEST', message: /values are nested deeper than 512 levels$/ },
    ],
    [
      'a name that is every object’s',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {__proto__: {polluted: "yes"}}\n',
      { code: 'BAD_REQUEST', message: /key "__proto__" is not allowed$/ },
    ],
  ];

  it.each(cases)('are refused where they are wrong: %s', async (_, manifests, refusal) => {
    const before = await api.data('{ revision }');
    await expectRefusal(apply(manifests), refusal);
    expect(await api.data('{ revision }')).toEqual(before);
  });

  it('may name one value 5,000 times, which multiplies nothing', async () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => `  k${index}: *a\n`).join('');
    const manifests = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: aliases}\ndata:\n  k: &a x\n${keys}`;
    expect((await apply(manifests)).errors).toBeUndefined();
  });
});
