// What happens again is counted in the event that told of it first; the count only grows.
import type { Event } from '@portolan/core/resource/generated/kubernetes.ts';
import { type Invariant, nameOf } from './invariant.ts';

const seriesMs = 5 * 60_000;
/** A write of an event whose outcome is unknown may be made again under another name. */
const mostTwins = 3;

export function eventSeries(): Invariant {
  const told = new Map<string, number[]>();
  return {
    name: 'event-series',
    *onRevision({ changes, committedAtMs }) {
      for (const change of changes) {
        const { key, type, object, previous } = change;
        if (key.kind !== 'Event.events.k8s.io' || type === 'DELETED') continue;
        const event = object as object as Event; // Sound: stored under its kind.
        const before = (previous?.object as object | undefined as Event | undefined)?.series?.count ?? 0;
        const now = event.series?.count ?? 0;
        if (now < before) yield `${nameOf(change)} counts ${now} after ${before}`;
        if (type !== 'ADDED') continue;
        const id = identityOf(event);
        const twins = [...(told.get(id) ?? []), committedAtMs].filter((atMs) => committedAtMs - atMs < seriesMs);
        told.set(id, twins);
        if (twins.length > mostTwins) yield `${event.reason} is told ${twins.length} times: ${event.note}`;
      }
    },
  };
}

function identityOf({ regarding, type, reason, action, note, reportingController, reportingInstance }: Event): string {
  return [regarding?.uid, type, reason, action, note, reportingController, reportingInstance].join('\n');
}
