// What the operations of one change set see: the cache, with the set's own writes on top.
import { badRequestError } from '../resource/api-error.ts';
import type { Clock } from '../resource/clock.ts';
import { type AnyObject, keyText, type ObjectKey } from '../resource/object.ts';
import type { StoredObject, Write } from '../store/store.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import { Claims } from './claims.ts';

export class View {
  readonly cache: WatchCache;
  readonly claims: Claims;
  private readonly written = new Map<string, { position: number; object: AnyObject | undefined }>();
  private readonly checks = new Map<string, Write>();

  constructor(cache: WatchCache, clock: Clock) {
    this.cache = cache;
    this.claims = new Claims(cache, clock);
  }

  stored(key: ObjectKey): StoredObject | undefined {
    return this.cache.get(key);
  }

  /** As it will be once the set is committed. */
  object(key: ObjectKey): AnyObject | undefined {
    const own = this.written.get(keyText(key));
    return own ? own.object : this.cache.get(key)?.object;
  }

  isWrittenHere(key: ObjectKey): boolean {
    return this.written.has(keyText(key));
  }

  /** Notes what operation `position` leaves at `key`; a set may touch an object once. */
  note(key: ObjectKey, position: number, object: AnyObject | undefined): void {
    const before = this.written.get(keyText(key));
    if (before) {
      const what = `${key.kind} ${key.namespace === '' ? '' : `${key.namespace}/`}${key.name}`;
      throw badRequestError(
        `operations ${before.position} and ${position} both change ${what}; a change set may do so once`,
      );
    }
    this.written.set(keyText(key), { position, object });
  }

  /** The whole set fails unless `stored` is still what it is now. */
  require(stored: StoredObject): void {
    const guard = { uid: stored.uid, revision: stored.revision };
    this.checks.set(keyText(stored.key), { op: 'check', key: stored.key, guard });
  }

  /** Checks of what the set does not write itself. */
  requirements(): Write[] {
    return [...this.checks].filter(([key]) => !this.written.has(key)).map(([, check]) => check);
  }
}
