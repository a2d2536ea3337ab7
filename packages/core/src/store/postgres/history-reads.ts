// Pages of history that end at a revision's end, for `history` and for the feed.
import type { ObjectKey } from '../../resource/object.ts';
import { assertReadable } from '../read-bounds.ts';
import type { Revision, RevisionChanges } from '../store.ts';
import type { Query } from './database.ts';
import { type ChangeRow, fromChangeRows } from './rows.ts';
import { readWithFreshPlan } from './stale-plan.ts';

export interface HistoryPage {
  readonly latest: Revision;
  readonly floor: Revision;
  /** How many batches of heartbeats there have been. */
  readonly beat: number;
  readonly entries: readonly RevisionChanges[];
}

type Bounds = Omit<HistoryPage, 'entries'>;
/** A page without changes still has one row with the bounds. */
type PageRow = Bounds & (ChangeRow | { readonly [Column in keyof ChangeRow]: null });

export interface PageQuery {
  readonly since: Revision;
  /** About how many changes; a revision is never cut, however many it has. */
  readonly limit: number;
  readonly withPrevious: boolean;
}

export async function readHistory(query: Query, page: PageQuery): Promise<readonly RevisionChanges[]> {
  const { entries, ...bounds } = await readHistoryPage(query, page);
  assertReadable(page.since, bounds);
  return entries;
}

/** The bounds come with an empty page too; whether `since` lies within them is for the caller to check. */
export function readHistoryPage(query: Query, page: PageQuery): Promise<HistoryPage> {
  return readWithFreshPlan(() => readPage(query, page));
}

export function readHistoryOf(query: Query, key: ObjectKey, limit: number): Promise<readonly RevisionChanges[]> {
  return readWithFreshPlan(async () => {
    const rows = await query<ChangeRow>(keyStatement, [key.kind, key.namespace, key.name, limit]);
    return rows.some(({ actor }) => actor === null) ? undefined : fromChangeRows(rows);
  });
}

/** Undefined when the statement was planned too early. */
async function readPage(query: Query, { since, limit, withPrevious }: PageQuery): Promise<HistoryPage | undefined> {
  const rows = await query<PageRow>(pageStatement(withPrevious), [since, limit + 1]);
  const bounds = rows[0];
  if (!bounds) throw new Error('the store has no head: its database was not migrated');
  const { latest, floor, beat } = bounds;
  const changes = rows.filter(isChange);
  const last = changes.at(-1)?.revision ?? Math.max(since, floor);
  const isCut = changes.length > limit;
  // The head says that more follows, or the partition with who wrote it is not looked into.
  if ((!isCut && last < latest) || changes.at(-1)?.actor === null) return undefined;
  if (!isCut) return { latest, floor, beat, entries: fromChangeRows(changes) };
  // The page was cut: its last revision may lack changes.
  const whole = changes.filter(({ revision }) => revision !== last);
  if (whole.length > 0) return { latest, floor, beat, entries: fromChangeRows(whole) };
  const single = await query<ChangeRow>(revisionStatement(withPrevious), [last]);
  return { latest, floor, beat, entries: fromChangeRows(single) };
}

function isChange(row: PageRow): row is Bounds & ChangeRow {
  return row.revision !== null;
}

function pageStatement(withPrevious: boolean): string {
  return `
    SELECT h.latest::float8, h.floor::float8, b.latest::float8 AS beat, ${columns(withPrevious)}
    FROM head h
      CROSS JOIN beat_counter b
      LEFT JOIN LATERAL (
        SELECT * FROM change WHERE revision > $1::bigint ORDER BY revision, position LIMIT $2::int
      ) c ON true
      ${joins(withPrevious)}
    ORDER BY c.revision, c.position`;
}

function revisionStatement(withPrevious: boolean): string {
  return `
    SELECT ${columns(withPrevious)}
    FROM change c ${joins(withPrevious)}
    WHERE c.revision = $1::bigint
    ORDER BY c.position`;
}

const keyStatement = `
  SELECT ${columns(false)}
  FROM (
    SELECT * FROM change CROSS JOIN (SELECT floor FROM head) h
    WHERE kind = $1 AND namespace = $2 AND name = $3 AND revision > h.floor
    ORDER BY revision DESC LIMIT $4::int
  ) c ${joins(false)}
  ORDER BY c.revision`;

function columns(withPrevious: boolean): string {
  return `
    c.revision::float8, c.position, c.type, c.kind, c.namespace, c.name, c.body,
    c.previous_revision::float8, ${withPrevious ? 'previous.body' : 'NULL'} AS previous_body,
    s.actor, s.verb, s.reason, s.source, (extract(epoch FROM s.at) * 1000)::float8 AS at_ms`;
}

function joins(withPrevious: boolean): string {
  const origin = 'LEFT JOIN change_set s ON s.revision = c.revision';
  if (!withPrevious) return origin;
  return `${origin}
    LEFT JOIN LATERAL (
      SELECT p.body FROM change p
      WHERE p.kind = c.kind AND p.namespace = c.namespace AND p.name = c.name AND p.revision = c.previous_revision
      UNION ALL
      SELECT p.body FROM carried p
      WHERE p.kind = c.kind AND p.namespace = c.namespace AND p.name = c.name AND p.revision = c.previous_revision
      LIMIT 1
    ) previous ON true`;
}
