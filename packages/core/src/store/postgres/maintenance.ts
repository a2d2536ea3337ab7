// What keeps a store that runs for years from filling up: partitions made ahead, history dropped behind the floor, leftovers
// swept. Every process does it; each step may be done twice, and chance keeps processes that started together apart.
import type { Clock, Timer } from '../../resource/clock.ts';
import type { Revision } from '../store.ts';
import { compact, dropHistory, readHead } from './compaction.ts';
import type { Database } from './database.ts';

/** How much history is kept: what is younger than `maxAgeMs`, but never fewer or more than this many revisions. */
export interface Retention {
  readonly maxAgeMs: number;
  readonly minRevisions: number;
  readonly maxRevisions: number;
}

export const defaultRetention: Retention = {
  maxAgeMs: 24 * 60 * 60 * 1000,
  minRevisions: 100_000,
  maxRevisions: 1_000_000,
};

export interface MaintenanceOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly retention: Retention;
  readonly warn: (text: string, error: unknown) => void;
}

const intervalMs = 20_000;

export class Maintenance {
  private readonly options: MaintenanceOptions;
  private timer: Timer | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(options: MaintenanceOptions) {
    this.options = options;
    this.schedule();
  }

  /** Resolves when a round that had begun is over. */
  stop(): Promise<void> {
    this.stopped = true;
    this.timer?.cancel();
    return this.running;
  }

  private schedule(): void {
    if (this.stopped) return;
    const { clock, warn } = this.options;
    this.timer = clock.setTimer(intervalMs * (0.5 + clock.random()), () => {
      this.running = maintain(this.options)
        .catch((error: unknown) => warn('maintenance of the store failed and will be tried again', error))
        .then(() => this.schedule());
    });
  }
}

export async function maintain({ database, retention }: MaintenanceOptions): Promise<void> {
  await database.write('SELECT prepare_partitions()::text', []);
  const floor = await retainedFloor(database, retention);
  if (floor !== undefined) await compact(database, floor);
  else await dropHistory(database);
  await database.write('SELECT sweep()::text', []);
}

/** The floor moves to the end of a partition, so that each compaction frees one. Undefined: nothing to do. */
export async function retainedFloor(database: Database, retention: Retention): Promise<Revision | undefined> {
  const head = await readHead(database);
  const [aged] = await database.read<{ revision: Revision | null }>(
    "SELECT revision_at(now() - $1::float8 * interval '1 millisecond')::float8 AS revision",
    [retention.maxAgeMs],
  );
  const byAge = Math.min(aged?.revision ?? 0, head.latest - retention.minRevisions);
  const wanted = Math.max(byAge, head.latest - retention.maxRevisions);
  const floor = Math.floor(wanted / head.partition_width) * head.partition_width;
  return floor > head.floor ? floor : undefined;
}
