import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { compareByPaths } from './ordering.ts';

function pod(name: string, fields: object = {}): { metadata: { name: string } } {
  return { metadata: { name }, ...fields };
}

function namesBy(orderBy: string[], pods: { metadata: { name: string } }[], typeName = 'v1.Pod'): string[] {
  return pods.toSorted(compareByPaths(orderBy, typeName)).map((each) => each.metadata.name);
}

describe('ordering', () => {
  it('compares numbers, quantities, times and resource versions as such', () => {
    const priorities = [10, 9, 100].map((priority) => pod(String(priority), { spec: { priority } }));
    expect(namesBy(['spec.priority'], priorities)).toEqual(['9', '10', '100']);
    expect(namesBy(['-spec.priority'], priorities)).toEqual(['100', '10', '9']);
    const volumes = ['1Gi', '900Mi', '2000M'].map((storage) => pod(storage, { spec: { capacity: { storage } } }));
    expect(namesBy(['spec.capacity.storage'], volumes, 'v1.PersistentVolume')).toEqual(['900Mi', '1Gi', '2000M']);
    const versions = ['9', '10'].map((resourceVersion) => ({ metadata: { name: resourceVersion, resourceVersion } }));
    expect(namesBy(['metadata.resourceVersion'], versions)).toEqual(['9', '10']);
  });

  it('goes on to the next path where the first does not tell, and keeps ties in their order', () => {
    const on = (nodeName: string, name: string) => pod(name, { spec: { nodeName } });
    const pods = [on('n1', 'b'), on('n2', 'z'), on('n1', 'a'), on('n1', 'c')];
    expect(namesBy(['spec.nodeName', '-metadata.name'], pods)).toEqual(['c', 'b', 'a', 'z']);
    expect(namesBy(['metadata.namespace'], pods)).toEqual(['b', 'z', 'a', 'c']);
  });

  it('puts what lacks the field first', () => {
    const pods = [pod('b', { spec: { priority: -5 } }), pod('a')];
    expect(namesBy(['spec.priority'], pods)).toEqual(['a', 'b']);
    expect(namesBy(['-spec.priority'], pods)).toEqual(['b', 'a']);
  });

  it.each(['spec.foo', 'spec', 'spec.containers', 'spec.containers[*].name', '', '-', '--spec.priority'])(
    'refuses %j as a bad request',
    (path) => {
      expect(() => compareByPaths([path], 'v1.Pod')).toThrow(ApiError);
    },
  );

  it('is an order for any values', () => {
    const objects = fc.record({ spec: fc.record({ priority: fc.integer({ min: -3, max: 3 }) }, { requiredKeys: [] }) });
    const compare = compareByPaths(['spec.priority'], 'v1.Pod');
    fc.assert(
      fc.property(objects, objects, objects, (a, b, c) => {
        expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
