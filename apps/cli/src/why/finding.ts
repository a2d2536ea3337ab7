// What `why` says: one sentence, what speaks for it, and the facts it was told from, for `-o json`.
import type { Event } from '@portolan/client/generated/kubernetes.ts';
import { ageText } from '../age.ts';
import { eventAge } from '../events.ts';

export interface Finding {
  readonly text: string;
  readonly details?: readonly string[];
}

export interface Answer {
  /** Goes on behind the name of the object: `waits for a node: …`. */
  readonly verdict: string;
  readonly findings: readonly Finding[];
  /** What there is beside the object itself. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

const shownNames = 5;
const shownWarnings = 5;

/** `n1, n2, n3` and how many more. */
export function namesText(names: readonly string[], most = shownNames): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** `1 pod`, `3 pods` */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** ` since 5m`; empty where nobody kept the time. */
export function sinceText(time: string | undefined, nowMs: number): string {
  return time === undefined ? '' : ` since ${ageText(time, nowMs)}`;
}

/** `Reason: message`, or whichever there is. */
export function reasonText({ reason, message }: { readonly reason?: string; readonly message?: string }): string {
  return [reason, message].filter(Boolean).join(': ');
}

/** The newest first; none where there are none. */
export function warningFindings(events: readonly Event[], nowMs: number): Finding[] {
  const warnings = events.filter(({ type }) => type === 'Warning').toReversed();
  if (warnings.length === 0) return [];
  const details = warnings
    .slice(0, shownWarnings)
    .map((event) => `${eventAge(event, nowMs)}  ${event.reason ?? ''}: ${(event.note ?? '').trim()}`);
  return [{ text: 'warnings, the newest first:', details }];
}
