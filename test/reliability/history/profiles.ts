// How hard a run is.
import { faultKinds } from './faults.ts';
import type { Profile } from './rig.ts';

/** For minutes and more. */
export const longProfile: Profile = {
  nodes: 3,
  clients: 16,
  keys: 30,
  watchers: 8,
  faults: faultKinds,
  faultEveryMs: 700,
  longestFaultMs: 5_000,
  requestTimeoutMs: 4_000,
  quietLimitMs: 30_000,
};
