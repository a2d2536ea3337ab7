// How often one address may be wrong. Attempts are charged before they are looked at and given back when they were right,
// so that many at once are no way around it.
import { isIPv6 } from 'node:net';
import type { Clock } from '@portolan/core/resource/clock.ts';

export interface AttemptLimitOptions {
  /** Failures that may come at once after a quiet time. */
  readonly burst: number;
  readonly perMinute: number;
}

interface Account {
  left: number;
  filledAtMs: number;
}

const maxAccounts = 10_000;

export class AttemptLimits {
  private readonly options: AttemptLimitOptions;
  private readonly clock: Clock;
  private readonly accounts = new Map<string, Account>();

  constructor(options: AttemptLimitOptions, clock: Clock) {
    this.options = options;
    this.clock = clock;
  }

  /** `false`: not now. */
  enter(address: string): boolean {
    const account = this.account(networkOf(address));
    if (account.left < 1) return false;
    account.left -= 1;
    return true;
  }

  /** The attempt was none to be counted. */
  forgive(address: string): void {
    const account = this.account(networkOf(address));
    account.left = Math.min(this.options.burst, account.left + 1);
  }

  private account(network: string): Account {
    const { burst, perMinute } = this.options;
    const nowMs = this.clock.monotonic();
    const known = this.accounts.get(network);
    const earned = known ? ((nowMs - known.filledAtMs) / 60_000) * perMinute : burst;
    const account = { left: Math.min(burst, (known?.left ?? 0) + earned), filledAtMs: nowMs };
    // Entered anew, the map stays in order of use: the first one has been quiet for longest.
    this.accounts.delete(network);
    this.accounts.set(network, account);
    if (this.accounts.size > maxAccounts) this.dropOldest();
    return account;
  }

  private dropOldest(): void {
    for (const [network] of this.accounts) {
      this.accounts.delete(network);
      return;
    }
  }
}

/** One customer has a whole /64 of IPv6 addresses to come from. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}
