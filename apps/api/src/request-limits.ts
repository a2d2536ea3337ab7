// How much one identity may ask for. Only the one who asks too much is told to wait; masters are exempt, as they are from
// Kubernetes' priority and fairness.
import { type Identity, mastersGroup } from '@portolan/core/registry/request.ts';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import type { Clock } from '@portolan/core/resource/clock.ts';

export interface RequestLimitOptions {
  readonly requestsPerSecond: number;
  /** Requests that may come at once after a quiet time. */
  readonly burst: number;
  readonly inFlight: number;
}

interface Account {
  inFlight: number;
  /** Requests that may come now; a token bucket. */
  tokens: number;
  filledAtMs: number;
}

/** Accounts of identities that have been quiet are swept when there are more than this. */
const maxAccounts = 10_000;

export function tooManyRequestsError(message = 'Too many requests, please try again later.'): ApiError {
  return new ApiError('TooManyRequests', message, { retryAfterSeconds: 1 });
}

export class RequestLimits {
  private readonly options: RequestLimitOptions;
  private readonly clock: Clock;
  private readonly accounts = new Map<string, Account>();
  private inFlight = 0;

  constructor(options: RequestLimitOptions, clock: Clock) {
    this.options = options;
    this.clock = clock;
  }

  /** Requests of all identities that have entered and not left. */
  get current(): number {
    return this.inFlight;
  }

  /** Throws TooManyRequests; otherwise `leave` must follow. */
  enter(identity: Identity): void {
    if (!identity.groups.includes(mastersGroup)) this.charge(this.account(identity.user));
    this.inFlight += 1;
  }

  leave(identity: Identity): void {
    this.inFlight -= 1;
    const account = this.accounts.get(identity.user);
    if (account && !identity.groups.includes(mastersGroup)) account.inFlight -= 1;
  }

  private charge(account: Account): void {
    const { requestsPerSecond, burst, inFlight } = this.options;
    const nowMs = this.clock.monotonic();
    account.tokens = Math.min(burst, account.tokens + ((nowMs - account.filledAtMs) / 1000) * requestsPerSecond);
    account.filledAtMs = nowMs;
    if (account.tokens < 1 || account.inFlight >= inFlight) throw tooManyRequestsError();
    account.tokens -= 1;
    account.inFlight += 1;
  }

  private account(user: string): Account {
    const known = this.accounts.get(user);
    if (known) return known;
    if (this.accounts.size >= maxAccounts) this.sweep();
    const account = { inFlight: 0, tokens: this.options.burst, filledAtMs: this.clock.monotonic() };
    this.accounts.set(user, account);
    return account;
  }

  private sweep(): void {
    const quietSinceMs = this.clock.monotonic() - (this.options.burst / this.options.requestsPerSecond) * 1000;
    for (const [user, { inFlight, filledAtMs }] of this.accounts) {
      if (inFlight === 0 && filledAtMs <= quietSinceMs) this.accounts.delete(user);
    }
  }
}

/** Counts what each identity holds open, up to a bound. */
export class OpenCounts {
  private readonly limit: number;
  private readonly counts = new Map<string, number>();

  constructor(limit: number) {
    this.limit = limit;
  }

  enter(user: string): boolean {
    const count = this.counts.get(user) ?? 0;
    if (count >= this.limit) return false;
    this.counts.set(user, count + 1);
    return true;
  }

  leave(user: string): void {
    const count = (this.counts.get(user) ?? 1) - 1;
    if (count > 0) this.counts.set(user, count);
    else this.counts.delete(user);
  }
}
