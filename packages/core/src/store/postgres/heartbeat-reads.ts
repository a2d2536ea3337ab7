// The renewals that a follower has not seen, latest per lease.
import type { Heartbeat } from '../store.ts';
import type { Query } from './database.ts';

interface Row {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly renew_time: string;
  readonly beat: number;
}

export interface BeatsPage {
  /** The last beat seen. */
  readonly beat: number;
  readonly beats: readonly Heartbeat[];
}

export async function readBeats(query: Query, since: number): Promise<BeatsPage> {
  const rows = await query<Row>(beatsStatement, [since]);
  const beats = rows.map(({ kind, namespace, name, uid, renew_time: renewTime }) => ({
    key: { kind, namespace, name },
    uid,
    renewTime,
  }));
  return { beat: rows.reduce((latest, row) => Math.max(latest, row.beat), since), beats };
}

/** No index on `beat`: every renewal would have to write it, and a scan of the narrow table is cheaper than that. */
const beatsStatement = `
  SELECT kind, namespace, name, uid, renew_time, beat::float8 FROM heartbeat WHERE beat > $1::bigint`;
