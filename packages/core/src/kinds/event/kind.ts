// Event: what happened to an object, said by a controller. Stored in the form of events.k8s.io/v1. Events that came as
// core v1, the older form, carry `deprecatedSource` and are judged by the older, looser rules for good.
import type { Event } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { eventColumns } from './columns.ts';
import { validateEvent, validateNewEvent } from './validate.ts';
import { validateEventUpdate } from './validate-update.ts';

export const event = defineKind<Event>({
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  hasStatus: false,
  countsGenerations: false,
  applyDefaults() {},
  validate: (object) => [...validateEvent(object)],
  validateCreate: (object) => [...validateNewEvent(object)],
  validateUpdate: (object, old) => [...validateEventUpdate(object, old)],
  columns: eventColumns,
});
