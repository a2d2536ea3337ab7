import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { type Manifest, manifestLimits, parseManifests } from './manifest.ts';
import { toYaml } from './to-yaml.ts';
import { ambiguousText, plainScalar } from './yaml-scalars.ts';

function errorOf(text: string, limits = manifestLimits): ApiError {
  try {
    parseManifests(text, limits);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function specOf(yaml: string): unknown {
  return parseManifests(`spec:\n${yaml.replace(/^/gm, '  ')}`)[0]?.spec;
}

describe('documents', () => {
  it('are read in order, empty ones skipped', () => {
    const text = '# a comment\n---\n---\nkind: A\n---\n# nothing\n---\nkind: B\n...\n---\n~\n---\nkind: C\n';
    expect(parseManifests(text)).toEqual([{ kind: 'A' }, { kind: 'B' }, { kind: 'C' }]);
    expect(parseManifests('')).toEqual([]);
    expect(parseManifests('\n---\n')).toEqual([]);
  });

  it('may be JSON, one or several behind one another', () => {
    expect(parseManifests('{"kind":"A"}')).toEqual([{ kind: 'A' }]);
    expect(parseManifests('{"kind":"A"}{"kind":"B"}\n\n{"kind":"\\"}{"}')).toEqual([
      { kind: 'A' },
      { kind: 'B' },
      { kind: '"}{' },
    ]);
    expect(parseManifests('{"kind":"A"}\n---\n{"kind":"B"}')).toEqual([{ kind: 'A' }, { kind: 'B' }]);
    expect(parseManifests('\ufeffkind: A\r\nspec: {}\r\n')).toEqual([{ kind: 'A', spec: {} }]);
  });

  it('give the same objects in YAML and in JSON', () => {
    const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  text: |\n    one\n    two\n';
    const json = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"text":"one\\ntwo\\n"}}';
    expect(parseManifests(yaml)).toEqual(parseManifests(json));
  });

  it('that are lists are taken apart', () => {
    const text = `
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod}
- apiVersion: apps/v1
  kind: DeploymentList
  items:
  - metadata: {name: a}
  - {apiVersion: apps/v1, kind: Deployment, metadata: {name: b}}
- {kind: List, items: null}
---
kind: Last
`;
    expect(parseManifests(text)).toEqual([
      { apiVersion: 'v1', kind: 'Pod' },
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } },
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'b' } },
      { kind: 'Last' },
    ]);
  });
});

describe('plain scalars mean what they mean to Kubernetes', () => {
  const cases: [string, unknown][] = [
    ['yes', true],
    ['Off', false],
    ['y', true],
    ['yEs', 'yEs'],
    ['"yes"', 'yes'],
    ['~', null],
    ['', null],
    ['0644', 420],
    ['0o644', 420],
    ['0x1F', 31],
    ['0b101', 5],
    ['-0x10', -16],
    ['1_000', 1000],
    ['08', 8],
    ['+5', 5],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['1.', 1],
    ['12:30:45', '12:30:45'],
    ['2026-01-02', '2026-01-02'],
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
    ['1.2.3', '1.2.3'],
    ['0x', '0x'],
    ['-', null],
    ['!!str 5', '5'],
    ['!!int "5"', 5],
    ['500m', '500m'],
  ];
  it.each(cases)('%s', (text, value) => {
    const actual = specOf(`value: ${text === '-' ? '' : text}`);
    expect(actual).toEqual({ value });
  });

  it('in keys too', () => {
    expect(specOf('80: a\non: b\n0x10: c\n"on": d\nn: e')).toEqual({
      '80': 'a',
      true: 'b',
      '16': 'c',
      on: 'd',
      false: 'e',
    });
  });
});

describe('anchors', () => {
  it('are copied where they are named, the latest one of a name', () => {
    const spec = specOf('a: &x {p: [1]}\nb: *x\nc: &x 5\nd: *x') as Record<string, unknown>;
    expect(spec).toEqual({ a: { p: [1] }, b: { p: [1] }, c: 5, d: 5 });
    expect(spec.a).not.toBe(spec.b);
  });

  it('are merged by <<, own keys first, then the maps in their order', () => {
    const text =
      'a: &a {x: 1, v: 1}\nb: &b {v: 2, z: 2}\nc:\n  z: 3\n  <<: [*a, *b]\n  w: 3\nd: {<<: *a, x: 4}\n"<<": 5';
    expect(specOf(text)).toMatchObject({ c: { x: 1, v: 1, z: 3, w: 3 }, d: { x: 4, v: 1 }, '<<': 5 });
  });
});

describe('malformed manifests', () => {
  const at = (line: number, column: number, problem: string) =>
    `error converting YAML to JSON: yaml: line ${line}, column ${column}: ${problem}`;
  const cases: [string, string][] = [
    ['kind: A\nspec:\n  replicas: 1\n  replicas: 2\n', at(4, 3, 'key "replicas" already set in map')],
    ['{"kind": "A",\n "kind": "B"}', at(2, 2, 'key "kind" already set in map')],
    ['true: 1\nyes: 2', at(2, 1, 'key "true" already set in map')],
    ['a: b: c', at(1, 4, '')],
    ['a:\n\t- b', at(2, 1, '')],
    ['a: "b', at(1, 6, '')],
    ['{"a": 1', at(1, 8, '')],
    ['a: *b', at(1, 4, "unknown anchor 'b' referenced")],
    ['a: {<<: 5}', at(1, 9, 'map merge requires map or sequence of maps as the value')],
    ['a: .nan', at(1, 4, 'unsupported value: .nan')],
    ['a: !!int b', at(1, 10, 'cannot decode "b" as !!int')],
    ['a: !thing b', at(1, 11, 'cannot decode "b" as !thing')],
    ['? [a]\n: b', at(1, 3, 'unsupported map key')],
    ['a: {__proto__: {b: 1}}', at(1, 5, 'key "__proto__" is not allowed')],
    ['{"a": {"__proto__": {"b": 1}}}', at(1, 8, 'key "__proto__" is not allowed')],
    ['{"a": {"\\u005f_proto__": 1}}', at(1, 8, 'key "__proto__" is not allowed')],
    ['kind: A\n---\n- b', 'document 2 is not an object'],
    ['just text', 'document 1 is not an object'],
    ['[{"kind": "A"}]', 'document 1 is not an object'],
    ['{kind: List, items: [{kind: A}, b]}', 'document 1: items[1] is not an object'],
  ];
  it.each(cases)('%j', (text, message) => {
    const error = errorOf(text);
    expect(error.reason).toBe('BadRequest');
    expect(error.message.startsWith(message), error.message).toBe(true);
    expect(({} as Record<string, unknown>).b).toBeUndefined();
  });
});

describe('limits', () => {
  it('hold for the whole text, in bytes', () => {
    const limits = { ...manifestLimits, maxBytes: 100 };
    expect(parseManifests(`kind: A\ntext: ${'x'.repeat(80)}`, limits)).toHaveLength(1);
    expect(errorOf(`text: ${'ä'.repeat(50)}`, limits).message).toBe('Request entity too large: limit is 100');
    expect(errorOf('x'.repeat(101), limits).reason).toBe('RequestEntityTooLarge');
  });

  it('hold for depth, in any notation', () => {
    const deep = (open: string, close: string, depth: number) => `${open.repeat(depth)}${close.repeat(depth)}`;
    expect(parseManifests(`{"a":${deep('[', ']', 500)}}`)).toHaveLength(1);
    for (const text of [
      `{"a":${deep('[', ']', 20_000)}}`,
      `{"a":${deep('{"a":', '', 20_000)}1${'}'.repeat(20_000)}}`,
      `a: ${deep('[', ']', 20_000)}`,
      `a: ${'['.repeat(100_000)}`,
      `a:\n${'- '.repeat(100_000)}`,
      '? '.repeat(100_000),
    ]) {
      const error = errorOf(text);
      expect(error.reason).toBe('BadRequest');
      expect(error.message).toContain('nested deeper than 512 levels');
    }
  });

  it('stop aliases from multiplying what they name', () => {
    const bomb = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 10; level += 1) {
      bomb.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join()}]`,
      );
    }
    expect(errorOf(bomb.join('\n')).message).toContain('document contains excessive aliasing');
    const long = `a: &a ${'x'.repeat(100_000)}\nb: [${Array(100).fill('*a').join()}]`;
    expect(errorOf(long).message).toContain('document contains excessive aliasing');
    expect(errorOf('a: &a [*a]').message).toContain('nested deeper');
  });

  it('bound the work a text can make', () => {
    const limits = { ...manifestLimits, maxTokens: 1000 };
    expect(errorOf('- a\n'.repeat(1000), limits).message).toContain('the text has more than 1000 parts');
    expect(parseManifests(`a: |\n${' b\n'.repeat(5000)}`, limits)).toHaveLength(1);
  });
});

const ordinary = fc.constantFrom(
  'a',
  'web',
  'yes',
  'no',
  'on',
  'y',
  'null',
  '~',
  '',
  'true',
  '0644',
  '0o17',
  '1_0',
  '1e3',
  '08',
  '.5',
);
const awkward = fc.constantFrom(
  '- a',
  'a: b',
  '#a',
  ' a',
  'a ',
  'a\n',
  '\na',
  'a\n\nb\n',
  '\t',
  '<<',
  '=',
  '12:30',
  '2026-01-02',
  '*a',
  '&a',
  '|',
);
const texts = fc.oneof(
  ordinary,
  awkward,
  fc.string(),
  fc.string({ unit: 'binary' }).map((text) => text.replace(/\p{Surrogate}/gu, '')),
);
const numbers = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof({ maxDepth: 4 }, texts, numbers, fc.boolean(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('json'), { maxLength: 3 }),
  object: fc.dictionary(
    texts.filter((key) => key !== '__proto__'),
    tie('json'),
    { maxKeys: 4 },
  ),
}));

describe('what is written as YAML', () => {
  it('looks as kubectl prints it', () => {
    const object = {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { name: 'web', labels: { on: 'yes' }, creationTimestamp: '2026-01-02T03:04:05Z' },
      spec: {
        containers: [{ name: 'a', args: [], image: 'nginx:1.25', command: ['sh', '-c', 'a\nb\n'] }],
        nodeSelector: {},
      },
    };
    expect(toYaml(object)).toBe(`apiVersion: v1
kind: Pod
metadata:
  creationTimestamp: "2026-01-02T03:04:05Z"
  labels:
    "on": "yes"
  name: web
spec:
  containers:
  - args: []
    command:
    - sh
    - -c
    - |
      a
      b
    image: nginx:1.25
    name: a
  nodeSelector: {}
`);
  });

  it('is read as the same value, whatever it is', () => {
    fc.assert(
      fc.property(json, (value) => {
        const manifest = { kind: 'Any', value };
        expect(parseManifests(toYaml(manifest))).toEqual([manifest]);
      }),
    );
  });
});

it('what a reader would take for something else counts as ambiguous', () => {
  const parts = fc.constantFrom(
    '0',
    '1',
    '7',
    '9',
    'x',
    'b',
    'o',
    'e',
    'f',
    '.',
    '-',
    '+',
    '_',
    ':',
    'y',
    'n',
    '~',
    'inf',
    'nan',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        texts,
        fc.array(parts, { maxLength: 6 }).map((all) => all.join('')),
      ),
      (text) => {
        if (plainScalar(text) !== text) expect(ambiguousText.test(text), text).toBe(true);
      },
    ),
    { numRuns: 3000 },
  );
});

describe('any text', () => {
  it('that is JSON is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(json, fc.boolean(), (value, isPretty) => {
        const manifest: Manifest = { kind: 'Any', value };
        expect(parseManifests(JSON.stringify(manifest, null, isPretty ? 2 : 0))).toEqual([manifest]);
      }),
    );
  });

  it('is read or refused by an ApiError, never by anything else', () => {
    const pieces = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '&a ',
      '*a',
      '<<',
      '|',
      '>',
      '?',
      '---\n',
      '#',
      '!',
      '%',
      '\t',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        try {
          parseManifests(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
