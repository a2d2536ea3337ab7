import type { ApiObject } from '@portolan/client/objects.ts';
import { describe, expect, it } from 'vitest';
import type { WholeChange } from './change-sets.ts';
import { type ChangedSince, planUndo } from './undo-plan.ts';

const anObject = (metadata: object = {}, more: object = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1', resourceVersion: '5', ...metadata },
  ...more,
});
const created = (object = anObject()): WholeChange => ({ ...place, type: 'ADDED', object, previous: null });
const updated = (previous: ApiObject | null, object: ApiObject): WholeChange => ({
  ...place,
  type: 'MODIFIED',
  object,
  previous,
});
const deleted = (object = anObject()): WholeChange => ({ ...place, type: 'DELETED', object, previous: object });
const place = { kind: 'ConfigMap', namespace: 'shop', name: 'web' };
const plan = (change: WholeChange, current?: ApiObject) => planUndo([{ change, current } as ChangedSince], '5');
const marked = { deletionTimestamp: '2026-01-01T00:00:00Z' };

describe('the plan of an undo', () => {
  it('guards every step by what it was made for', () => {
    const now = anObject({ resourceVersion: '9' });
    expect(plan(created(), now).steps.map(({ input }) => input)).toEqual([
      { delete: { ...place, preconditions: { uid: 'u1', resourceVersion: '9' }, propagation: 'BACKGROUND' } },
    ]);
    const [red, green] = [{ data: { color: 'red' } }, { data: { color: 'green' } }];
    const step = plan(updated(anObject({}, red), anObject({}, green)), anObject({ resourceVersion: '9' }, green))
      .steps[0];
    expect(step?.input).toEqual({ update: { object: anObject({ resourceVersion: '9' }, red) } });
  });

  it('takes the last change back first', () => {
    const [one, other] = [created(), { ...created(), name: 'other' }];
    const both = [one, other].map((change) => ({ change, current: anObject() }));
    expect(planUndo(both, '5').steps.map(({ name }) => name)).toEqual(['configmap/other', 'configmap/web']);
  });

  it.each<[string, WholeChange, ApiObject | undefined]>([
    ['is another object now, made after revision 5', created(), anObject({ uid: 'u2' })],
    ['is another object now', updated(anObject(), anObject({}, { data: {} })), anObject({ uid: 'u2' })],
    ['has been changed since revision 5: data.a is "1" and was not set', created(), anObject({}, { data: { a: '1' } })],
    ['history no longer holds what it was before revision 5', updated(null, anObject()), anObject()],
    ['was deleted after revision 5', updated(anObject(), anObject({ labels: { a: 'b' } })), undefined],
    ['is there again, made after revision 5', deleted(), anObject({ uid: 'u2' })],
    ['is still being deleted, which cannot be stopped', updated(anObject(), anObject(marked)), anObject(marked)],
  ])('has a conflict where an object %s', (text, change, current) => {
    const { steps, conflicts } = plan(change, current);
    expect(steps).toEqual([]);
    expect(conflicts).toEqual([expect.stringContaining(text)]);
  });

  it.each<[string, WholeChange, ApiObject | undefined]>([
    ['is gone already', created(), undefined],
    ['is being deleted already', created(), anObject(marked)],
    ['only its status was changed', updated(anObject(), anObject({}, { status: { phase: 'x' } })), anObject()],
  ])('leaves alone an object that %s', (text, change, current) => {
    const { steps, conflicts, notes } = plan(change, current);
    expect({ steps, conflicts }).toEqual({ steps: [], conflicts: [] });
    expect(notes).toEqual([expect.stringContaining(text)]);
  });

  it('makes anew what had to come to its end first and is gone by now', () => {
    const { steps } = plan(
      updated(anObject({ labels: { a: 'b' } }), anObject({ labels: { a: 'b' }, ...marked })),
      undefined,
    );
    expect(steps.map(({ input }) => input)).toEqual([
      {
        create: {
          object: {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'web', namespace: 'shop', labels: { a: 'b' } },
          },
        },
      },
    ]);
  });
});
