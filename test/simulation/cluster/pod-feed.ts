// The watch by which an agent hears of its pods: in order, perhaps late, and from a new list after the connection broke.
import type { Pod } from '@portolan/client';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import type { RevisionChanges } from '@portolan/core/store/store.ts';
import type { WatchCache } from '@portolan/core/store/watch-cache.ts';
import type { PodManager } from '../../../apps/agent/src/pod-manager/pod-manager.ts';
import type { SeededRandom } from '../../reliability/seeded-random.ts';
import type { AgentWeather } from './agent-api.ts';
import type { ProcessClock } from './process-clock.ts';

export interface PodFeedParts {
  readonly cache: WatchCache;
  readonly nodeName: string;
  readonly clock: ProcessClock;
  readonly random: SeededRandom;
  readonly pods: PodManager;
  weather(): AgentWeather;
}

const reconnectMs = 1_000;
const lateMs = 1_000;

export class PodFeed {
  private readonly parts: PodFeedParts;
  /** Frames on their way, in order. */
  private frames: Array<() => void> = [];
  private unsubscribe: (() => void) | undefined;
  private isUnderway = false;

  constructor(parts: PodFeedParts) {
    this.parts = parts;
  }

  start(onSynced?: () => void): void {
    const { cache, clock, weather, pods } = this.parts;
    if (clock.isDead) return;
    if (weather().isCutOff) {
      clock.setTimer(reconnectMs, () => this.start(onSynced));
      return;
    }
    pods.replace(cache.list('Pod').flatMap(({ object }) => this.own(object) ?? []));
    this.unsubscribe = cache.subscribe({ onChanges: (batch) => this.take(batch), onReset: () => this.lose() });
    onSynced?.();
  }

  stop(): void {
    this.unsubscribe?.();
    this.unsubscribe = undefined;
    this.frames = [];
  }

  lose(): void {
    if (!this.unsubscribe) return;
    this.stop();
    this.parts.clock.setTimer(reconnectMs, () => this.start());
  }

  private take(batch: readonly RevisionChanges[]): void {
    const { pods } = this.parts;
    for (const { changes } of batch) {
      for (const { key, type, object, previous } of changes) {
        if (key.kind !== 'Pod') continue;
        const pod = this.own(object);
        const before = previous && this.own(previous.object);
        const isGone = type === 'DELETED' || (before && before.metadata.uid !== object.metadata.uid);
        if (isGone && before) this.send(() => pods.take(before));
        if (type !== 'DELETED' && pod) this.send(() => pods.put(pod));
      }
    }
  }

  private send(frame: () => void): void {
    if (this.parts.weather().isCutOff) return this.lose();
    this.frames.push(frame);
    if (this.isUnderway) return;
    this.isUnderway = true;
    this.forward();
  }

  private forward(): void {
    const { clock, random, weather } = this.parts;
    const { latencyMs } = weather();
    const delayMs = latencyMs === 0 || random.chance(0.5) ? 0 : Math.ceil(random.next() * lateMs);
    clock.setTimer(delayMs, () => {
      for (const frame of this.frames.splice(0)) frame();
      this.isUnderway = false;
    });
  }

  private own(object: AnyObject): Pod | undefined {
    const pod = object as AnyObject & Pod;
    return pod.spec?.nodeName === this.parts.nodeName ? pod : undefined;
  }
}
