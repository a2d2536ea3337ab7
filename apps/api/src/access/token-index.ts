// Who a token belongs to, answered from memory on every request. The watch cache keeps the answer true: a token ends the
// moment its Secret is changed or deleted, in every process.
import { timingSafeEqual } from 'node:crypto';
import type { Identity } from '@portolan/core/registry/request.ts';
import type { Clock } from '@portolan/core/resource/clock.ts';
import { deepEqual } from '@portolan/core/resource/equality.ts';
import type { StoredObject } from '@portolan/core/store/store.ts';
import type { WatchCache } from '@portolan/core/store/watch-cache.ts';
import { type BearerToken, hashToken, readBearerSecret, tokenNamespace } from './bearer-token.ts';
import { type JoinCredential, parseBootstrapToken, readBootstrapSecret } from './bootstrap-token.ts';

/** Every identity that could be established has it, as in Kubernetes. */
export const authenticatedGroup = 'system:authenticated';

/** A token that was found good. */
export interface Grant {
  readonly identity: Identity;
  /** False once the token has expired, or was replaced or deleted. */
  isValid(): boolean;
}

interface Credential {
  readonly identity: Identity;
  readonly expiresAtMs: number | undefined;
}

export class TokenIndex {
  private readonly cache: WatchCache;
  private readonly clock: Clock;
  private bearers = new Map<string, BearerToken>();
  private joins = new Map<string, JoinCredential>();
  private readonly unsubscribe: () => void;

  constructor(cache: WatchCache, clock: Clock) {
    this.cache = cache;
    this.clock = clock;
    this.unsubscribe = cache.subscribe({
      onChanges: (batch) => {
        for (const { changes } of batch) {
          for (const { key, type, previous, ...stored } of changes) {
            if (key.kind !== 'Secret' || key.namespace !== tokenNamespace) continue;
            if (previous) this.remove(previous);
            if (type !== 'DELETED') this.add({ key, ...stored });
          }
        }
      },
      onReset: () => this.fill(),
    });
    this.fill();
  }

  stop(): void {
    this.unsubscribe();
  }

  find(token: string): Grant | undefined {
    const join = parseBootstrapToken(token);
    return join ? this.grantJoin(join.id, join.secret) : this.grantBearer(hashToken(token));
  }

  /** As `find`, and does not miss a token that another process has just made. */
  async findFresh(token: string): Promise<Grant | undefined> {
    const found = this.find(token);
    if (found) return found;
    await this.cache.fresh();
    return this.find(token);
  }

  private grantBearer(hash: string): Grant | undefined {
    return this.grant(() => {
      const bearer = this.bearers.get(hash);
      // The map was entered by hash; comparing in constant time as well costs nothing and leaves nothing to argue about.
      return bearer && areEqual(bearer.hash, hash) ? bearer : undefined;
    });
  }

  private grantJoin(id: string, secret: string): Grant | undefined {
    return this.grant(() => {
      const join = this.joins.get(id);
      return join && areEqual(join.secret, secret) ? join : undefined;
    });
  }

  /** `current` finds the credential as it is at the moment. */
  private grant(current: () => Credential | undefined): Grant | undefined {
    const valid = () => {
      const credential = current();
      const hasExpired = credential?.expiresAtMs !== undefined && credential.expiresAtMs <= this.clock.now();
      return hasExpired ? undefined : credential?.identity;
    };
    const identity = valid();
    if (!identity) return undefined;
    const { user, groups } = identity;
    const isValid = () => {
      const now = valid();
      return now === identity || (now !== undefined && deepEqual(now, identity));
    };
    return { identity: { user, groups: [...groups, authenticatedGroup] }, isValid };
  }

  private fill(): void {
    this.bearers = new Map();
    this.joins = new Map();
    for (const stored of this.cache.list('Secret', tokenNamespace)) this.add(stored);
  }

  private add({ object }: StoredObject): void {
    const bearer = readBearerSecret(object);
    if (bearer) this.bearers.set(bearer.hash, bearer);
    const join = readBootstrapSecret(object);
    if (join) this.joins.set(join.id, join);
  }

  private remove({ object }: StoredObject): void {
    const bearer = readBearerSecret(object);
    if (bearer) this.bearers.delete(bearer.hash);
    const join = readBootstrapSecret(object);
    if (join) this.joins.delete(join.id);
  }
}

function areEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
