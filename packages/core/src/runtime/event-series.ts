// Which events are the same thing happening again, after client-go's event correlator and its series.
//
// The same words about the same object within six minutes are one event with a series. An object about which one reason
// says more than ten different things within ten minutes gets the rest as one series, "(combined from similar events)".
import { newUid } from '../registry/generated-names.ts';
import { type Clock, microTimeText } from '../resource/clock.ts';
import type { Event, ObjectReference } from '../resource/generated/kubernetes.ts';
import type { AnyObject } from '../resource/object.ts';
import { isDns1123Subdomain } from '../resource/validation/names.ts';
import type { EventDraft } from './controller.ts';

/** A series ends when nothing was added for so long. */
export const seriesEndMs = 6 * 60_000;
const combining = { afterNotes: 10, withinMs: 600_000 };
const combinedPrefix = '(combined from similar events): ';
const maxNoteBytes = 1_024;
const maxNameLength = 236;
/** The oldest are forgotten: what happens again then begins another event. */
const maxGroups = 4_096;

export interface Reporter {
  /** Who says it: `replicaset-controller`. */
  readonly controller: string;
  /** Which of them, for instance by the name of its process. */
  readonly instance: string;
}

interface Group {
  readonly notes: Set<string>;
  untilMs: number;
}

export class SimilarEvents {
  private readonly groups = new Map<string, Group>();

  /** What distinguishes the event from others, and the note to give it. */
  identify(draft: EventDraft, reporter: Reporter, nowMs: number): { readonly key: string; readonly note: string } {
    const { regarding, related, fieldPath = '', type, reason, action = reason, note } = draft;
    const about = [regarding.metadata.uid ?? `${regarding.kind}/${regarding.metadata.name}`, fieldPath];
    const what = [type, reason, action, related?.metadata.uid ?? ''];
    const groupKey = [reporter.controller, ...about, ...what].join('\n');
    const combined = this.isCombined(groupKey, note, nowMs);
    if (combined) return { key: `${groupKey}\n${combinedPrefix}`, note: truncated(combinedPrefix + note) };
    return { key: `${groupKey}\n${note}`, note: truncated(note) };
  }

  private isCombined(groupKey: string, note: string, nowMs: number): boolean {
    let group = this.groups.get(groupKey);
    if (!group || nowMs > group.untilMs) group = { notes: new Set(), untilMs: nowMs };
    this.groups.delete(groupKey);
    this.groups.set(groupKey, group);
    const [oldest] = this.groups.keys();
    if (this.groups.size > maxGroups && oldest !== undefined) this.groups.delete(oldest);
    group.untilMs = nowMs + combining.withinMs;
    if (group.notes.has(note)) return false;
    if (group.notes.size >= combining.afterNotes) return true;
    group.notes.add(note);
    return false;
  }
}

/** Validation counts bytes; a character is not cut in two. */
function truncated(note: string): string {
  const bytes = new TextEncoder().encode(note);
  if (bytes.length <= maxNoteBytes) return note;
  return new TextDecoder().decode(bytes.slice(0, maxNoteBytes)).replace(/\uFFFD+$/, '');
}

export function newEvent(draft: EventDraft, reporter: Reporter, note: string, clock: Clock): Event {
  const { regarding, related, fieldPath, type, reason, action = reason, annotations } = draft;
  const { namespace = 'default' } = regarding.metadata;
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: eventName(regarding, clock), namespace, ...(annotations && { annotations }) },
    eventTime: microTimeText(clock.now()),
    reportingController: reporter.controller,
    reportingInstance: reporter.instance,
    action,
    reason,
    regarding: referenceTo(regarding, fieldPath),
    ...(related && { related: referenceTo(related) }),
    note,
    type,
  };
}

/** The object's name and the time in nanoseconds, the lower digits of which are drawn. */
export function eventName({ metadata }: AnyObject, clock: Clock): string {
  const nanoseconds = BigInt(Math.floor(clock.now())) * 1_000_000n + BigInt(Math.floor(clock.random() * 1_000_000));
  const name = `${metadata.name.slice(0, maxNameLength)}.${nanoseconds.toString(16)}`;
  return isDns1123Subdomain(name).length === 0 ? name : newUid(clock);
}

function referenceTo({ apiVersion, kind, metadata }: AnyObject, fieldPath?: string): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    apiVersion,
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(fieldPath !== undefined && { fieldPath }),
  };
}
