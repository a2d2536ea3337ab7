// Mistakes in what becomes of writes.
import { ApiError } from '@portolan/core/resource/api-error.ts';
import { systemClock } from '@portolan/core/resource/clock.ts';
import { keyText } from '@portolan/core/resource/object.ts';
import type { ChangeSet, CommitResult, Store, Write } from '@portolan/core/store/store.ts';
import pg from 'pg';
import { type SeededBug, storeWith } from './seeded-bug.ts';

const rarely = 0.03;

export const writeBugs: readonly SeededBug[] = [
  {
    name: 'acknowledge-without-writing',
    mistake: 'one write in thirty is acknowledged and forgotten',
    toldBy: ['lost-acknowledged-write', 'torn-change-set'],
    store: (store, random) =>
      storeWith(store, {
        async commit(set) {
          if (!random.chance(rarely)) return store.commit(set);
          return { ok: true, revision: (await store.revision()) + 1 };
        },
      }),
  },
  {
    name: 'acknowledge-the-next-revision',
    mistake: 'a write is acknowledged with the revision after its own',
    toldBy: ['lost-acknowledged-write', 'torn-change-set'],
    store: (store) =>
      storeWith(store, {
        async commit(set) {
          const result = await store.commit(set);
          return result.ok ? { ok: true, revision: result.revision + 1 } : result;
        },
      }),
  },
  {
    name: 'ignore-revision-guards',
    mistake: 'an update replaces whatever version it finds',
    toldBy: ['lost-update'],
    store: (store) =>
      storeWith(store, { commit: (set) => store.commit({ ...set, writes: set.writes.map(unguarded) }) }),
  },
  {
    name: 'split-change-sets',
    mistake: 'the writes of a change set are committed one by one',
    toldBy: ['torn-change-set', 'refused-yet-written', 'lost-acknowledged-write'],
    store: (store) => storeWith(store, { commit: (set) => commitEach(store, set) }),
  },
  {
    name: 'retry-blindly',
    mistake: 'a write whose answer was lost is made again without asking whether it happened',
    toldBy: ['refused-yet-written', 'written-twice'],
    store: (store, random) =>
      storeWith(store, {
        async commit(set) {
          const result = await store.commit(set);
          return result.ok && random.chance(rarely) ? store.commit(set) : result;
        },
      }),
  },
  {
    name: 'refuse-and-write',
    mistake: 'a write that happened is reported as not made',
    toldBy: ['refused-yet-written'],
    store: (store, random) =>
      storeWith(store, {
        async commit(set) {
          const result = await store.commit(set);
          if (!random.chance(rarely)) return result;
          throw new ApiError('ServiceUnavailable', 'the database is not available');
        },
      }),
  },
  {
    name: 'share-revisions',
    mistake: 'change sets of different callers get one revision',
    toldBy: ['shared-revision'],
    store: (store) => storeWith(store, { commit: pairing(store) }),
  },
  {
    name: 'commit-asynchronously',
    mistake: 'a write is acknowledged before it is durable',
    toldBy: ['lost-acknowledged-write', 'torn-change-set'],
    faults: ['kill-database'],
    faultEveryMs: 1_500,
    // What is not yet durable is not for long; this makes it a matter of seconds.
    database: (url) => execute(url, ["ALTER SYSTEM SET wal_writer_delay = '10s'", 'SELECT pg_reload_conf()']),
    databaseUrl: (url) => `${url}?options=${encodeURIComponent('-c synchronous_commit=off')}`,
  },
  {
    name: 'number-outside-the-lock',
    mistake: 'revisions come from a sequence, so that a later one may be committed first',
    toldBy: ['log-dense', 'watch-reliable'],
    database: numberBySequence,
  },
];

function unguarded(write: Write): Write {
  if (write.op === 'create' || write.guard.revision === undefined) return write;
  const { revision: _, ...guard } = write.guard;
  return { ...write, guard };
}

async function commitEach(store: Store, set: ChangeSet): Promise<CommitResult> {
  let last: CommitResult | undefined;
  for (const [position, write] of set.writes.entries()) {
    if (write.op === 'check') continue;
    const result = await store.commit({ ...set, writes: [write] });
    if (!result.ok) return { ok: false, refused: result.refused.map((each) => ({ ...each, position })) };
    last = result;
  }
  return last ?? store.commit(set);
}

const waitForPartnerMs = 15;

/** Who comes first waits a moment for another to share the revision with. */
function pairing(store: Store): Store['commit'] {
  let waiting: { readonly set: ChangeSet; resolve(result: CommitResult | Promise<CommitResult>): void } | undefined;
  return (set) => {
    const partner = waiting;
    if (partner) {
      if (!areDisjoint(partner.set, set)) return store.commit(set);
      waiting = undefined;
      const together = store.commit({ ...set, writes: [...partner.set.writes, ...set.writes] });
      partner.resolve(together.then((result) => (result.ok ? result : store.commit(partner.set))));
      return together.then((result) => (result.ok ? result : store.commit(set)));
    }
    return new Promise((resolve) => {
      const own = { set, resolve };
      waiting = own;
      systemClock.setTimer(waitForPartnerMs, () => {
        if (waiting !== own) return;
        waiting = undefined;
        resolve(store.commit(set));
      });
    });
  };
}

function areDisjoint(one: ChangeSet, other: ChangeSet): boolean {
  const keys = new Set(one.writes.map(({ key }) => keyText(key)));
  return !other.writes.some(({ key }) => keys.has(keyText(key)));
}

async function execute(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const takeNumbers = `SELECT * INTO start FROM head WHERE id = 1;
  PERFORM pg_advisory_lock(77);
  start.latest := nextval('bug_revision') - 1;
  PERFORM setval('bug_revision', start.latest + (SELECT count(DISTINCT w->>'set') FROM json_array_elements(writes) w));
  PERFORM pg_advisory_unlock(77);
  PERFORM pg_sleep(random() * 0.02);`;

/** Rewrites the function that commits: its first statement and its last. */
async function numberBySequence(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(78)');
    const { rows } = await client.query<{ text: string; latest: string }>(
      "SELECT pg_get_functiondef('write_change_sets'::regproc) AS text, latest::text FROM head",
    );
    const { text = '', latest = '0' } = rows[0] ?? {};
    if (text.includes('bug_revision')) return;
    await client.query(`CREATE SEQUENCE bug_revision START ${Number(latest) + 1}`);
    await client.query(
      replaced(
        replaced(text, 'SELECT * INTO start FROM head WHERE id = 1 FOR UPDATE;', takeNumbers),
        'SET latest = start.latest + accepted_sets',
        'SET latest = greatest(latest, start.latest + accepted_sets)',
      ),
    );
  } finally {
    await client.end();
  }
}

function replaced(text: string, part: string, by: string): string {
  if (!text.includes(part)) throw new Error(`the function that commits has no "${part}" any more`);
  return text.replace(part, () => by);
}
