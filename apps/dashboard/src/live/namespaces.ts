import { type LiveRow, typedKind } from './live-kind.ts';

export interface NamespaceRow extends LiveRow {
  /** `Active`, `Terminating`. */
  readonly phase: string;
}

interface SelectedNamespace {
  readonly status: { readonly phase: string | null } | null;
}

export const namespaceKind = typedKind<SelectedNamespace, NamespaceRow>({
  id: 'namespaces',
  kind: 'Namespace',
  isNamespaced: false,
  changesField: 'namespaceChanges',
  listField: 'namespaces',
  fields: 'status { phase }',
  toRow: ({ status }, base) => ({ ...base, phase: status?.phase ?? '' }),
});
