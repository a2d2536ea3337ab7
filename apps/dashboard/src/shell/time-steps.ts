// From one change set of the cluster to the one before or after it.
import type { Client } from '@portolan/client/client.ts';
import { isRevision, timeOf } from '../moment.ts';

interface Change {
  readonly revision: string;
  readonly at: string;
}

const document = `query Steps($since: String, $first: Int!) {
  changes(since: $since, first: $first) { nodes { revision at } }
}`;

/** As many as the API gives at once. */
const mostChanges = 1_000;
/** Revisions follow each other closely; some may be of what one may not see. */
const near = 100;

/** The revision of the neighbour; undefined where there is none, or none that is kept. */
export async function neighbourOf(client: Client, at: string, way: 'older' | 'newer'): Promise<string | undefined> {
  const variables = isRevision(at)
    ? { since: String(Math.max(0, Number(at) - near)), first: 2 * near }
    : { first: mostChanges };
  const { changes } = await client.request<{ changes: { nodes: readonly Change[] } | null }>(document, variables);
  return pickNeighbour(changes?.nodes ?? [], at, way)?.revision;
}

export function pickNeighbour(changes: readonly Change[], at: string, way: 'older' | 'newer'): Change | undefined {
  const time = timeOf(at) ?? Number.POSITIVE_INFINITY;
  const placeOf = ({ revision, at: changedAt }: Change) =>
    isRevision(at) ? Number(revision) - Number(at) : Date.parse(changedAt) - time;
  return way === 'older' ? changes.findLast((each) => placeOf(each) < 0) : changes.find((each) => placeOf(each) > 0);
}
