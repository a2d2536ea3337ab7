// Who is asking, and how: every verb of the registry takes one.
import type { ObjectKey } from '../resource/object.ts';
import type { Revision } from '../store/store.ts';

export interface Identity {
  /** `admin`, `system:node:n1`, `system:serviceaccount:ns:name`. */
  readonly user: string;
  readonly groups: readonly string[];
}

export const mastersGroup = 'system:masters';
export const nodesGroup = 'system:nodes';
export const bootstrappersGroup = 'system:bootstrappers';
export const nodeUserPrefix = 'system:node:';

/**
 * The Lease a leader writes under, at the revision at which it was acquired: the epoch. Renewals are heartbeats and leave
 * the revision alone, a take-over does not.
 */
export interface Fence {
  readonly key: ObjectKey;
  readonly uid: string;
  readonly revision: Revision;
}

export interface Request {
  readonly identity: Identity;
  /** Owner of the fields this request sets: `portolan`, `kube-controller-manager`. */
  readonly fieldManager: string;
  /** Where the request comes from, for history: an address and client, or a controller. */
  readonly source?: string;
  /** Every write is held to it in its own transaction: once the lease has passed on, it throws `Fenced`. */
  readonly fence?: Fence;
}
