import { expect, it } from 'vitest';
import { yamlOf } from './yaml-text.ts';

it('writes fields by name, those of lists too, in whatever order they came', () => {
  const object = {
    spec: { ports: [{ protocol: 'TCP', port: 80 }], clusterIP: 'None' },
    metadata: { name: 'web', uid: '1', managedFields: [] },
    kind: 'Service',
    apiVersion: 'v1',
  };
  expect(yamlOf(object).split('\n')).toEqual([
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    '  name: web',
    '  uid: "1"',
    'spec:',
    '  clusterIP: None',
    '  ports:',
    '    - port: 80',
    '      protocol: TCP',
    '',
  ]);
});
