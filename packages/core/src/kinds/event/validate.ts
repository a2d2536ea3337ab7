// What an event must say. Fields are reported under the names of core v1, as Kubernetes reports them.
import { type FieldError, FieldPath, invalid, required } from '../../resource/field-error.ts';
import type { Event } from '../../resource/generated/kubernetes.ts';
import { checkQualifiedName, type Findings } from '../pod/validation/field-rules.ts';

const maxReasonLength = 128;
const maxNoteLength = 1024;
const eventTypes: readonly (string | undefined)[] = ['Normal', 'Warning'];

/** Decoding does not enforce required fields, and events of the older form have no `eventTime`. */
export type AnyEvent = Omit<Event, 'eventTime'> & { eventTime?: string };

export function isOfOlderForm(event: AnyEvent): boolean {
  return event.deprecatedSource !== undefined;
}

export function* validateEvent(event: AnyEvent): Findings {
  if (event.eventTime === undefined) yield* validateNamespaceAgrees(event);
  else yield* validateReport(event);
}

export function* validateNewEvent(event: AnyEvent): Findings {
  if (isOfOlderForm(event)) return;
  yield* validateSeries(event);
  if (event.eventTime === undefined) yield required(new FieldPath('eventTime'), '');
  if (!eventTypes.includes(event.type)) yield refused('type', `has invalid value: ${event.type ?? ''}`);
  if (event.deprecatedFirstTimestamp !== undefined) yield refused('firstTimestamp', 'needs to be unset');
  if (event.deprecatedLastTimestamp !== undefined) yield refused('lastTimestamp', 'needs to be unset');
  if (event.deprecatedCount) yield refused('count', 'needs to be unset');
}

/** Kubernetes does not repeat the value in these. */
function refused(field: string, detail: string): FieldError {
  return invalid(new FieldPath(field), '', detail);
}

function namespaceDiffers({ regarding }: AnyEvent): FieldError {
  const path = new FieldPath('involvedObject.namespace');
  return invalid(path, regarding?.namespace ?? '', 'does not match event.namespace');
}

/** An event is in the namespace of what it is about; those about cluster-scoped objects are in `default`. */
function* validateNamespaceAgrees(event: AnyEvent): Findings {
  if (event.metadata.namespace !== (event.regarding?.namespace || 'default')) yield namespaceDiffers(event);
}

/** Who says what about which object, in an event that says when. */
function* validateReport(event: AnyEvent): Findings {
  const { regarding, metadata, reportingController = '', reportingInstance = '', action = '', reason = '' } = event;
  const mayBeClusterScoped = metadata.namespace === 'default' || metadata.namespace === 'kube-system';
  if (!regarding?.namespace && !mayBeClusterScoped) yield namespaceDiffers(event);
  const controllerPath = new FieldPath(isOfOlderForm(event) ? 'reportingComponent' : 'reportingController');
  if (reportingController === '') yield required(controllerPath, '');
  yield* checkQualifiedName(controllerPath, reportingController);
  for (const [field, text] of Object.entries({ reportingInstance, action, reason })) {
    if (text === '') yield required(new FieldPath(field), '');
    yield* checkLength(field, text, maxReasonLength);
  }
  yield* checkLength('message', event.note ?? '', maxNoteLength);
}

function* checkLength(field: string, text: string, limit: number): Findings {
  if (Buffer.byteLength(text) > limit) yield refused(field, `can have at most ${limit} characters`);
}

/** A series is for what happened again. */
export function* validateSeries({ series }: AnyEvent): Findings {
  if (!series) return;
  if ((series.count ?? 0) < 2) yield refused('series.count', 'should be at least 2');
  if (!series.lastObservedTime) yield required(new FieldPath('series.lastObservedTime'), '');
}
