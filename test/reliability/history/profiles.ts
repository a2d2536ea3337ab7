// How hard runs are.
import { faultKinds } from './faults.ts';
import type { Profile } from './rig.ts';

/** For minutes and more. */
export const longProfile: Profile = {
  nodes: 3,
  clients: 16,
  keys: 30,
  watchers: 8,
  watcherPatienceMs: 8_000,
  faults: faultKinds,
  faultEveryMs: 700,
  longestFaultMs: 5_000,
  requestTimeoutMs: 4_000,
  quietLimitMs: 30_000,
};

/** For a minute among other tests. */
export const shortProfile: Profile = { ...longProfile, faultEveryMs: 800, longestFaultMs: 2_500 };

/** For seconds: few objects that everybody wants, and nothing breaks unless a planted mistake needs it. */
export const briefProfile: Profile = {
  nodes: 2,
  clients: 12,
  keys: 10,
  watchers: 4,
  watcherPatienceMs: 1_000,
  faults: [],
  faultEveryMs: 350,
  longestFaultMs: 700,
  requestTimeoutMs: 2_000,
  quietLimitMs: 6_000,
};
