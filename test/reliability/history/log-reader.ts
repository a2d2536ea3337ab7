// Reads the log that the store keeps, piece by piece: what compaction is about to drop must have been read before.
import type { AnyObject } from '@portolan/core/resource/object.ts';
import type { Change, Store } from '@portolan/core/store/store.ts';
import type { ListOperation, LogEntry, Scope, Seen } from './history.ts';
import { isOurs } from './objects.ts';
import type { Recorder } from './recorder.ts';

const pageChanges = 2_000;

export class LogReader {
  readonly log: LogEntry[] = [];
  readonly revisions: number[] = [];
  private readonly store: Store;
  private reading: Promise<void> = Promise.resolve();

  constructor(store: Store) {
    this.store = store;
  }

  get position(): number {
    return this.revisions.at(-1) ?? 0;
  }

  /** Up to the present. Throws when the database is away; what was read until then is kept. */
  read(): Promise<void> {
    // One after the other, whatever became of the one before: its caller was told.
    this.reading = this.reading.catch(() => undefined).then(() => this.readOn());
    return this.reading;
  }

  private async readOn(): Promise<void> {
    while (true) {
      const page = await this.store.history(this.position, pageChanges);
      if (page.length === 0) return;
      for (const { revision, changes } of page) {
        this.revisions.push(revision);
        for (const change of changes) if (isOurs(change.key)) this.log.push(entryOf(change));
      }
    }
  }
}

function entryOf({ key, type, revision, object }: Change): LogEntry {
  return { revision, key: `${key.kind}/${key.name}`, type, value: lastValueOf(object) };
}

function lastValueOf(object: AnyObject): string {
  return object.metadata.annotations?.value ?? '';
}

/** What the store itself holds when all is over, as a list: the objects must be what the log says. */
export async function listStore(store: Store, recorder: Recorder): Promise<ListOperation> {
  const begun = recorder.begin();
  const { revision, items } = await store.list({});
  const scope: Scope = {};
  const seen = items
    .filter(({ key }) => isOurs(key))
    .map(({ key, revision: version, object }): [string, Seen] => [
      `${key.kind}/${key.name}`,
      { version, value: lastValueOf(object) },
    ]);
  return { ...begun, returnedAt: recorder.now(), scope, revision, items: new Map(seen) };
}
