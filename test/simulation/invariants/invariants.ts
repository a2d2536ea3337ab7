// All invariants; each of their files says what it holds and why.
import { adoption } from './adoption.ts';
import { availability } from './availability.ts';
import { collection } from './collection.ts';
import { converged } from './converged.ts';
import { denseRevisions } from './dense-revisions.ts';
import { endpoints } from './endpoints.ts';
import { eventSeries } from './event-series.ts';
import { gentleCreation } from './gentle-creation.ts';
import type { Invariant } from './invariant.ts';
import { noHotLoop } from './no-hot-loop.ts';
import { noLeftovers } from './no-leftovers.ts';
import { noOvercommit } from './no-overcommit.ts';
import { noStaleLeader } from './no-stale-leader.ts';
import { noSurplus } from './no-surplus.ts';
import { oneLife } from './one-life.ts';
import { oneNodePerPod } from './one-node-per-pod.ts';
import { uniqueAddresses } from './unique-addresses.ts';

export const makeInvariants = (): readonly Invariant[] => [
  adoption(),
  availability(),
  collection(),
  converged(),
  denseRevisions(),
  endpoints(),
  eventSeries(),
  gentleCreation(),
  noHotLoop(),
  noLeftovers(),
  noOvercommit(),
  noStaleLeader(),
  noSurplus(),
  oneLife(),
  oneNodePerPod(),
  uniqueAddresses(),
];
