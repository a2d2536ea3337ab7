// Which change a write of endpoints answers: `endpoints.kubernetes.io/last-change-trigger-time`, by which whoever follows
// endpoints measures how late they are.
//
// As Kubernetes has it: the earliest of what changed since endpoints of the service were last worked on, be it that pods
// became ready or not, or that the service was created. What is unknown, such as a pod that is gone, has no time.
import { timeText } from '../../resource/clock.ts';
import type { Pod, Service } from '../../resource/generated/kubernetes.ts';

const annotation = 'endpoints.kubernetes.io/last-change-trigger-time';

interface Seen {
  readonly service: number;
  /** By name. */
  readonly pods: ReadonlyMap<string, number>;
}

/** Of one controller, for its term. */
export class TriggerTimes {
  private readonly seen = new Map<string, Seen>();

  /** `key`: `namespace/name`. What is found counts as seen once `remember` is called, when it has been written. */
  find(key: string, service: Service, pods: readonly Pod[]): { annotations: TriggerAnnotations; remember(): void } {
    const before = this.seen.get(key);
    const now = { service: timeOf(service.metadata.creationTimestamp) ?? 0, pods: readinessTimes(pods) };
    const times = before ? changesSince(before, now) : [now.service];
    return {
      annotations: times.length > 0 ? { [annotation]: timeText(Math.min(...times)) } : {},
      remember: () => this.seen.set(key, now),
    };
  }

  forget(key: string): void {
    this.seen.delete(key);
  }
}

/** At most the one. */
export type TriggerAnnotations = Readonly<Record<string, string>>;

/** The annotations without the one that tells the time. */
export function withoutTriggerTime(annotations: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { [annotation]: _, ...others } = annotations;
  return others;
}

function changesSince(before: Seen, now: Seen): number[] {
  const pods = [...now.pods].flatMap(([name, time]) => (time > (before.pods.get(name) ?? 0) ? [time] : []));
  return now.service > before.service ? [now.service, ...pods] : pods;
}

function readinessTimes(pods: readonly Pod[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { metadata, status } of pods) {
    const time = timeOf(status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime);
    if (time !== undefined) times.set(metadata.name, time);
  }
  return times;
}

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
