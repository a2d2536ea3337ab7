import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareInKind, compareText } from './key-order.ts';
import { LiveObjects } from './live-objects.ts';
import { keyOf, objectAt } from './store-suite-objects.ts';
import { storedObject } from './stored-object.ts';

describe('key order', () => {
  it('is the order of UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(
        text,
        text,
        (x, y) => Math.sign(compareText(x, y)) === Buffer.compare(Buffer.from(x), Buffer.from(y)),
      ),
    );
  });
});

describe('live objects', () => {
  it('list what was set and not deleted, in key order, whatever the order it came in', () => {
    const place = fc.record({
      namespace: fc.constantFrom('', 'a', 'a-b', 'b'),
      name: fc.constantFrom('x', 'y', 'z', 'x-1'),
    });
    const step = fc.record({ place, isDeleted: fc.boolean(), looks: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const objects = new LiveObjects();
        const model = new Map<string, { namespace: string; name: string; revision: number }>();
        steps.forEach(({ place: { namespace, name }, isDeleted, looks }, revision) => {
          const key = keyOf(name, { namespace });
          if (isDeleted) objects.delete(key);
          else objects.set(storedObject(key, revision, objectAt(key, revision)));
          if (isDeleted) model.delete(`${namespace}/${name}`);
          else model.set(`${namespace}/${name}`, { namespace, name, revision });
          if (looks) objects.list('ConfigMap');
        });
        const expected = [...model.values()].sort(compareInKind);
        const shown = (namespace?: string) =>
          objects
            .list('ConfigMap', namespace)
            .map(({ key, revision }) => ({ namespace: key.namespace, name: key.name, revision }));
        expect(shown()).toEqual(expected);
        for (const each of ['', 'a', 'a-b', 'b', 'c']) {
          expect(shown(each)).toEqual(expected.filter(({ namespace }) => namespace === each));
        }
        expect(objects.kindNames()).toEqual(model.size > 0 ? ['ConfigMap'] : []);
      }),
    );
  });
});
