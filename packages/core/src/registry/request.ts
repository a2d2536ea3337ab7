// Who is asking, and how: every verb of the registry takes one.

export interface Identity {
  /** `admin`, `system:node:n1`, `system:serviceaccount:ns:name`. */
  readonly user: string;
  readonly groups: readonly string[];
}

export const mastersGroup = 'system:masters';
export const nodesGroup = 'system:nodes';
export const bootstrappersGroup = 'system:bootstrappers';
export const nodeUserPrefix = 'system:node:';

export interface Request {
  readonly identity: Identity;
  /** Owner of the fields this request sets: `portolan`, `kube-controller-manager`. */
  readonly fieldManager: string;
  /** Where the request comes from, for history: an address and client, or a controller. */
  readonly source?: string;
}
