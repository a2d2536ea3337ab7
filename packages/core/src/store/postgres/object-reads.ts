// Reads of objects, now or at a past revision, each page in one statement together with the bounds of what can be read.
//
// At a past revision an object that has not changed since is in `object`. Of one that has, the first change after that
// revision (the one whose `previous_revision` is not after it) names the state it replaced, which lies in `change` or, when
// compaction has passed it, in `carried`.
import type { ObjectKey } from '../../resource/object.ts';
import { leaseKind } from '../lease-heartbeat.ts';
import { assertReadable, type ReadBounds } from '../read-bounds.ts';
import type { ListQuery, ListResult, Revision, StoredObject } from '../store.ts';
import type { Query } from './database.ts';
import { fromObjectRow, type ObjectRow } from './rows.ts';
import { readWithFreshPlan } from './stale-plan.ts';

/** Larger lists are read in several statements, so that no single one holds a connection for long. */
const pageSize = 2_000;

interface Bounds extends ReadBounds {
  readonly is_stale: boolean;
}
/** A page without any object still has one row with the bounds. */
type PageRow = Bounds & (ObjectRow | { readonly [Column in keyof ObjectRow]: null });

export async function readObject(query: Query, key: ObjectKey, at?: Revision): Promise<StoredObject | undefined> {
  const { kind, namespace, name } = key;
  const text = statement({ ofOneName: true, ofKind: true, past: at !== undefined });
  const showsRenewals = at === undefined && kind === leaseKind;
  const values = [at ?? null, showsRenewals ? 1 : 0, 1, kind, namespace, name];
  const page = await readWithFreshPlan(async () => pageOf(await query<PageRow>(text, values), at));
  return page.items[0];
}

export async function listObjects(query: Query, list: ListQuery): Promise<ListResult> {
  const wanted = list.limit ?? Number.POSITIVE_INFINITY;
  const items: StoredObject[] = [];
  let at = list.at;
  let after = { kind: list.kind ?? '', namespace: '', name: '', ...list.after };
  for (;;) {
    const size = Math.min(pageSize, wanted - items.length);
    // One more than wanted tells whether there is more.
    const page = await readPage(query, { list, at, after, size: size + 1 });
    at = page.revision;
    items.push(...page.items.slice(0, size));
    const more = page.items.length > size;
    const last = items.at(-1);
    if (!more || !last || items.length >= wanted) return { revision: page.revision, items, more };
    after = last.key;
  }
}

interface Page {
  readonly list: ListQuery;
  readonly at: Revision | undefined;
  readonly after: ObjectKey;
  readonly size: number;
}

async function readPage(query: Query, { list, at, after, size }: Page) {
  const { kind, namespace } = list;
  const showsRenewals = list.at === undefined && (kind === undefined || kind === leaseKind);
  const text = statement({ ofKind: kind !== undefined, ofNamespace: namespace !== undefined, past: at !== undefined });
  const values = [at ?? null, showsRenewals ? 1 : 0, size, after.kind, after.namespace, after.name, kind, namespace];
  const given = values.filter((value) => value !== undefined);
  return readWithFreshPlan(async () => pageOf(await query<PageRow>(text, given), at));
}

/** Undefined when the statement was planned too early. */
function pageOf(rows: readonly PageRow[], at: Revision | undefined) {
  const bounds = rows[0];
  if (!bounds) throw new Error('the store has no head: its database was not migrated');
  if (at !== undefined) assertReadable(at, bounds);
  if (bounds.is_stale) return undefined;
  const items = rows.flatMap((row) => (isObject(row) ? [fromObjectRow(row)] : []));
  return { revision: at ?? bounds.latest, items };
}

function isObject(row: PageRow): row is Bounds & ObjectRow {
  return row.body !== null;
}

interface Shape {
  readonly ofOneName?: boolean;
  readonly ofKind?: boolean;
  readonly ofNamespace?: boolean;
  readonly past: boolean;
}

/**
 * Parameters: the past revision, whether to show renewals, how many rows; then the key itself (`ofOneName`), or the key to
 * continue after, followed by kind and namespace where they narrow the list.
 */
function statement(shape: Shape): string {
  const conditions = (row: string) => conditionsOn(row, shape).join(' AND ');
  const unchanged = `
    SELECT o.kind, o.namespace, o.name, o.revision, o.body FROM object o
    WHERE ${conditions('o')} ${shape.past ? 'AND o.revision <= $1::bigint' : ''}
    ORDER BY o.kind, o.namespace, o.name LIMIT $3::int`;
  const found = shape.past ? `(${unchanged}) UNION ALL (${replacedSince(conditions('c'))})` : unchanged;
  // Every revision has a change: if the last one's is not there, its partition is newer than the plan.
  const newest = 'coalesce((SELECT max(revision) FROM change), h.floor)';
  return `
    SELECT h.latest::float8, h.floor::float8, ${shape.past ? `${newest} < h.latest` : 'false'} AS is_stale, s.kind, s.namespace, s.name, s.revision::float8, s.body, b.renew_time
    FROM head h
      LEFT JOIN LATERAL (
        SELECT * FROM (${found}) f ORDER BY f.kind, f.namespace, f.name LIMIT $3::int
      ) s ON ${shape.past ? 'true' : '$1::bigint IS NULL'}
      LEFT JOIN heartbeat b ON $2::int = 1
        AND b.uid = CASE WHEN s.kind = '${leaseKind}' THEN s.body::json->'metadata'->>'uid' END
    ORDER BY s.kind, s.namespace, s.name`;
}

function conditionsOn(row: string, { ofOneName, ofKind, ofNamespace }: Shape): string[] {
  if (ofOneName) return [`${row}.kind = $4`, `${row}.namespace = $5`, `${row}.name = $6`];
  return [
    `(${row}.kind, ${row}.namespace, ${row}.name) > ($4, $5, $6)`,
    ...(ofKind ? [`${row}.kind = $7`] : []),
    ...(ofNamespace ? [`${row}.namespace = $${ofKind ? 8 : 7}`] : []),
  ];
}

function replacedSince(conditions: string): string {
  return `
    SELECT c.kind, c.namespace, c.name, c.previous_revision, state.body
    FROM change c CROSS JOIN LATERAL (
      SELECT p.body FROM change p
      WHERE p.kind = c.kind AND p.namespace = c.namespace AND p.name = c.name AND p.revision = c.previous_revision
      UNION ALL
      SELECT p.body FROM carried p
      WHERE p.kind = c.kind AND p.namespace = c.namespace AND p.name = c.name AND p.revision = c.previous_revision
      LIMIT 1
    ) state
    WHERE ${conditions} AND c.revision > $1::bigint AND c.previous_revision <= $1::bigint
    ORDER BY c.kind, c.namespace, c.name LIMIT $3::int`;
}
