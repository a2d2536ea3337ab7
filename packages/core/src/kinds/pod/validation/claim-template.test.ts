import { expect, it } from 'vitest';
import type { Sketch } from '../../../../../../test/support/kind-check.ts';
import { podErrors } from '../../../../../../test/support/pod-check.ts';

const prefix = 'spec.volumes[0].ephemeral.volumeClaimTemplate';
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

it.each<[string, Sketch, string[]]>([
  ['a claim', { spec: claim }, []],
  [
    'nothing',
    { spec: {} },
    ['spec.accessModes: Required value: at least 1 access mode is required', 'spec.resources[storage]: Required value'],
  ],
  [
    'everything wrong',
    {
      metadata: { name: 'n', labels: { a: 'b' } },
      spec: {
        accessModes: ['ReadWriteOncePod', 'ReadOnlyMany', 'Any'],
        resources: { requests: { storage: '0' } },
        volumeMode: 'Tape',
        dataSource: { kind: 'Snapshot', name: 's' },
      },
    },
    [
      'metadata.name: Forbidden: cannot be set',
      'spec.accessModes: Unsupported value: "Any": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
      'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
      'spec.resources[storage]: Invalid value: "0": must be greater than zero',
      'spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"',
      'spec.dataSource: Invalid value: "Snapshot": must be \'PersistentVolumeClaim\' when referencing the default apiGroup',
    ],
  ],
  [
    'two sources',
    {
      spec: {
        ...claim,
        dataSource: { kind: 'PersistentVolumeClaim', name: 'a' },
        dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'b' },
      },
    },
    ['spec: Invalid value: "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.dataSource": must match dataSourceRef'],
  ],
  [
    'a source elsewhere beside one here',
    {
      spec: {
        ...claim,
        dataSource: { kind: 'PersistentVolumeClaim', name: 'a' },
        dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'a', namespace: 'b' },
      },
    },
    [
      'spec: Invalid value: "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.dataSource": may not be specified when dataSourceRef.namespace is specified',
    ],
  ],
  [
    'a nameless source of a malformed group',
    { spec: { ...claim, dataSourceRef: { apiGroup: 'A' } } },
    [
      'spec.dataSourceRef.name: Required value',
      'spec.dataSourceRef.kind: Required value',
      `spec.dataSourceRef.apiGroup: Invalid value: "A": ${subdomain}`,
    ],
  ],
])('checks an ephemeral volume of %s', (_, volumeClaimTemplate, errors) => {
  const volumes = [{ name: 'v', ephemeral: { volumeClaimTemplate } }];
  expect(podErrors({ volumes })).toEqual(errors.map((error) => `${prefix}.${error}`));
});
