import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyObject } from '../../resource/object.ts';
import type { StoredObject } from '../../store/store.ts';
import type { OwnerState } from './owners.ts';
import { planDependent } from './plan-dependent.ts';

const reference = (uid: string, blockOwnerDeletion = true) => {
  return { apiVersion: 'v1', kind: 'ConfigMap', name: uid, uid, blockOwnerDeletion };
};

function stored(metadata: object): StoredObject {
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', uid: 'a', resourceVersion: '7', ...metadata },
  };
  return { key: { kind: 'Pod', namespace: 'default', name: 'a' }, uid: 'a', revision: 7, object: object as AnyObject };
}

const foreground = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['foregroundDeletion'] };

function plan(states: OwnerState[], metadata: object = {}, dependents: StoredObject[] = []): string {
  const ownerReferences = states.map((_, position) => reference(`o${position}`));
  const operation = planDependent({
    stored: stored({ ownerReferences, ...metadata }),
    stateOf: ({ uid }) => states[Number(uid.slice(1))] ?? 'absent',
    dependents,
  });
  if (!operation) return 'nothing';
  if (operation.verb === 'delete') return `delete ${operation.propagation}`;
  if (operation.verb !== 'patch') return operation.verb;
  const { ownerReferences: next } = (
    operation.patch as { metadata: { ownerReferences: ReturnType<typeof reference>[] } }
  ).metadata;
  return `owners ${next.map(({ uid, blockOwnerDeletion }) => `${uid}${blockOwnerDeletion ? '' : ' unblocked'}`).join()}`;
}

describe('an object', () => {
  it.each<[string, string, string]>([
    ['whose owner lives', plan(['live']), 'nothing'],
    ['without owners', plan([]), 'nothing'],
    ['whose owner is gone', plan(['absent']), 'delete Background'],
    ['whose owner is in another namespace', plan(['misplaced']), 'delete Background'],
    ['whose owner nobody can find', plan(['absent', 'unresolvable']), 'nothing'],
    ['with an owner left', plan(['absent', 'live', 'waiting']), 'owners o1'],
    ['that is being deleted', plan(['absent'], { deletionTimestamp: '2026-01-01T00:00:00Z' }), 'nothing'],
    ['whose owner waits and that owns nothing', plan(['waiting']), 'delete Background'],
    ['whose owner waits and that owns others', plan(['waiting'], {}, [stored({})]), 'delete Foreground'],
    [
      'whose owner waits and that is owned in a circle',
      plan(['waiting'], {}, [stored(foreground)]),
      'owners o0 unblocked',
    ],
    ['that asked for its own to be let go', plan(['absent'], { finalizers: ['orphan'] }), 'delete Orphan'],
    ['that asked to wait', plan(['absent'], { finalizers: ['foregroundDeletion'] }), 'delete Foreground'],
  ])('%s', (_, planned, expected) => {
    expect(planned).toBe(expected);
  });
});

it('is never deleted while an owner lives, and only as it was seen', () => {
  const states = fc.array(fc.constantFrom<OwnerState>('live', 'waiting', 'absent', 'misplaced', 'unresolvable'));
  fc.assert(
    fc.property(states, (owners) => {
      const ownerReferences = owners.map((_, position) => reference(`o${position}`));
      const stateOf = ({ uid }: { uid: string }) => owners[Number(uid.slice(1))] ?? 'absent';
      const operation = planDependent({ stored: stored({ ownerReferences }), stateOf, dependents: [] });
      if (owners.includes('live')) expect(operation?.verb).not.toBe('delete');
      if (operation?.verb === 'delete') expect(operation.preconditions).toEqual({ uid: 'a', resourceVersion: '7' });
      if (operation?.verb === 'patch') {
        expect(operation.patch).toMatchObject({ metadata: { uid: 'a', resourceVersion: '7' } });
      }
    }),
  );
});
