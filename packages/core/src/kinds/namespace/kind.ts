// Namespace: the names other objects live in. Its own finalizer, `kubernetes` in `spec.finalizers`, holds it until its
// content is gone; an ordinary write cannot touch that list.
import { FieldPath, invalid } from '../../resource/field-error.ts';
import type { Namespace } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { validateLabelName } from '../../resource/validation/object-meta.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import type { Findings } from '../pod/validation/field-rules.ts';

const nameLabel = 'kubernetes.io/metadata.name';
const contentFinalizer = 'kubernetes';
const standardFinalizers: readonly string[] = [contentFinalizer, 'orphan', 'foregroundDeletion'];

export const namespace = defineKind<Namespace>({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  categories: [],
  namespaced: false,
  nameForm: 'dns1123Label',
  hasStatus: true,
  hasFinalize: true,
  countsGenerations: false,
  blocksDeletion: ({ spec }) => (spec?.finalizers ?? []).length > 0,
  markDeleting(object) {
    object.status = { ...object.status, phase: 'Terminating' };
  },
  applyDefaults(object) {
    object.spec ??= {};
    object.status ??= {};
    object.status.phase ||= 'Active';
    if (object.metadata.name) object.metadata.labels = { ...object.metadata.labels, [nameLabel]: object.metadata.name };
  },
  prepareForCreate(object) {
    const finalizers = object.spec?.finalizers ?? [];
    if (!finalizers.includes(contentFinalizer)) object.spec = { finalizers: [...finalizers, contentFinalizer] };
  },
  prepareForUpdate(object, old) {
    object.spec = { ...old.spec };
  },
  validate: (object) => [...validateFinalizers(object)],
  validateStatusUpdate: (object) => [...validatePhase(object)],
  columns: [nameColumn, { name: 'Status', cell: ({ status }: Namespace) => status?.phase ?? '' }, ageColumn],
});

function* validateFinalizers({ spec }: Namespace): Findings {
  const path = new FieldPath('spec.finalizers');
  for (const finalizer of spec?.finalizers ?? []) {
    yield* validateLabelName(finalizer, path);
    if (finalizer.includes('/') || standardFinalizers.includes(finalizer)) continue;
    yield invalid(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified');
  }
}

/** The phase says whether the namespace is being deleted, nothing else. */
function* validatePhase({ metadata, status }: Namespace): Findings {
  const isDeleted = metadata.deletionTimestamp !== undefined;
  const phase = isDeleted ? 'Terminating' : 'Active';
  if (status?.phase === phase) return;
  const when = isDeleted ? 'is not empty' : 'is empty';
  yield invalid(
    new FieldPath('status.Phase'),
    status?.phase,
    `may only be '${phase}' if \`deletionTimestamp\` ${when}`,
  );
}
