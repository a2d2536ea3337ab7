// Chooses the endpoint of each new connection: one after the other, or the one a client had before.
import type { Clock } from '@portolan/client/clock.ts';
import { type Route, type Target, targetKey } from './plan-routes.ts';

/** Clients beyond this are forgotten, the longest unseen first. */
const maxRememberedClients = 65_536;

interface Choices extends Pick<Route, 'affinityMs'> {
  readonly targets: readonly Target[];
}

export class Balancer {
  private readonly clock: Clock;
  private choices: Choices;
  private next = 0;
  /** In the order in which they were last seen. */
  private readonly clients = new Map<string, { readonly key: string; readonly seenMs: number }>();

  constructor(clock: Clock, choices: Choices) {
    this.clock = clock;
    this.choices = choices;
  }

  update(choices: Choices): void {
    this.choices = choices;
    if (choices.affinityMs === undefined) this.clients.clear();
  }

  has(target: Target): boolean {
    const key = targetKey(target);
    return this.choices.targets.some((each) => targetKey(each) === key);
  }

  /** `undefined` when all have been tried. */
  pick(client: string, tried: ReadonlySet<string> = new Set()): Target | undefined {
    const target = this.remembered(client, tried) ?? this.following(tried);
    if (target && this.choices.affinityMs !== undefined) this.remember(client, target);
    return target;
  }

  private following(tried: ReadonlySet<string>): Target | undefined {
    const { targets } = this.choices;
    for (let step = 0; step < targets.length; step++) {
      const target = targets[this.next % targets.length];
      this.next = (this.next + 1) % targets.length;
      if (target && !tried.has(targetKey(target))) return target;
    }
    return undefined;
  }

  private remembered(client: string, tried: ReadonlySet<string>): Target | undefined {
    const { affinityMs, targets } = this.choices;
    const known = this.clients.get(client);
    if (affinityMs === undefined || !known || tried.has(known.key)) return undefined;
    if (this.clock.monotonic() - known.seenMs >= affinityMs) return undefined;
    return targets.find((each) => targetKey(each) === known.key);
  }

  private remember(client: string, target: Target): void {
    this.clients.delete(client);
    this.clients.set(client, { key: targetKey(target), seenMs: this.clock.monotonic() });
    if (this.clients.size <= maxRememberedClients) return;
    const [longestUnseen = ''] = this.clients.keys();
    this.clients.delete(longestUnseen);
  }
}
