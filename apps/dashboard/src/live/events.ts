import { type LiveRow, longListKind } from './live-kind.ts';

export interface EventRow extends LiveRow {
  /** `Normal`, `Warning`. */
  readonly type: string;
  readonly reason: string;
  readonly note: string;
  readonly action: string;
  readonly controller: string;
  readonly regarding: {
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
  };
  readonly count: number;
  /** When it was last seen; RFC 3339. */
  readonly lastAt: string;
}

interface SelectedEvent {
  readonly type: string | null;
  readonly reason: string | null;
  readonly note: string | null;
  readonly action: string | null;
  readonly reportingController: string | null;
  readonly eventTime: string | null;
  readonly deprecatedCount: number | null;
  readonly deprecatedLastTimestamp: string | null;
  readonly series: { readonly count: number | null; readonly lastObservedTime: string | null } | null;
  readonly regarding: Readonly<Record<'kind' | 'namespace' | 'name' | 'uid', string | null>> | null;
}

export const eventKind = longListKind<SelectedEvent, EventRow>({
  id: 'events',
  kind: 'Event.events.k8s.io',
  changesField: 'eventChanges',
  listField: 'events',
  fields: `type reason note action reportingController eventTime deprecatedCount deprecatedLastTimestamp
    series { count lastObservedTime } regarding { kind namespace name uid }`,
  toRow: (event, base) => ({
    ...base,
    type: event.type ?? '',
    reason: event.reason ?? '',
    note: event.note ?? '',
    action: event.action ?? '',
    controller: event.reportingController ?? '',
    regarding: {
      kind: event.regarding?.kind ?? '',
      namespace: event.regarding?.namespace ?? '',
      name: event.regarding?.name ?? '',
      uid: event.regarding?.uid ?? '',
    },
    count: event.series?.count ?? event.deprecatedCount ?? 1,
    lastAt: event.series?.lastObservedTime ?? event.deprecatedLastTimestamp ?? event.eventTime ?? base.createdAt,
  }),
});

export const newestFirst = {
  matches: () => true,
  compare: (a: EventRow, b: EventRow) => (a.lastAt > b.lastAt ? -1 : a.lastAt < b.lastAt ? 1 : a.key < b.key ? -1 : 1),
};
