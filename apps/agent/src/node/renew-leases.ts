// Heartbeats of many leases in one call, each by itself.
import { ApiError, type Client } from '@portolan/client';

export const nodeLeaseNamespace = 'kube-node-lease';
export const leaseDurationSeconds = 40;
export const renewIntervalMs = 10_000;

export interface LeaseRenewal {
  readonly name: string;
  readonly uid: string;
}

interface Data {
  readonly renewLeases: ReadonlyArray<{
    readonly error: (Readonly<Record<string, unknown>> & { readonly message: string }) | null;
  }>;
}

const renewLeasesDocument = `mutation RenewLeases($renewals: [LeaseRenewalInput!]!) {
  renewLeases(renewals: $renewals) { error { message code } }
}`;

/** Why each was not renewed; undefined where it was. */
export async function renewLeases(
  client: Client,
  leases: readonly LeaseRenewal[],
  renewTime: string,
): Promise<ReadonlyArray<ApiError | undefined>> {
  const renewals = leases.map(({ name, uid }) => ({ namespace: nodeLeaseNamespace, name, uid, renewTime }));
  const data = await client.request<Data>(renewLeasesDocument, { renewals }, { timeoutMs: renewIntervalMs });
  return data.renewLeases.map(({ error }) => (error ? new ApiError(error.message, error) : undefined));
}
