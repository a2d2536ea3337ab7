import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDeclaredDefaults } from './declared-defaults.ts';
import { fieldErrorText } from './field-error.ts';
import {
  type FieldSchema,
  type ScalarName,
  type SchemaTable,
  schemaTable,
  typeNameOf,
  typeSchema,
} from './schema-table.ts';
import { decodeStructure } from './structure.ts';

function pod(spec: unknown): unknown {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec };
}

function container(fields: object): unknown {
  return pod({ containers: [{ name: 'app', ...fields }] });
}

function errorsOf(typeName: string, value: unknown): string[] {
  return decodeStructure(typeName, value).errors.map(fieldErrorText);
}

describe('decoding', () => {
  it('copies a manifest that fits', () => {
    const manifest = container({ image: 'nginx', ports: [{ containerPort: 80 }], env: [{ name: 'A', value: 'b' }] });
    const { value, unknownFields, errors } = decodeStructure('v1.Pod', manifest);
    expect(value).toEqual(manifest);
    expect(value).not.toBe(manifest);
    expect([unknownFields, errors]).toEqual([[], []]);
  });

  it('names unknown fields with their paths and leaves them out', () => {
    const manifest = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', label: {} },
      replicas: 3,
      spec: { Replicas: 3, template: { spec: { containers: [{ name: 'a' }, { name: 'b', imagge: 'nginx' }] } } },
    };
    const { value, unknownFields } = decodeStructure('apps/v1.Deployment', manifest);
    expect(unknownFields).toEqual([
      'metadata.label',
      'replicas',
      'spec.Replicas',
      'spec.template.spec.containers[1].imagge',
    ]);
    expect(JSON.stringify(value)).not.toContain('imagge');
  });

  it('drops nulls in objects and maps and makes empty values of nulls in lists, as Kubernetes does', () => {
    const manifest = pod({
      hostname: null,
      nodeSelector: { a: null, b: 'c' },
      containers: [{ name: 'a', args: [null] }, null],
    });
    const { value, errors } = decodeStructure('v1.Pod', manifest);
    expect(value.spec).toEqual({ nodeSelector: { b: 'c' }, containers: [{ name: 'a', args: [''] }, {}] });
    expect(errors).toEqual([]);
  });

  it('accepts apiVersion and kind only on kinds', () => {
    expect(decodeStructure('v1.PodSpec', { kind: 'Pod', containers: [] }).unknownFields).toEqual(['kind']);
  });

  it('throws for a type the table does not have', () => {
    expect(() => decodeStructure('v1.Nothing', {})).toThrow('v1.Nothing');
  });
});

describe('wrong types', () => {
  const int32 = 'must be an integer (int32)';
  const cases: [string, unknown, string][] = [
    [
      'a number for a string',
      container({ image: 1 }),
      'spec.containers[0].image: Invalid value: "integer": must be a string',
    ],
    ['a string for an integer', pod({ priority: '5' }), `spec.priority: Invalid value: "string": ${int32}`],
    ['a fraction for an integer', pod({ priority: 1.5 }), `spec.priority: Invalid value: "number": ${int32}`],
    [
      'an integer past int32',
      pod({ priority: 2 ** 31 }),
      'spec.priority: Invalid value: 2147483648: must be an integer between -2147483648 and 2147483647 (int32)',
    ],
    [
      'an integer past 2^53',
      pod({ terminationGracePeriodSeconds: 2 ** 53 }),
      'spec.terminationGracePeriodSeconds: Invalid value: 9007199254740992: must be an integer between ' +
        '-9007199254740991 and 9007199254740991: larger ones cannot be kept exactly',
    ],
    [
      'a string for a boolean',
      pod({ hostNetwork: 'true' }),
      'spec.hostNetwork: Invalid value: "string": must be a boolean',
    ],
    ['an object for a list', pod({ containers: {} }), 'spec.containers: Invalid value: "object": must be an array'],
    ['a list for an object', pod([]), 'spec: Invalid value: "array": must be an object'],
    [
      'a string for a map',
      { metadata: { labels: 'a=b' } },
      'metadata.labels: Invalid value: "string": must be an object',
    ],
    [
      'a boolean in a map of strings',
      { metadata: { labels: { on: true } } },
      'metadata.labels[on]: Invalid value: "boolean": must be a string',
    ],
    [
      'a malformed quantity',
      container({ resources: { limits: { memory: '1K' } } }),
      `spec.containers[0].resources.limits[memory]: Invalid value: "1K": unable to parse quantity's suffix`,
    ],
    [
      'a malformed time',
      { metadata: { creationTimestamp: '2026-02-30T00:00:00Z' } },
      'metadata.creationTimestamp: Invalid value: "2026-02-30T00:00:00Z": must be a time in RFC 3339, such as 2006-01-02T15:04:05Z',
    ],
    [
      'a NUL',
      pod({ hostname: 'a\0b' }),
      'spec.hostname: Invalid value: "a\\u0000b": must not contain the character U+0000',
    ],
    [
      'a null in a list of times',
      { status: { conditions: [null, 5] } },
      'status.conditions[1]: Invalid value: "integer": must be an object',
    ],
  ];
  it.each(cases)('are refused: %s', (_, value, text) => {
    expect(errorsOf('v1.Pod', value)).toEqual([text]);
  });

  it('are refused at the root', () => {
    for (const value of [null, 'pod', 5, []]) expect(errorsOf('v1.Pod', value)).toHaveLength(1);
  });

  it('of a secret do not show it', () => {
    const [text] = errorsOf('v1.Secret', { data: { password: 'swordfish!' } });
    expect(text).toBe('data[password]: Invalid value: "<contents redacted>": illegal base64 data');
  });

  it('are collected, up to a limit', () => {
    const containers = Array.from({ length: 500 }, () => ({ image: 1, nonsense: 1 }));
    const { errors, unknownFields } = decodeStructure('v1.Pod', pod({ containers }));
    expect([errors.length, unknownFields.length]).toEqual([100, 100]);
  });
});

describe('the stored form', () => {
  it('of quantities is canonical', () => {
    const limits = { cpu: 0.5, memory: '1024Mi', 'example.com/gpu': '1000m' };
    const { value } = decodeStructure('v1.ResourceRequirements', { limits });
    expect(value).toEqual({ limits: { cpu: '500m', memory: '1Gi', 'example.com/gpu': '1' } });
  });

  it('of times is UTC in whole seconds, of micro times in microseconds', () => {
    const meta = decodeStructure('meta/v1.ObjectMeta', { creationTimestamp: '2026-01-02T03:04:05.678+02:00' });
    expect(meta.value).toEqual({ creationTimestamp: '2026-01-02T01:04:05Z' });
    const lease = decodeStructure('coordination.k8s.io/v1.LeaseSpec', { renewTime: '2026-01-02T03:04:05.6Z' });
    expect(lease.value).toEqual({ renewTime: '2026-01-02T03:04:05.600000Z' });
  });

  it('of integers or strings keeps which of the two it was', () => {
    const { value } = decodeStructure('v1.ServicePort', { targetPort: 'http', port: 80 });
    expect(value).toEqual({ targetPort: 'http', port: 80 });
    expect(decodeStructure('v1.ServicePort', { targetPort: 8080 }).value).toEqual({ targetPort: 8080 });
    expect(errorsOf('v1.ServicePort', { targetPort: true })).toEqual([
      'targetPort: Invalid value: "boolean": must be an integer (int32) or a string',
    ]);
  });

  it('of base64 has no line breaks', () => {
    expect(decodeStructure('v1.Secret', { data: { a: 'aGVs\nbG8=' } }).value).toEqual({ data: { a: 'aGVsbG8=' } });
    for (const text of ['aGVsbG8', 'aGV$bG8=', 'aGVs bG8=', 'a===', '=']) {
      expect(errorsOf('v1.Secret', { data: { a: text } })).toHaveLength(1);
    }
  });

  it('of half a surrogate pair is the replacement character', () => {
    expect(decodeStructure('v1.PodSpec', { hostname: 'a\ud800b', nodeName: '😀' }).value).toEqual({
      hostname: 'a\ufffdb',
      nodeName: '😀',
    });
  });

  it('of free-form values is what was written', () => {
    const data = { a: [1, null, { b: 'x' }], c: null, constructor: 'y' };
    expect(decodeStructure('apps/v1.ControllerRevision', { revision: 1, data }).value).toEqual({ revision: 1, data });
  });
});

describe('hostile keys', () => {
  it('refuses __proto__ as an unknown field everywhere and touches no prototype', () => {
    const text = `{"metadata":{"__proto__":{"polluted":1},"labels":{"__proto__":"x","constructor":"y"}},
      "__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"data":{"__proto__":{"polluted":1},"a":1}}`;
    const { value, unknownFields } = decodeStructure('apps/v1.ControllerRevision', JSON.parse(text));
    expect([...unknownFields].sort()).toEqual([
      '__proto__',
      'constructor',
      'data.__proto__',
      'metadata.__proto__',
      'metadata.labels[__proto__]',
    ]);
    expect(value).toEqual({ metadata: { labels: { constructor: 'y' } }, data: { a: 1 } });
    expect(Object.getPrototypeOf(value.metadata.labels)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses nesting without end', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 20_000; depth += 1) nested = { properties: { a: nested } };
    const { errors } = decodeStructure('apiextensions.k8s.io/v1.JSONSchemaProps', nested);
    expect(errors.map((error) => error.message)).toEqual([
      'Invalid value: "object": must not be nested deeper than 512 levels',
    ]);
    let list: unknown = [];
    for (let depth = 0; depth < 20_000; depth += 1) list = [list];
    expect(errorsOf('apps/v1.ControllerRevision', { data: list })).toHaveLength(1);
  });
});

describe('any JSON value', () => {
  it('decodes without throwing, and what comes out decodes to itself', () => {
    const names = [
      'metadata',
      'spec',
      'containers',
      'name',
      'labels',
      'status',
      '__proto__',
      'resources',
      'limits',
      'cpu',
    ];
    const { value: json } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom<unknown>(null, true, 1, -0, 1.5, 'x', '500m', 1e300),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 4 }),
      object: fc.dictionary(fc.constantFrom(...names), tie('value')),
    }));
    fc.assert(
      fc.property(json, (input) => {
        const before = JSON.stringify(input);
        const first = decodeStructure('v1.Pod', input);
        expect(JSON.stringify(input)).toBe(before);
        if (first.errors.length > 0) return;
        const second = decodeStructure('v1.Pod', first.value);
        expect(second).toEqual({ value: first.value, unknownFields: [], errors: [] });
      }),
    );
  });
});

const text: FieldSchema = { t: 'string', default: '""' };

const table: SchemaTable = {
  source: 'a custom resource',
  kinds: { 'example.com/v1/Boat': { namespaced: true } },
  types: {
    'example.com/v1.Boat': {
      object: true,
      fields: {
        spec: { ref: 'example.com/v1.BoatSpec', default: '{"sails":[{}]}' },
        boats: { list: { ref: 'example.com/v1.Boat' } },
      },
    },
    'example.com/v1.BoatSpec': {
      fields: { sails: { list: { ref: 'example.com/v1.Sail' } }, byName: { map: { ref: 'example.com/v1.Sail' } } },
    },
    'example.com/v1.Sail': {
      fields: { area: { t: 'int32', default: '10' }, constructor: text },
    },
  },
};

describe('another table', () => {
  it('decodes its own types', () => {
    const boat = { apiVersion: 'example.com/v1', kind: 'Boat', spec: { sails: [{ area: 5, colour: 'red' }] } };
    const { value, unknownFields } = decodeStructure('example.com/v1.Boat', boat, { table });
    expect(unknownFields).toEqual(['spec.sails[0].colour']);
    expect(value.spec).toEqual({ sails: [{ area: 5 }] });
  });

  it('defaults through lists, maps and types that contain themselves', () => {
    const boat = { boats: [{}, { spec: { byName: { main: { area: 3 } } } }] };
    applyDeclaredDefaults('example.com/v1.Boat', boat, { table });
    const sail = { area: 10, constructor: '' };
    expect(boat).toEqual({
      spec: { sails: [sail] },
      boats: [{ spec: { sails: [sail] } }, { spec: { byName: { main: { area: 3, constructor: '' } } } }],
    });
  });
});

const samples: Readonly<Record<ScalarName, unknown>> = {
  string: 'text',
  boolean: true,
  int32: -5,
  int64: 2 ** 40,
  number: 1.5,
  bytes: 'aGVsbG8=',
  time: '2026-01-02T03:04:05Z',
  microTime: '2026-01-02T03:04:05.000006Z',
  duration: '1h30m0s',
  quantity: '500m',
  intOrString: 'http',
  any: { a: [null] },
};

/** A value with every field of a type, down to where a type contains itself. */
function sampleOf(field: FieldSchema, above: readonly string[] = []): unknown {
  if ('list' in field) return [sampleOf(field.list, above)];
  if ('map' in field) return { key: sampleOf(field.map, above) };
  if (!('ref' in field)) return samples[field.t];
  if (above.includes(field.ref)) return {};
  const { fields, object } = typeSchema(field.ref);
  const below = [...above, field.ref];
  const entries = Object.entries(fields).map(([name, each]) => [name, sampleOf(each, below)]);
  return { ...(object && { apiVersion: 'a/b', kind: 'C' }), ...Object.fromEntries(entries) };
}

it('every kind of the table takes a value with every one of its fields, as it is', () => {
  for (const kind of Object.keys(schemaTable.kinds)) {
    const slash = kind.lastIndexOf('/');
    const typeName = typeNameOf(kind.slice(0, slash), kind.slice(slash + 1));
    const sample = sampleOf({ ref: typeName });
    expect(decodeStructure(typeName, sample), typeName).toEqual({ value: sample, unknownFields: [], errors: [] });
  }
});

describe('declared defaults of Kubernetes', () => {
  it('are filled in where the field is absent and its parent is there', () => {
    const object = {
      spec: {
        containers: [
          {
            name: 'a',
            ports: [{ containerPort: 1 }, { containerPort: 2, protocol: 'UDP' }],
            livenessProbe: { grpc: { port: 1 } },
          },
        ],
        volumes: [{ name: 'v', azureDisk: { diskName: 'd' } }],
        imagePullSecrets: [{}],
      },
    };
    applyDeclaredDefaults('v1.Pod', object);
    expect(object.spec).toEqual({
      containers: [
        {
          name: 'a',
          ports: [
            { containerPort: 1, protocol: 'TCP' },
            { containerPort: 2, protocol: 'UDP' },
          ],
          livenessProbe: { grpc: { port: 1, service: '' } },
        },
      ],
      volumes: [
        {
          name: 'v',
          azureDisk: { diskName: 'd', cachingMode: 'ReadWrite', fsType: 'ext4', kind: 'Shared', readOnly: false },
        },
      ],
      imagePullSecrets: [{}],
    });
  });
});
