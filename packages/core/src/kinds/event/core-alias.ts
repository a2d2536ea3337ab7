// Events as core v1 writes them, for manifests and for clients that know no other form.
import type { CoreV1Event, Event } from '../../resource/generated/kubernetes.ts';
import type { KindAlias } from '../../resource/kind.ts';

export const coreEvent: KindAlias = {
  apiVersion: 'v1',
  kind: 'Event',
  convert: (object) => toEvent(object as CoreV1Event),
};

/** Kubernetes' conversion. `deprecatedSource` is always there: it marks an event that came in the older form. */
function toEvent(object: CoreV1Event): Event {
  const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, reportingComponent, ...same } = object;
  const renamed = {
    regarding: involvedObject,
    note: message,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedCount: count,
    reportingController: reportingComponent,
  };
  const present = Object.fromEntries(Object.entries(renamed).filter(([, value]) => value !== undefined));
  // `eventTime` is required of new events only; `validateEvent` tells them apart.
  return { ...same, ...present, deprecatedSource: source ?? {}, apiVersion: 'events.k8s.io/v1' } as Event;
}
