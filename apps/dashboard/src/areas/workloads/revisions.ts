// The versions of a deployment: its replica sets, with all they say.
import type { ObjectMeta, PodTemplateSpec, ReplicaSet } from '@portolan/client/generated/kubernetes.ts';
import { anyKind, type IdentifiedRow, type ManifestObject } from '../../live/live-kind.ts';

export interface RevisionTemplate extends Omit<PodTemplateSpec, 'metadata'> {
  readonly metadata: Partial<ObjectMeta>;
}

export interface Revision extends IdentifiedRow {
  /** 0 before the controller has numbered it. */
  readonly revision: number;
  /** The numbers it had before it was gone back to. */
  readonly history: readonly number[];
  /** Uid of the deployment. */
  readonly ownerUid: string;
  readonly desired: number;
  /** Pods that are there. */
  readonly pods: number;
  readonly available: number;
  readonly images: readonly string[];
  /** What its author wrote of it. */
  readonly changeCause: string;
  /** As a deployment has it. */
  readonly template: RevisionTemplate;
}

type ReplicaSetManifest = ManifestObject &
  Pick<ReplicaSet, 'spec' | 'status'> & { readonly metadata: Pick<ObjectMeta, 'annotations' | 'ownerReferences'> };

const prefix = 'deployment.kubernetes.io';

export const revisionKind = anyKind<Revision>({
  id: 'revisions',
  kind: 'ReplicaSet.apps',
  isNamespaced: true,
  toRow: (manifest, base) => {
    const { metadata, spec, status } = manifest as ReplicaSetManifest; // The kind that was asked for.
    const { annotations = {}, ownerReferences = [] } = metadata;
    const template = spec?.template;
    return {
      ...base,
      revision: Number(annotations[`${prefix}/revision`] ?? 0) || 0,
      history: (annotations[`${prefix}/revision-history`] ?? '').split(',').filter(Boolean).map(Number),
      ownerUid: ownerReferences.find(({ controller }) => controller)?.uid ?? '',
      desired: spec?.replicas ?? 0,
      pods: status?.replicas ?? 0,
      available: status?.availableReplicas ?? 0,
      images: template?.spec?.containers.map(({ image }) => image ?? '') ?? [],
      changeCause: annotations['kubernetes.io/change-cause'] ?? '',
      template: withoutHash(template),
    };
  },
});

/** The newest first. */
export function byRevision(a: Revision, b: Revision): number {
  return b.revision - a.revision || (a.name < b.name ? -1 : 1);
}

function withoutHash(template: PodTemplateSpec | undefined): RevisionTemplate {
  const { 'pod-template-hash': _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}
