// What an election writes into its Lease and reads from it.
import type { Lease } from '../resource/generated/kubernetes.ts';
import type { ObjectKey } from '../resource/object.ts';
import type { StoredObject } from '../store/store.ts';

/** Names the session of the holder; see `Store.holdSessionLock`. */
const sessionLockAnnotation = 'portolan.dev/session-lock';

export interface LeaseRecord {
  /** Empty when nobody holds the lease. */
  readonly holder: string;
  readonly durationMs: number;
  readonly renewTimeMs: number;
  readonly sessionToken: string | undefined;
}

export function leaseRecord({ object }: StoredObject): LeaseRecord {
  const { metadata, spec = {} } = object as Lease;
  return {
    holder: spec.holderIdentity ?? '',
    durationMs: (spec.leaseDurationSeconds ?? 0) * 1000,
    renewTimeMs: timeMs(spec.renewTime),
    sessionToken: metadata.annotations?.[sessionLockAnnotation],
  };
}

/** `Date` drops what is finer than a millisecond; renewal times are compared by their microseconds. */
function timeMs(microTime: string | undefined): number {
  if (microTime === undefined) return 0;
  const microseconds = Number(/\.\d{3}(\d{1,3})/.exec(microTime)?.[1]?.padEnd(3, '0') ?? 0);
  return Date.parse(microTime) + microseconds / 1000;
}

export interface Taking {
  readonly key: ObjectKey;
  /** The lease as it was found, if there is one: taken only while it is still that. */
  readonly stored: StoredObject | undefined;
  readonly identity: string;
  readonly sessionToken: string;
  readonly now: string;
  readonly durationMs: number;
}

export function takenLease({ key, stored, identity, sessionToken, now, durationMs }: Taking): Lease {
  const before = stored?.object as Lease | undefined;
  const { namespace, name } = key;
  const sameHolder = before?.spec?.holderIdentity === identity;
  const transitions = before?.spec?.leaseTransitions ?? 0;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      ...(before?.metadata ?? { namespace, name }),
      annotations: { ...before?.metadata.annotations, [sessionLockAnnotation]: sessionToken },
    },
    spec: {
      ...before?.spec,
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(durationMs / 1000),
      acquireTime: (sameHolder && before.spec?.acquireTime) || now,
      renewTime: now,
      leaseTransitions: before && !sameHolder ? transitions + 1 : transitions,
    },
  };
}

/** Nobody's, and free after a second even for those that go by its duration. */
export function releasedLease(lease: Lease, now: string): Lease {
  const { [sessionLockAnnotation]: _, ...annotations } = lease.metadata.annotations ?? {};
  return {
    ...lease,
    metadata: { ...lease.metadata, annotations },
    spec: {
      ...lease.spec,
      holderIdentity: '',
      leaseDurationSeconds: 1,
      acquireTime: now,
      renewTime: now,
    },
  };
}
