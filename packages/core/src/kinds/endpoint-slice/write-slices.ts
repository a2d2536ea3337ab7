// What the controllers of EndpointSlices share: which slices are theirs, and how a plan becomes operations.
import type { Operation } from '../../registry/operation.ts';
import type { EndpointSlice, ObjectMeta } from '../../resource/generated/kubernetes.ts';
import type { ApiObject } from '../../resource/object.ts';
import { findIn } from '../../store/object-index.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import type { SliceContent, SlicePlan } from './plan-slices.ts';
import { managedByLabel, sliceKind, slicesByService } from './service-slices.ts';

/** Of one service, given as `namespace/name`. */
export function slicesManagedBy(manager: string, cache: WatchCache, service: string): EndpointSlice[] {
  return findIn(cache, slicesByService, service)
    .map(({ object }) => object as ApiObject as EndpointSlice) // Sound: stored under its kind.
    .filter(({ metadata: { labels = {}, deletionTimestamp } }) => {
      return labels[managedByLabel] === manager && deletionTimestamp === undefined;
    });
}

export type SliceMetadata = Pick<ObjectMeta, 'generateName' | 'namespace' | 'labels' | 'ownerReferences'>;

/**
 * Updates carry the version they were planned on: where another writer was faster, all of it is planned again.
 * `annotate` makes the annotations of a slice out of those that it has.
 */
export function operationsOf(
  { create, update, remove }: SlicePlan,
  metadata: SliceMetadata,
  annotate: (present: ObjectMeta['annotations']) => Readonly<Record<string, string>>,
): Operation[] {
  const { labels } = metadata;
  const annotated = (present: ObjectMeta['annotations']) => ({ annotations: { ...annotate(present) } });
  return [
    ...remove.map(removal),
    ...update.map(({ slice, content }): Operation => {
      return {
        verb: 'update',
        manifest: manifestOf(content, {
          ...slice.metadata,
          ...(labels && { labels }),
          ...annotated(slice.metadata.annotations),
        }),
      };
    }),
    ...create.map(
      (content): Operation => ({ verb: 'create', manifest: manifestOf(content, { ...metadata, ...annotated({}) }) }),
    ),
  ];
}

function manifestOf({ addressType, ports, endpoints }: SliceContent, metadata: Partial<ObjectMeta>) {
  return { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType, ports, endpoints };
}

export function removal({ metadata }: EndpointSlice): Operation {
  const { name, namespace = '', uid } = metadata;
  return { verb: 'delete', ref: { kind: sliceKind, namespace, name }, ...(uid && { preconditions: { uid } }) };
}
