import { describe, expect, it } from 'vitest';
import { created, creationErrors, statusErrors, updated } from '../../../../../test/support/kind-check.ts';
import { namespace } from './kind.ts';

it('is created active, with its finalizer and a label of its name', () => {
  expect(created(namespace, { metadata: { name: 'web', labels: { team: 'a' } } })).toMatchObject({
    metadata: { labels: { team: 'a', 'kubernetes.io/metadata.name': 'web' } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
});

it('keeps the finalizers it is created with', () => {
  const { spec } = created(namespace, { spec: { finalizers: ['example.com/archive', 'kubernetes'] } });
  expect(spec).toEqual({ finalizers: ['example.com/archive', 'kubernetes'] });
});

it('corrects the label of its name', () => {
  const { metadata } = created(namespace, {
    metadata: { name: 'web', labels: { 'kubernetes.io/metadata.name': 'x' } },
  });
  expect(metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'web' });
});

it('does not let an ordinary update change its finalizers', () => {
  const old = created(namespace, {});
  expect(updated(namespace, { spec: { finalizers: [] } }, old).spec).toEqual({ finalizers: ['kubernetes'] });
});

it.each([
  ['a qualified name', ['example.com/archive'], []],
  [
    'a plain name that is not Kubernetes',
    ['archive'],
    ['"archive": name is neither a standard finalizer name nor is it fully qualified'],
  ],
])('takes %s as a finalizer or refuses it', (_, finalizers, details) => {
  const expected = details.map((detail) => `spec.finalizers: Invalid value: ${detail}`);
  expect(creationErrors(namespace, { spec: { finalizers } })).toEqual(expected);
});

describe('its phase', () => {
  const deletionTimestamp = '2026-01-01T00:00:00Z';

  it('is Active unless it is being deleted', () => {
    expect(statusErrors(namespace, { status: { phase: 'Active' } }, {})).toEqual([]);
    expect(statusErrors(namespace, { status: { phase: 'Terminating' } }, {})).toEqual([
      'status.Phase: Invalid value: "Terminating": may only be \'Active\' if `deletionTimestamp` is empty',
    ]);
  });

  it('is Terminating while it is being deleted', () => {
    const metadata = { name: 'a', deletionTimestamp };
    expect(statusErrors(namespace, { metadata, status: { phase: 'Terminating' } }, {})).toEqual([]);
    expect(statusErrors(namespace, { metadata, status: { phase: 'Active' } }, {})).toEqual([
      'status.Phase: Invalid value: "Active": may only be \'Terminating\' if `deletionTimestamp` is not empty',
    ]);
  });

  it('turns when the deletion begins', () => {
    const object = created(namespace, {});
    namespace.markDeleting?.(object);
    expect(object.status).toEqual({ phase: 'Terminating' });
    expect(namespace.blocksDeletion?.(object)).toBe(true);
  });

  it('no longer holds a namespace whose content is gone', () => {
    expect(namespace.blocksDeletion?.({ ...created(namespace, {}), spec: { finalizers: [] } } as never)).toBe(false);
  });
});
