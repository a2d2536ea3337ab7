// Locks that end with the session that holds them: PostgreSQL frees an advisory lock as soon as its connection is gone, so
// a process that was killed is known to be dead at once.
import pg from 'pg';
import { type Clock, delay } from '../../resource/clock.ts';
import type { SessionLock } from '../store.ts';
import { connectionSettings, type Query } from './database.ts';

/** How late at most a waiter learns that the holder's session has ended. */
const pollMs = 200;

/** Tokens are random: that two have one hash does not happen. */
const holdText = 'SELECT pg_advisory_lock(hashtextextended($1, 0))';
/** Taken and given back by one statement; shared, so that waiters do not take one another for the holder. */
const tryText = 'SELECT pg_try_advisory_xact_lock_shared(hashtextextended($1, 0)) AS free';

/** On a connection of its own: nothing else shares the session. */
export async function holdSessionLock(databaseUrl: string, token: string): Promise<SessionLock> {
  const client = new pg.Client(connectionSettings(databaseUrl));
  const lost = new Promise<void>((resolve) => {
    client.on('error', () => resolve());
    client.on('end', () => resolve());
  });
  try {
    await client.connect();
    await client.query(holdText, [token]);
  } catch (error) {
    await client.end();
    throw error;
  }
  return { lost, release: () => client.end() };
}

export interface SessionLockWait {
  readonly token: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

export async function waitSessionLock(query: Query, { token, signal, clock }: SessionLockWait): Promise<boolean> {
  while (!signal.aborted) {
    const [row] = await query<{ free: boolean }>(tryText, [token]);
    if (row?.free) return true;
    await delay(clock, pollMs);
  }
  return false;
}
