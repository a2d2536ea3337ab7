// What a describer gets and gives.
import type { Event } from '@portolan/client/generated/kubernetes.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import { eventAge } from '../events.ts';
import type { ResourceKind } from '../resource-kinds.ts';
import type { Report } from './report.ts';

/** What a description needs beside the object. */
export interface Surroundings {
  readonly kind: ResourceKind;
  readonly nowMs: number;
  /** Other objects; none where the caller may not read them. */
  list<T extends ApiObject>(kind: string, selection: Selection): Promise<readonly T[]>;
}

export interface Selection {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Writes everything but the events, which come last for every kind. */
export type Describer<T extends ApiObject> = (report: Report, object: T, around: Surroundings) => Promise<void> | void;

export function describeMetadata(report: Report, { metadata }: ApiObject): void {
  report.field(0, 'Name', metadata.name);
  if (metadata.namespace) report.field(0, 'Namespace', metadata.namespace);
  report.map(0, 'Labels', metadata.labels, '=');
  report.map(0, 'Annotations', metadata.annotations, ': ');
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

/** `Type  Status  Reason` */
export function describeConditions(report: Report, conditions: readonly Condition[] = []): void {
  if (conditions.length === 0) return;
  report.line(0, 'Conditions:');
  report.table(
    1,
    ['Type', 'Status', 'Reason'],
    conditions.map(({ type, status, reason = '' }) => [type, status, reason]),
  );
}

export function describeEvents(report: Report, events: readonly Event[], nowMs: number): void {
  if (events.length === 0) {
    report.field(0, 'Events', '<none>');
    return;
  }
  report.line(0, 'Events:');
  report.table(
    1,
    ['Type', 'Reason', 'Age', 'From', 'Message'],
    events.map((event) => [
      event.type ?? '',
      event.reason ?? '',
      eventAge(event, nowMs),
      event.reportingController || event.deprecatedSource?.component || '',
      (event.note ?? '').trim(),
    ]),
  );
}

/** Times as Go's RFC1123Z prints them, in UTC: `Sat, 21 Nov 2026 14:24:50 +0000`. */
export function timeText(time: string | undefined): string {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? '<unset>' : date.toUTCString().replace(/GMT$/, '+0000');
}

/** The object that controls this one: `ReplicaSet/web-5f`. */
export function controllerText({ metadata }: ApiObject): string | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  return owner && `${owner.kind}/${owner.name}`;
}

/** A plain map as a selector: `app=web,tier=front`. */
export function mapText(map: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(map ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}
