// An event has happened: only that it happened again can be added to it.
import { deepEqual } from '../../resource/equality.ts';
import { FieldPath, invalid } from '../../resource/field-error.ts';
import type { Findings } from '../pod/validation/field-rules.ts';
import { type AnyEvent, isOfOlderForm, validateSeries } from './validate.ts';

/** What is fixed, and the name in core v1 under which Kubernetes reports it. */
const fixedFields: readonly (readonly [keyof AnyEvent, string])[] = [
  ['regarding', 'involvedObject'],
  ['reason', 'reason'],
  ['note', 'message'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
  ['type', 'type'],
  ['eventTime', 'eventTime'],
  ['action', 'action'],
  ['related', 'related'],
  ['reportingController', 'reportingController'],
  ['reportingInstance', 'reportingInstance'],
];

/** Recorders of the older form count up in place. */
export function* validateEventUpdate(event: AnyEvent, old: AnyEvent): Findings {
  if (isOfOlderForm(old)) return;
  if (!deepEqual(event.series, old.series)) yield* validateSeries(event);
  for (const [field, shown] of fixedFields) {
    if (!deepEqual(event[field], old[field])) yield invalid(new FieldPath(shown), event[field], 'field is immutable');
  }
}
