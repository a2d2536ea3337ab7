// Statuses of many pods in one call, each by itself.
import { ApiError, type Client, type Pod, type PodStatus } from '@portolan/client';

export interface StatusWrite {
  /** By which the writer knows it. */
  readonly uid: string;
  /** The pod the status is for, in the version it was merged with. */
  readonly stored: Pod;
  readonly status: PodStatus;
}

export type StatusAnswer = { readonly pod: Pod } | { readonly error: ApiError };

interface Data {
  readonly updatePodStatuses: {
    readonly results: ReadonlyArray<{
      readonly object: { readonly manifest: Pod } | null;
      readonly error: (Readonly<Record<string, unknown>> & { readonly message: string }) | null;
    }>;
  };
}

const updatePodStatusesDocument = `mutation UpdatePodStatuses($statuses: [PodStatusUpdateInput!]!) {
  updatePodStatuses(statuses: $statuses) {
    results { object { manifest } error { message code kind name causes { reason field message } retryAfterSeconds } }
  }
}`;

/** One answer per write, in their order. */
export async function writeStatuses(
  client: Pick<Client, 'request'>,
  writes: readonly StatusWrite[],
): Promise<readonly StatusAnswer[]> {
  if (writes.length === 0) return [];
  const statuses = writes.map(({ stored: { metadata }, status }) => ({
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
    uid: metadata.uid ?? '',
    ...(metadata.resourceVersion !== undefined && { resourceVersion: metadata.resourceVersion }),
    status,
  }));
  const { updatePodStatuses } = await client.request<Data>(updatePodStatusesDocument, { statuses });
  return updatePodStatuses.results.map(({ object, error }) =>
    object
      ? { pod: object.manifest }
      : { error: new ApiError(error?.message ?? 'refused without a reason', error ?? {}) },
  );
}
