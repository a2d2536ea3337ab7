// How fast pods may be made to leave the nodes of a zone. One dead node among many is a dead node; when most of them are
// silent, it is more likely that we are blind. After Kubernetes' ComputeZoneState and its rate-limited queue for each zone.
import type { Node } from '../../../resource/generated/kubernetes.ts';
import type { NodeLifecycleOptions } from './options.ts';

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

export interface ZoneCount {
  ready: number;
  notReady: number;
}

export function zoneOf({ metadata: { labels = {} } }: Node): string {
  return `${labels['topology.kubernetes.io/region'] ?? ''}/${labels['topology.kubernetes.io/zone'] ?? ''}`;
}

/** Two nodes may always fail without being called a disruption. */
export function zoneState({ ready, notReady }: ZoneCount, threshold: number): ZoneState {
  if (ready === 0 && notReady > 0) return 'FullDisruption';
  return notReady > 2 && notReady / (notReady + ready) >= threshold ? 'PartialDisruption' : 'Normal';
}

/** Nodes a second. A zone that is down as a whole while others are up really is down. */
export function evictionRate(state: ZoneState, nodes: number, options: NodeLifecycleOptions): number {
  if (state !== 'PartialDisruption') return options.evictionRate;
  return nodes > options.largeZoneNodes ? options.secondaryEvictionRate : 0;
}

export class EvictionPace {
  private readonly options: NodeLifecycleOptions;
  private readonly rates = new Map<string, number>();
  private readonly lastMs = new Map<string, number>();
  private blind = false;

  constructor(options: NodeLifecycleOptions) {
    this.options = options;
  }

  /** No node is ready anywhere: nobody is made to leave. */
  get isBlind(): boolean {
    return this.blind;
  }

  judge(zones: ReadonlyMap<string, ZoneCount>): void {
    this.rates.clear();
    this.blind = zones.size > 0;
    for (const [zone, count] of zones) {
      const state = zoneState(count, this.options.unhealthyZoneThreshold);
      if (state !== 'FullDisruption') this.blind = false;
      this.rates.set(zone, evictionRate(state, count.ready + count.notReady, this.options));
    }
  }

  /** How long until another node of the zone may be taken: 0 for now, Infinity for not as things are. */
  waitMs(zone: string, nowMs: number): number {
    const rate = this.blind ? 0 : (this.rates.get(zone) ?? 0);
    if (rate <= 0) return Number.POSITIVE_INFINITY;
    const lastMs = this.lastMs.get(zone);
    return lastMs === undefined ? 0 : Math.max(0, lastMs + 1000 / rate - nowMs);
  }

  take(zone: string, nowMs: number): void {
    this.lastMs.set(zone, nowMs);
  }
}
