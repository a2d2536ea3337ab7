// Kinds that need no page of their own making: a list, and for one object what it says, its events and its manifest.
import { anyKind, type IdentifiedRow, type LiveKind, type LiveRow, type ManifestObject } from '../../live/live-kind.ts';

export interface ObjectRow extends IdentifiedRow {
  /** What tells one object from the others: `Opaque`, `3 entries`, `Terminating`. */
  readonly summary: string;
  readonly isTerminating: boolean;
}

export type ObjectKindId = 'configmaps' | 'secrets' | 'namespaces' | 'serviceaccounts' | 'leases';

export interface ObjectKind {
  /** Plural and lower case, as in addresses. */
  readonly id: ObjectKindId;
  readonly kind: string;
  readonly isNamespaced: boolean;
  /** Under which the list lies: `/config`. */
  readonly path: string;
  readonly live: LiveKind<ObjectRow>;
}

type Summarize = (manifest: ManifestObject) => string;

export const objectKinds: readonly ObjectKind[] = [
  objectKind({ id: 'configmaps', kind: 'ConfigMap', path: '/config', summarize: keysText }),
  objectKind({
    id: 'secrets',
    kind: 'Secret',
    path: '/config',
    summarize: (manifest) => [manifest.type, keysText(manifest)].filter(Boolean).join(' · '),
  }),
  objectKind({
    id: 'namespaces',
    // The rows that the picker of namespaces keeps under their own name are others.
    liveId: 'namespace-objects',
    kind: 'Namespace',
    path: '/namespaces',
    isNamespaced: false,
    summarize: ({ status }) => (status as { phase?: string } | undefined)?.phase ?? '',
  }),
  objectKind({ id: 'serviceaccounts', kind: 'ServiceAccount', path: '/access', summarize: () => '' }),
  objectKind({
    id: 'leases',
    kind: 'Lease.coordination.k8s.io',
    path: '/access',
    summarize: ({ spec }) => (spec as { holderIdentity?: string } | undefined)?.holderIdentity ?? '',
  }),
];

export function objectKindOf(id: string): ObjectKind | undefined {
  return objectKinds.find((each) => each.id === id);
}

/** Where the page of an object is. */
export function objectPath(
  { path, id, isNamespaced }: ObjectKind,
  { namespace, name }: Pick<LiveRow, 'namespace' | 'name'>,
): string {
  const place = isNamespaced ? `${id}/${encodeURIComponent(namespace)}/` : '';
  return `${path}/${place}${encodeURIComponent(name)}`;
}

function objectKind({
  id,
  liveId = id,
  kind,
  path,
  isNamespaced = true,
  summarize,
}: Omit<ObjectKind, 'live' | 'isNamespaced'> & {
  /** Under which its rows are shared by those who look at them; the same rows for all. */
  readonly liveId?: string;
  readonly isNamespaced?: boolean;
  readonly summarize: Summarize;
}): ObjectKind {
  const live = anyKind<ObjectRow>({
    id: liveId,
    kind,
    isNamespaced,
    toRow: (manifest, base) => ({
      ...base,
      summary: summarize(manifest),
      isTerminating: 'deletionTimestamp' in manifest.metadata,
    }),
  });
  return { id, kind, path, isNamespaced, live };
}

function keysText({ data, binaryData }: ManifestObject): string {
  return Object.keys({ ...(data as object | undefined), ...(binaryData as object | undefined) }).join(', ');
}
