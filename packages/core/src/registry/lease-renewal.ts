// Renewals of leases: a heartbeat changes nothing but `spec.renewTime`, gets no revision and leaves no history.
import { type ApiError, badRequestError, conflictError, notFoundError } from '../resource/api-error.ts';
import { resourceName } from '../resource/kind.ts';
import { canonicalMicroTime } from '../resource/times.ts';
import type { Heartbeat } from '../store/store.ts';
import { authorize } from './authorize.ts';
import type { Registry } from './registry.ts';
import type { Request } from './request.ts';

const leaseKind = 'Lease.coordination.k8s.io';

export interface Renewal {
  readonly namespace: string;
  readonly name: string;
  /** The lease must still be this one. */
  readonly uid: string;
  /** RFC 3339. */
  readonly renewTime: string;
}

/** Renews all that can be renewed; the answer says, in the same order, why each of the others could not. */
export async function renewLeases(
  registry: Registry,
  request: Request,
  renewals: readonly Renewal[],
): Promise<ReadonlyArray<ApiError | undefined>> {
  const definition = registry.definition(leaseKind);
  const beats = renewals.map(({ namespace, name, uid, renewTime }): Heartbeat => {
    authorize(request.identity, 'update', { definition, namespace, name }, registry.cache);
    const time = canonicalMicroTime(renewTime);
    if (time === undefined)
      throw badRequestError(`renewTime: Invalid value: ${JSON.stringify(renewTime)}: must be RFC 3339`);
    return { key: { kind: leaseKind, namespace, name }, uid, renewTime: time };
  });
  const { missing } = await registry.store.renew(beats);
  const gone = new Set(missing.map(({ namespace, name }) => `${namespace}/${name}`));
  if (gone.size > 0) await registry.cache.fresh();
  return beats.map(({ key, uid }) => {
    if (!gone.has(`${key.namespace}/${key.name}`)) return undefined;
    const subject = { kind: leaseKind, resource: resourceName(definition), name: key.name };
    const found = registry.cache.get(key);
    if (!found || found.uid === uid) return notFoundError(subject);
    return conflictError(subject, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${found.uid}`);
  });
}
