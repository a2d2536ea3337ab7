// What the writer and the processes full of watchers tell each other, and what comes of it.
import { type Audit, addAudits, auditDeliveries } from './deliveries.ts';

export interface Assignment {
  readonly url: string;
  readonly token: string;
  readonly query: string;
  readonly watchers: number;
}

/** What was written, in the order of revisions, when, and when the writer knew. */
export interface Written {
  readonly revisions: readonly number[];
  readonly sentAtMs: readonly number[];
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
  /** From the request to the arrival. */
  readonly afterSendMs: Float64Array;
  /** From the acknowledgement to the arrival; 0 where the change arrived first. */
  readonly afterAcknowledgementMs: Float64Array;
}

/** The same clock in every process of the machine. */
export function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

export function accountFor(watchers: readonly Received[], { revisions, sentAtMs, acknowledgedAtMs }: Written): Account {
  return {
    ...addAudits(watchers.map(({ revisions: received }) => auditDeliveries(revisions, received))),
    afterSendMs: elapsedMs(watchers, revisions, sentAtMs),
    afterAcknowledgementMs: elapsedMs(watchers, revisions, acknowledgedAtMs),
  };
}

function elapsedMs(watchers: readonly Received[], revisions: readonly number[], fromMs: readonly number[]) {
  const start = new Map(revisions.map((revision, place) => [revision, fromMs[place] ?? 0]));
  const elapsed = watchers.flatMap(({ revisions: received, timesMs }) =>
    received.flatMap((revision, place) => {
      const startMs = start.get(revision);
      return startMs === undefined ? [] : Math.max(0, (timesMs[place] ?? 0) - startMs);
    }),
  );
  return Float64Array.from(elapsed);
}
