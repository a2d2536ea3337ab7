import { expect, it } from 'vitest';
import { aNamespace, aPod, aServiceAccount } from './manifests.ts';

it('changes metadata and spec field by field, and replaces what else is named', () => {
  const pod = aPod({ metadata: { name: 'db' }, spec: { nodeName: 'n1' }, status: { phase: 'Running' } });
  expect(pod.metadata).toEqual({ ...aPod().metadata, name: 'db' });
  expect(pod.spec).toEqual({ ...aPod().spec, nodeName: 'n1' });
  expect(pod.status).toEqual({ phase: 'Running' });
});

it('adds a spec only where there is one', () => {
  expect(aServiceAccount()).not.toHaveProperty('spec');
  expect(aNamespace({ spec: { finalizers: [] } }).spec).toEqual({ finalizers: [] });
});

it('builds objects that share nothing', () => {
  const [one, other] = [aPod(), aPod()];
  if (one.metadata.labels) one.metadata.labels.app = 'changed';
  one.spec?.containers.pop();
  expect(other).toEqual(aPod());
});
