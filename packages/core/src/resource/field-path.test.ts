import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { fieldAt, formatPath, type PathSegment, parsePath, readPath } from './field-path.ts';

const pod = {
  apiVersion: 'v1',
  metadata: { name: 'web', labels: { app: 'web', 'app.kubernetes.io/name': 'shop', "it's": 'x' } },
  spec: {
    containers: [
      { name: 'app', image: 'nginx', ports: [{ containerPort: 80, protocol: 'TCP' }] },
      { name: 'log', ports: [{ containerPort: 80, protocol: 'UDP', name: 'dns' }] },
    ],
  },
  data: { '0': 'zero' },
};

describe('reading', () => {
  const cases: [string, unknown][] = [
    ['metadata.name', 'web'],
    ['.metadata.name', 'web'],
    ['metadata.labels.app', 'web'],
    ["metadata.labels['app.kubernetes.io/name']", 'shop'],
    ['metadata.labels["app.kubernetes.io/name"]', 'shop'],
    ['metadata.labels[app.kubernetes.io/name]', 'shop'],
    ["metadata.labels['it\\'s']", 'x'],
    ['spec.containers[0].image', 'nginx'],
    ['spec.containers[1].image', undefined],
    ['spec.containers[9].image', undefined],
    ['spec.containers[name=app].image', 'nginx'],
    ['spec.containers[name=nope].image', undefined],
    ['spec.containers[1].ports[containerPort=80,protocol=UDP].name', 'dns'],
    ['spec.containers[1].ports[containerPort=80, protocol=TCP].name', undefined],
    ['spec.containers[*].name', ['app', 'log']],
    ['spec.containers[*].image', ['nginx']],
    ['spec.containers[*].ports[*].protocol', ['TCP', 'UDP']],
    ['metadata.labels[*]', ['web', 'shop', 'x']],
    ['spec.nope[*]', []],
    ['data[0]', 'zero'],
    ['metadata.name.length', undefined],
    ['metadata.constructor', undefined],
    ['metadata.labels.toString', undefined],
    ['metadata.__proto__', undefined],
    ['spec.containers.length', undefined],
  ];
  it.each(cases)('%s', (path, value) => {
    expect(readPath(pod, path)).toEqual(value);
  });
});

describe('malformed paths', () => {
  it.each(['', '.', 'a..b', 'a.', 'a[', 'a[]', "a['b]", 'a[b=c,d]', 'a b', 'a]b', 'a[0]b', `a${'.a'.repeat(100)}`])(
    '%j is a bad request',
    (text) => {
      expect(() => parsePath(text)).toThrow(ApiError);
    },
  );
});

describe('what the table says', () => {
  const cases: [string, string, string | undefined][] = [
    ['v1.Pod', 'spec.nodeName', 'string'],
    ['v1.Pod', 'kind', 'string'],
    ['v1.Pod', 'spec.containers[0].ports[*].containerPort', 'int32'],
    ['v1.Pod', 'spec.containers[name=a].resources.limits.cpu', 'quantity'],
    ['v1.Pod', "metadata.labels['a.b/c']", 'string'],
    ['apps/v1.ControllerRevision', 'data.any.thing[0]', 'any'],
    ['v1.Pod', 'spec.nope', undefined],
    ['v1.Pod', 'spec.containers.name', undefined],
    ['v1.Pod', 'spec.nodeName.x', undefined],
    ['v1.Pod', 'spec[0]', undefined],
    ['v1.Pod', 'constructor', undefined],
    ['v1.PodSpec', 'kind', undefined],
  ];
  it.each(cases)('%s %s is %s', (typeName, path, scalar) => {
    const field = fieldAt(typeName, parsePath(path));
    expect(field && 't' in field ? field.t : field).toBe(scalar);
  });
});

it('parses what it prints', () => {
  const names = fc.oneof(
    fc.constantFrom('spec', 'a-b', '0', "it's", 'a.b/c', 'a\\', '__proto__'),
    fc.string({ minLength: 1 }),
  );
  const keys = fc.tuple(fc.constantFrom('name', 'containerPort'), fc.constantFrom('app', '80', ''));
  const segments: fc.Arbitrary<PathSegment> = fc.oneof(
    names.map((name) => ({ kind: 'name' as const, name })),
    fc.nat(1000).map((index) => ({ kind: 'index' as const, index })),
    fc.array(keys, { minLength: 1, maxLength: 2 }).map((pairs) => ({ kind: 'keys' as const, keys: pairs })),
    fc.constant({ kind: 'all' as const }),
  );
  fc.assert(
    fc.property(fc.array(segments, { minLength: 1, maxLength: 5 }), (path) => {
      expect(parsePath(formatPath(path))).toEqual(path);
    }),
  );
});
