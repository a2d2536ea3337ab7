// What the writer and the processes full of watchers tell each other, and what comes of it.
import { type Audit, addAudits, auditDeliveries } from './deliveries.ts';

export interface Assignment {
  readonly url: string;
  readonly token: string;
  readonly query: string;
  readonly watchers: number;
}

/** What was written, in the order of revisions, and when the writer knew. */
export interface Written {
  readonly revisions: readonly number[];
  readonly acknowledgedAtMs: readonly number[];
  /** How long to wait for what has not come yet. */
  readonly patienceMs: number;
}

/** What one watcher was told, and when. */
export interface Received {
  readonly revisions: readonly number[];
  readonly timesMs: readonly number[];
}

export interface Account extends Audit {
  /** From acknowledgement to arrival; 0 where the change arrived first. */
  readonly latenciesMs: Float64Array;
}

/** The same clock in every process of the machine. */
export function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

export function accountFor(watchers: readonly Received[], { revisions, acknowledgedAtMs }: Written): Account {
  const acknowledged = new Map(revisions.map((revision, place) => [revision, acknowledgedAtMs[place] ?? 0]));
  const latenciesMs = watchers.flatMap(({ revisions: received, timesMs }) =>
    received.flatMap((revision, place) => {
      const knownMs = acknowledged.get(revision);
      return knownMs === undefined ? [] : Math.max(0, (timesMs[place] ?? 0) - knownMs);
    }),
  );
  const audit = addAudits(watchers.map(({ revisions: received }) => auditDeliveries(revisions, received)));
  return { ...audit, latenciesMs: Float64Array.from(latenciesMs) };
}
