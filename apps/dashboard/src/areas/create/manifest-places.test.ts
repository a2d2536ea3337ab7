import { expect, it } from 'vitest';
import { kindAround } from './manifest-completion.ts';
import { fieldParts, manifestPlaces } from './manifest-places.ts';

const text = `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: app
          image: ''
---
kind: List
items:
  - kind: Secret
    metadata: { name: one }
  - kind: Secret
    metadata: { name: two }
`;

it('tells the objects of manifests and where they begin, those of lists one by one', () => {
  const found = manifestPlaces(text).map(({ kind, namespace, name, line }) => `${line} ${kind} ${namespace}/${name}`);
  expect(found).toEqual(['1 ConfigMap /a', '6 Deployment shop/web', '20 Secret /one', '22 Secret /two']);
});

it('finds the line of a field, or of the nearest that is there', () => {
  const web = manifestPlaces(text)[1];
  expect(web?.lineOf('spec.template.spec.containers[0].image')).toBe(16);
  expect(web?.lineOf('spec.template.spec.containers[0].ports[0].name')).toBe(15);
  expect(web?.lineOf('status.replicas')).toBe(6);
});

it('reads fields as errors write them', () => {
  expect(fieldParts('metadata.labels[a.b/c].x[0]')).toEqual(['metadata', 'labels', 'a.b/c', 'x', 0]);
});

it('knows the kind of the document around the cursor', () => {
  expect(kindAround(text, 5)).toBe('ConfigMap');
  expect(kindAround(text, text.indexOf('template'))).toBe('Deployment.apps');
  expect(kindAround('a: b', 1)).toBeUndefined();
});
