import { expect, it } from 'vitest';
import type { Sketch } from '../../../../../../test/support/kind-check.ts';
import { containerErrors, podErrors } from '../../../../../../test/support/pod-check.ts';

const name = 'A';
const oneSource =
  'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
const fieldPaths =
  'supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"';

it.each<[string, Sketch, string[]]>([
  ['a plain value', { name, value: 'x' }, []],
  ['an empty value', { name }, []],
  ['a name with dots and dashes', { name: 'my.name-1', value: 'x' }, []],
  ['no name', { value: 'x' }, ['env[0].name: Required value']],
  [
    'an equals sign in the name',
    { name: 'a=b' },
    [
      `env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than '='`,
    ],
  ],
  ['no source', { name, valueFrom: {} }, [`env[0].valueFrom: Invalid value: "": ${oneSource}`]],
  [
    'a value and a source',
    { name, value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ['env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
  ],
  [
    'two sources',
    { name, valueFrom: { fieldRef: { fieldPath: 'metadata.name' }, secretKeyRef: { name: 's', key: 'k' } } },
    ['env[0].valueFrom: Invalid value: "": may not have more than one field specified at a time'],
  ],
  ['a field of the pod', { name, valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }, []],
  ['a label of the pod', { name, valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } }, []],
  [
    'a subscript where there is no map',
    { name, valueFrom: { fieldRef: { fieldPath: "metadata.name['a']" } } },
    [
      `env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name['a']": error converting fieldPath: field label does not support subscript: metadata.name['a']`,
    ],
  ],
  [
    'a field nobody knows',
    { name, valueFrom: { fieldRef: { fieldPath: 'spec.foo' } } },
    [
      'env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.foo": error converting fieldPath: field label not supported: spec.foo',
    ],
  ],
  [
    'a field that only files may show',
    { name, valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } },
    [`env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": ${fieldPaths}`],
  ],
  [
    'another version',
    { name, valueFrom: { fieldRef: { apiVersion: 'v2', fieldPath: 'metadata.name' } } },
    [
      'env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2',
    ],
  ],
  ['no field', { name, valueFrom: { fieldRef: {} } }, ['env[0].valueFrom.fieldRef.fieldPath: Required value']],
  ['a resource', { name, valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } }, []],
  ['huge pages', { name, valueFrom: { resourceFieldRef: { resource: 'limits.hugepages-2Mi' } } }, []],
  [
    'another resource',
    { name, valueFrom: { resourceFieldRef: { resource: 'limits.gpu' } } },
    [
      'env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.gpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
    ],
  ],
  [
    'a divisor that does not fit',
    { name, valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } },
    [
      `env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
    ],
  ],
  [
    'a divisor no memory is counted in',
    { name, valueFrom: { resourceFieldRef: { resource: 'requests.memory', divisor: '1m' } } },
    [
      `env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "requests.memory": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the memory resource`,
    ],
  ],
  [
    'a secret without a key',
    { name, valueFrom: { secretKeyRef: { name: 's' } } },
    ['env[0].valueFrom.secretKeyRef.key: Required value'],
  ],
  [
    'no file',
    { name, valueFrom: { fileKeyRef: {} } },
    [
      'env[0].valueFrom.fileKeyRef.key: Required value',
      'env[0].valueFrom.fileKeyRef.volumeName: Required value',
      'env[0].valueFrom.fileKeyRef.path: Required value',
      'env[0].valueFrom.fileKeyRef.volumeName: Not found: ""',
    ],
  ],
  [
    'no resource',
    { name, valueFrom: { resourceFieldRef: {} } },
    ['env[0].valueFrom.resourceFieldRef.resource: Required value'],
  ],
  [
    'a file upwards',
    { name, valueFrom: { fileKeyRef: { key: 'K', volumeName: 'v', path: '../env' } } },
    [
      `env[0].valueFrom.fileKeyRef.path: Invalid value: "../env": must not contain '..'`,
      'env[0].valueFrom.fileKeyRef.volumeName: Not found: "v"',
    ],
  ],
])('checks a variable with %s', (_, variable, errors) => {
  expect(containerErrors({ env: [variable] })).toEqual(errors);
});

it('reads files only from volumes that containers write', () => {
  const env = [{ name, valueFrom: { fileKeyRef: { key: 'K', volumeName: 'v', path: 'env' } } }];
  const volumes = (source: Sketch) => ({ volumes: [{ name: 'v', ...source }] });
  expect(containerErrors({ env }, volumes({ emptyDir: {} }))).toEqual([]);
  expect(containerErrors({ env }, volumes({ hostPath: { path: '/tmp' } }))).toEqual([
    'env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "v": referenced volume must be of type emptyDir',
  ]);
});

it.each<[string, Sketch, string[]]>([
  ['a config map', { configMapRef: { name: 'm' }, prefix: 'P_' }, []],
  ['nothing', {}, ['envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`']],
  [
    'two sources',
    { configMapRef: { name: 'm' }, secretRef: { name: 's' } },
    ['envFrom: Invalid value: "": may not have more than one field specified at a time'],
  ],
  ['a nameless secret', { secretRef: {} }, ['envFrom[0].secretRef.name: Required value']],
])('checks variables taken from %s', (_, source, errors) => {
  expect(containerErrors({ envFrom: [source] })).toEqual(errors);
});

it('checks init containers as well, at their own paths', () => {
  const initContainers = [{ name: 'i', image: 'busybox', env: [{ value: 'x' }] }];
  expect(podErrors({ initContainers })).toEqual(['spec.initContainers[0].env[0].name: Required value']);
});
