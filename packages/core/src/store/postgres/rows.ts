// Rows of the store's tables as the statements here select them, and how they become stored objects.
import type { AnyObject, ObjectKey } from '../../resource/object.ts';
import { withRenewTime } from '../lease-heartbeat.ts';
import type { Change, ChangeType, Origin, Revision, RevisionChanges, StoredObject } from '../store.ts';
import { storedObject } from '../stored-object.ts';

/** Bodies are read as text: parsing them here costs a third of what the driver's and Prisma's own decoding does. */
export interface ObjectRow {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: Revision;
  readonly body: string;
  readonly renew_time: string | null;
}

export interface ChangeRow extends Omit<ObjectRow, 'renew_time'> {
  readonly position: number;
  readonly type: ChangeType;
  readonly previous_revision: Revision | null;
  readonly previous_body: string | null;
  readonly actor: string;
  readonly verb: string;
  readonly reason: string | null;
  readonly source: string | null;
  readonly at_ms: number;
}

export function fromObjectRow(row: ObjectRow): StoredObject {
  const stored = storedObject(keyOf(row), row.revision, parseBody(row.body));
  return row.renew_time === null ? stored : withRenewTime(stored, row.renew_time);
}

/** Rows in the order of revision and position, whole revisions. */
export function fromChangeRows(rows: readonly ChangeRow[]): RevisionChanges[] {
  const entries: RevisionChanges[] = [];
  let changes: Change[] = [];
  for (const row of rows) {
    if (entries.at(-1)?.revision !== row.revision) {
      changes = [];
      entries.push({ revision: row.revision, committedAtMs: row.at_ms, origin: originOf(row), changes });
    }
    changes.push(fromChangeRow(row));
  }
  return entries;
}

function fromChangeRow(row: ChangeRow): Change {
  const { type, position } = row;
  const stored = storedObject(keyOf(row), row.revision, parseBody(row.body));
  if (row.previous_revision === null || row.previous_body === null) return { ...stored, type, position };
  const previous = storedObject(stored.key, row.previous_revision, parseBody(row.previous_body));
  return { ...stored, type, position, previous };
}

function originOf({ actor, verb, reason, source }: ChangeRow): Origin {
  return { actor, verb, ...(reason !== null && { reason }), ...(source !== null && { source }) };
}

function keyOf({ kind, namespace, name }: ObjectKey): ObjectKey {
  return { kind, namespace, name };
}

/** What the store wrote is an object; nothing else writes here. */
function parseBody(body: string): AnyObject {
  return JSON.parse(body);
}
