import { expect, it } from 'vitest';
import { parseStaticPod } from './static-pods.ts';

const origin = { file: '/etc/manifests/web.yaml', nodeName: 'n1', nowMs: 0 };
const web = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { containers: [{ name: main, image: 'web:1' }] }
`;

it('is named after its node, and tells its source', () => {
  const { metadata, spec } = parseStaticPod(web, origin);
  expect(metadata).toMatchObject({
    name: 'web-n1',
    namespace: 'default',
    annotations: { 'kubernetes.io/config.source': 'file', 'kubernetes.io/config.hash': metadata.uid },
  });
  expect(spec).toMatchObject({ nodeName: 'n1', tolerations: [{ operator: 'Exists', effect: 'NoExecute' }] });
});

it('is another pod when its manifest changes, and the same one when it does not', () => {
  const { uid } = parseStaticPod(web, origin).metadata;
  expect(parseStaticPod(`# again\n${web}`, { ...origin, nowMs: 5 }).metadata.uid).toBe(uid);
  expect(parseStaticPod(web.replace('web:1', 'web:2'), origin).metadata.uid).not.toBe(uid);
});

it.each([
  ['no YAML', '{', 'Flow map must end'],
  ['another kind', web.replace('kind: Pod', 'kind: Node'), 'expected a Pod of v1, found Node of v1'],
  ['no name', web.replace('name: web', 'labels: {}'), 'metadata.name: Required value'],
  ['no container', web.replace(/containers.*/, 'containers: [] }'), 'spec.containers: Required value'],
  ['two documents', `${web}---\n${web}`, 'expected one document'],
  ['a service account', web.replace('spec: {', 'spec: { serviceAccountName: robot,'), 'service accounts'],
  ['a secret', web.replace("'web:1'", "'web:1', envFrom: [{ secretRef: { name: key } }]"), 'can not reference secrets'],
  ['a config map', web.replace('spec: {', 'spec: { volumes: [{ name: a, configMap: { name: b } }],'), 'configmaps'],
])('refuses %s', (_, text, message) => {
  expect(() => parseStaticPod(text, origin)).toThrow(message);
});
