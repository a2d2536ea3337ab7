// Who has what only one object of the cluster may have: cluster IPs, node ports.
//
// A claim is an object of the store whose key is the thing claimed. It is written by the change set that writes its holder,
// so it exists exactly as long as its holder has it, and two change sets that want one thing collide on the key: one is
// decided again and sees who was faster. Its kind is in no list of kinds, so nobody is served it.
import { invalidError } from '../resource/api-error.ts';
import { type Clock, timeText } from '../resource/clock.ts';
import type { Claim, Vacancies } from '../resource/kind.ts';
import type { AnyObject, ObjectKey } from '../resource/object.ts';
import type { Write } from '../store/store.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import { newUid } from './generated-names.ts';
import type { Prepared, Scope } from './prepare.ts';

/** The claims of one change set, on top of those that the cache shows. */
export class Claims implements Vacancies {
  private readonly cache: WatchCache;
  private readonly clock: Clock;
  /** By name; `undefined` for those given up. */
  private readonly changed = new Map<string, AnyObject | undefined>();

  constructor(cache: WatchCache, clock: Clock) {
    this.cache = cache;
    this.clock = clock;
  }

  isFree(name: string): boolean {
    return this.current(name) === undefined;
  }

  random(): number {
    return this.clock.random();
  }

  take(name: string, holder: AnyObject): void {
    const { uid, namespace, name: holderName } = holder.metadata;
    this.changed.set(name, {
      apiVersion: 'portolan.dev/v1',
      kind: 'Claim',
      metadata: { name, uid: newUid(this.clock), creationTimestamp: timeText(this.clock.now()) },
      holder: { apiVersion: holder.apiVersion, kind: holder.kind, namespace, name: holderName, uid },
    });
  }

  /** Gives up what this holder has; what another has stays. */
  release(name: string, holder: AnyObject): void {
    const held = this.current(name)?.holder as { uid?: string } | undefined;
    if (held?.uid === holder.metadata.uid) this.changed.set(name, undefined);
  }

  writes(): Write[] {
    return [...this.changed].flatMap(([name, object]): Write[] => {
      const key = keyOfClaim(name);
      const before = this.cache.get(key);
      if (!before) return object ? [{ op: 'create', key, object }] : [];
      const guard = { uid: before.uid, revision: before.revision };
      if (!object) return [{ op: 'delete', key, guard }];
      // From one holder to the next in one change set: the claim itself stays.
      const metadata = { ...object.metadata, uid: before.uid };
      return [{ op: 'update', key, object: { ...object, metadata }, guard }];
    });
  }

  private current(name: string): AnyObject | undefined {
    return this.changed.has(name) ? this.changed.get(name) : this.cache.get(keyOfClaim(name))?.object;
  }
}

function keyOfClaim(name: string): ObjectKey {
  return { kind: 'Claim.portolan.dev', namespace: '', name };
}

/** Takes what the operation's object newly has and gives up what it no longer has. Throws Invalid for what is taken. */
export function settleClaims({ view, kinds }: Scope, { key, write, object }: Prepared): void {
  const claimsOf = kinds.find(key.kind)?.claims;
  if (!write || !claimsOf) return;
  const before = view.stored(key)?.object;
  const held = byName(before ? claimsOf(before) : []);
  const wanted = byName(write.op === 'delete' ? [] : claimsOf(object));
  for (const name of held.keys()) if (before && !wanted.has(name)) view.claims.release(name, before);
  const added = [...wanted.values()].filter(({ name }) => !held.has(name));
  const taken = added.filter(({ name }) => !view.claims.isFree(name)).map((claim) => claim.taken);
  if (taken.length > 0) throw invalidError(key.kind, key.name, taken);
  for (const { name } of added) view.claims.take(name, object);
}

function byName(claims: readonly Claim[]): Map<string, Claim> {
  return new Map(claims.map((claim) => [claim.name, claim]));
}
