// How a heartbeat shows on its Lease: as a later `spec.renewTime` under an unchanged resourceVersion.
import type { GroupKind } from '../resource/object.ts';
import type { StoredObject } from './store.ts';

export const leaseKind: GroupKind = 'Lease.coordination.k8s.io';

export function renewTimeOf({ object }: StoredObject): string | undefined {
  const spec = object.spec;
  if (typeof spec !== 'object' || spec === null || !('renewTime' in spec)) return undefined;
  return typeof spec.renewTime === 'string' ? spec.renewTime : undefined;
}

/** The same object when it already shows this renewal or a later one. Renewal times have one width, so text order is time order. */
export function withRenewTime(stored: StoredObject, renewTime: string): StoredObject {
  const current = renewTimeOf(stored);
  if (current !== undefined && current >= renewTime) return stored;
  const spec = Object.freeze({ ...(stored.object.spec ?? {}), renewTime });
  return Object.freeze({ ...stored, object: Object.freeze({ ...stored.object, spec }) });
}
