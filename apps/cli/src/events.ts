// Events as people read them: when, how often, what about.
import type { Event } from '@portolan/client/generated/kubernetes.ts';
import { ageText } from './age.ts';
import type { Cli } from './cli.ts';
import { readObjects } from './reading/list-request.ts';
import type { ResourceKinds } from './resource-kinds.ts';

/** Of one object when told which. */
export interface EventQuery {
  readonly namespace?: string;
  readonly regarding?: { readonly kind: string; readonly name: string; readonly uid?: string };
  readonly types?: readonly string[];
  /** A revision, or a time in RFC 3339. */
  readonly at?: string;
}

/** The oldest first. */
export async function readEvents(
  cli: Cli,
  kinds: ResourceKinds,
  query: EventQuery,
): Promise<{ readonly events: readonly Event[]; readonly resourceVersion: string }> {
  const { objects, resourceVersion } = await readObjects(cli, {
    kind: kinds.byName('events.events.k8s.io'),
    chunkSize: 500,
    ...(query.namespace !== undefined && { namespace: query.namespace }),
    ...(query.at !== undefined && { at: query.at }),
    ...eventSelector(query),
  });
  const events = (objects as readonly Event[]).toSorted((a, b) => lastSeenMs(a) - lastSeenMs(b));
  return { events, resourceVersion };
}

export function eventSelector({ regarding, types }: EventQuery): { fieldSelector?: string } {
  const terms = [
    ...(regarding ? [`regarding.kind=${escaped(regarding.kind)}`, `regarding.name=${escaped(regarding.name)}`] : []),
    ...(regarding?.uid ? [`regarding.uid=${escaped(regarding.uid)}`] : []),
    ...(types ? [`type in (${types.map(escaped).join(',')})`] : []),
  ];
  return terms.length > 0 ? { fieldSelector: terms.join(',') } : {};
}

function escaped(value: string): string {
  return value.replace(/[\\,=()]/g, '\\$&');
}

function lastSeenMs(event: Event): number {
  const { last } = timesOf(event);
  return last === undefined ? 0 : Date.parse(last);
}

function timesOf(event: Event): { first: string | undefined; last: string | undefined; count: number } {
  const { series, eventTime, deprecatedCount, deprecatedFirstTimestamp, deprecatedLastTimestamp, metadata } = event;
  const first = deprecatedFirstTimestamp ?? eventTime ?? metadata.creationTimestamp;
  const last = series?.lastObservedTime ?? deprecatedLastTimestamp ?? first;
  return { first, last, count: series?.count ?? deprecatedCount ?? 1 };
}

/** `5s`, `2m (x5 over 10m)` */
export function eventAge(event: Event, nowMs: number): string {
  const { first, last, count } = timesOf(event);
  const age = ageText(last, nowMs);
  return count > 1 ? `${age} (x${count} over ${ageText(first, nowMs)})` : age;
}

/** `pod/web-0`, as tables name what an event is about. */
export function eventObject({ regarding }: Event): string {
  return `${(regarding?.kind ?? '').toLowerCase()}/${regarding?.name ?? ''}`;
}
