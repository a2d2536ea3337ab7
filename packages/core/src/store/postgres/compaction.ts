// Compaction: raises the floor and drops the history behind it. See the migration for why its steps come in this order.
import { badRequestError } from '../../resource/api-error.ts';
import type { Revision } from '../store.ts';
import type { Database } from './database.ts';
import { sqlStateOf, toApiError } from './database-errors.ts';

/** Revisions per statement, so that none runs for long. */
const stepRevisions = 200;

export interface Head {
  readonly latest: Revision;
  readonly floor: Revision;
  readonly partition_width: number;
}

export async function readHead(database: Database): Promise<Head> {
  const [head] = await database.read<Head>(
    'SELECT latest::float8, floor::float8, partition_width::float8 FROM head WHERE id = 1',
    [],
  );
  if (!head) throw new Error('the store has no head: its database was not migrated');
  return head;
}

export async function compact(database: Database, floor: Revision): Promise<void> {
  const head = await readHead(database);
  if (floor > head.latest) throw badRequestError(`cannot compact beyond the latest revision ${head.latest}`);
  if (floor > head.floor) {
    try {
      await raiseFloor(database, { from: head.floor, to: floor });
    } catch (error) {
      throw toApiError(error);
    }
  }
  await dropHistory(database);
}

async function raiseFloor(database: Database, { from, to }: { from: Revision; to: Revision }): Promise<void> {
  await database.write('SELECT begin_compaction($1::bigint)::text', [to]);
  for (let after = from; after < to; after += stepRevisions) {
    const upTo = Math.min(after + stepRevisions, to);
    await database.write('SELECT carry_states($1::bigint, $2::bigint, $3::bigint)::text', [after, upTo, to]);
  }
  await database.write('SELECT finish_compaction($1::bigint)::text', [to]);
}

/** Partitions that readers hold on to are dropped in a later round. */
export async function dropHistory(database: Database): Promise<void> {
  try {
    await database.write('SELECT drop_history()', []);
  } catch (error) {
    const lockNotAvailable = '55P03';
    if (sqlStateOf(error) !== lockNotAvailable) throw toApiError(error);
  }
}
