'use client';
// Whole objects, for details: followed like rows.
import type { ApiObject } from '@portolan/client/objects.ts';
import { useMemo } from 'react';
import type { CollectionStatus } from './collection.ts';
import { anyKind, type IdentifiedRow, type LiveKind, type ManifestObject } from './live-kind.ts';
import { useLiveRow } from './use-live.ts';

export interface ManifestRow extends IdentifiedRow {
  readonly manifest: ManifestObject;
}

function manifestKind(kind: string, isNamespaced = true): LiveKind<ManifestRow> {
  const toRow = (manifest: ManifestObject, base: IdentifiedRow) => ({ ...base, manifest });
  return anyKind<ManifestRow>({ id: `manifests:${kind}`, kind, isNamespaced, toRow });
}

/** `kind`: `Pod`, `Deployment.apps`. The namespace of cluster-scoped kinds is empty. */
export function useManifest<T extends ApiObject>(
  kind: string,
  of: { readonly namespace: string; readonly name: string },
): { readonly object: T | undefined; readonly status: CollectionStatus } {
  const live = useMemo(() => manifestKind(kind, of.namespace !== ''), [kind, of.namespace]);
  const { row, status } = useLiveRow(live, of);
  return { object: row?.manifest as T | undefined, status }; // The kind that was asked for.
}
