// What a fleet writes: statuses and deletions of pods, many in one call.
import { ApiError, type Client, isCode, type ObjectMeta, type Pod, type PodStatus } from '@portolan/client';

export interface FleetStatus {
  readonly metadata: ObjectMeta;
  readonly status: PodStatus;
}

interface StatusData {
  readonly updatePodStatuses: {
    readonly results: ReadonlyArray<{
      readonly error: (Readonly<Record<string, unknown>> & { readonly message: string }) | null;
    }>;
  };
}

const fleetStatusesDocument = `mutation FleetPodStatuses($statuses: [PodStatusUpdateInput!]!) {
  updatePodStatuses(statuses: $statuses) { results { error { message code } } }
}`;

/** Without the pods in the answer, which the watch brings anyway. */
export async function writeFleetStatuses(
  client: Client,
  items: readonly FleetStatus[],
): Promise<ReadonlyArray<ApiError | undefined>> {
  const statuses = items.map(({ metadata: { namespace = 'default', name, uid = '' }, status }) => ({
    namespace,
    name,
    uid,
    status,
  }));
  const { updatePodStatuses } = await client.request<StatusData>(fleetStatusesDocument, { statuses });
  return updatePodStatuses.results.map(({ error }) => (error ? new ApiError(error.message, error) : undefined));
}

/** All in one change set; where one of them stands in the way, each half by itself. */
export async function deletePods(
  client: Client,
  pods: ReadonlyArray<Pick<Pod, 'metadata'>>,
): Promise<ReadonlyArray<ApiError | undefined>> {
  if (pods.length === 0) return [];
  const operations = pods.map(({ metadata: { name, namespace, uid } }) => {
    const named = { name, ...(namespace !== undefined && { namespace }), ...(uid !== undefined && { uid }) };
    return client.pods.operations.delete(named, { gracePeriodSeconds: 0 });
  });
  try {
    await client.commit(operations);
    return pods.map(() => undefined);
  } catch (error) {
    if (!isCode(error, 'NOT_FOUND', 'CONFLICT', 'FORBIDDEN', 'INVALID')) throw error;
    if (pods.length === 1) return [error];
    const half = pods.length >> 1;
    return [...(await deletePods(client, pods.slice(0, half))), ...(await deletePods(client, pods.slice(half)))];
  }
}
