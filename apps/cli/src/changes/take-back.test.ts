import type { ApiObject } from '@portolan/client/objects.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asManifest, changedSince, takeBack } from './take-back.ts';

interface Fields {
  readonly metadata?: object;
  readonly spec?: object;
  readonly [field: string]: unknown;
}
const anObject = ({ metadata = {}, ...rest }: Fields): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', uid: 'u1', ...metadata },
  ...rest,
});
const states = (before: Fields, after: Fields, current: Fields) => ({
  before: anObject(before),
  after: anObject(after),
  current: anObject(current),
});

describe('takeBack', () => {
  it('gives fields of the change their values from before, and leaves what others changed', () => {
    const { object, isChanged, conflicts } = takeBack(
      states(
        { spec: { replicas: 2, paused: true } },
        { spec: { replicas: 5, paused: true } },
        {
          spec: { replicas: 5 },
          status: { replicas: 5 },
          metadata: { annotations: { own: 'x' }, resourceVersion: '9' },
        },
      ),
    );
    expect({ isChanged, conflicts }).toEqual({ isChanged: true, conflicts: [] });
    expect(object).toEqual(
      anObject({
        spec: { replicas: 2 },
        status: { replicas: 5 },
        metadata: { annotations: { own: 'x' }, resourceVersion: '9' },
      }),
    );
  });

  it('names fields that somebody has changed since', () => {
    const { conflicts } = takeBack(
      states({ spec: { replicas: 2 } }, { spec: { replicas: 5 } }, { spec: { replicas: 7 } }),
    );
    expect(conflicts).toEqual([{ field: 'spec.replicas', is: 7, was: 5 }]);
  });

  it('has nothing to do where things are as they were', () => {
    const { isChanged, conflicts } = takeBack(
      states({ spec: { replicas: 2 } }, { spec: { replicas: 5 } }, { spec: { replicas: 2 } }),
    );
    expect({ isChanged, conflicts }).toEqual({ isChanged: false, conflicts: [] });
  });

  it('removes what was added, and the map that was made for it unless others use it', () => {
    const added = { metadata: { annotations: { note: 'x' } } };
    expect(takeBack(states({}, added, added)).object.metadata).toEqual({ name: 'web', uid: 'u1' });
    const shared = { metadata: { annotations: { note: 'x', 'deployment.kubernetes.io/revision': '1' } } };
    expect(takeBack(states({}, added, shared)).object.metadata.annotations).toEqual({
      'deployment.kubernetes.io/revision': '1',
    });
  });

  it('tells containers apart by their names', () => {
    const spec = (first: string, second: string) => ({
      spec: {
        containers: [
          { name: 'a', image: first },
          { name: 'b', image: second },
        ],
      },
    });
    const { object, conflicts } = takeBack(states(spec('1', '1'), spec('2', '1'), spec('2', '9')));
    expect(conflicts).toEqual([]);
    expect(object).toEqual(anObject(spec('1', '9')));
  });

  it('leads back to what was there when nobody has changed anything since', () => {
    const value = fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer(), { maxLength: 3 }));
    const spec = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof(value, fc.dictionary(fc.constantFrom('x', 'y'), value, { minKeys: 1 })),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(spec, spec, (before, after) => {
        const { object, conflicts } = takeBack(states({ spec: before }, { spec: after }, { spec: after }));
        expect(conflicts).toEqual([]);
        expect(object).toEqual(anObject({ spec: before }));
      }),
    );
  });
});

describe('changedSince', () => {
  it('does not count placing a pod, reporting on it, and what controllers note', () => {
    const after = anObject({ spec: { a: 1 } });
    const current = anObject({
      spec: { a: 1, nodeName: 'n1' },
      status: { phase: 'Running' },
      metadata: { resourceVersion: '9', annotations: { 'deployment.kubernetes.io/revision': '1' } },
    });
    expect(changedSince(after, current)).toEqual([]);
    const labelled = anObject({ spec: { a: 2 }, metadata: { labels: { 'a.b/c': 'x' } } });
    expect(changedSince(after, labelled)).toEqual([
      { field: 'spec.a', is: 2, was: 1 },
      { field: 'metadata.labels[a.b/c]', is: 'x', was: undefined },
    ]);
  });
});

describe('asManifest', () => {
  it('is what an author could write', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'web',
        uid: '1',
        generation: 1,
        deletionTimestamp: 'x',
        finalizers: ['foregroundDeletion', 'own'],
      },
      spec: { nodeName: 'n1', containers: [] },
      status: {},
    };
    expect(asManifest(pod)).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', finalizers: ['own'] },
      spec: { containers: [] },
    });
  });
});
