// The table of events: the last one seen first, no names unless there is room.
import type { Event } from '../../resource/generated/kubernetes.ts';
import type { Column } from '../../resource/kind.ts';
import { nameColumn } from '../columns.ts';
import { elapsedText } from '../duration-text.ts';

export const eventColumns: readonly Column[] = [
  { name: 'Last Seen', cell: (object: Event, now) => elapsedText(lastSeen(object), now) },
  { name: 'Type', cell: ({ type }: Event) => type ?? '' },
  { name: 'Reason', cell: ({ reason }: Event) => reason ?? '' },
  { name: 'Object', cell: objectText },
  { name: 'Subobject', wide: true, cell: ({ regarding }: Event) => regarding?.fieldPath ?? '' },
  { name: 'Source', wide: true, cell: sourceText },
  { name: 'Message', cell: ({ note }: Event) => (note ?? '').trim() },
  { name: 'First Seen', wide: true, cell: (object: Event, now) => elapsedText(firstSeen(object), now) },
  {
    name: 'Count',
    wide: true,
    cell: ({ series, deprecatedCount }: Event) => String(series?.count ?? (deprecatedCount || 1)),
  },
  { ...nameColumn, wide: true },
];

function firstSeen({ deprecatedFirstTimestamp, eventTime }: Event): string | undefined {
  return deprecatedFirstTimestamp ?? eventTime;
}

function lastSeen(object: Event): string | undefined {
  const { series, deprecatedLastTimestamp } = object;
  return series ? series.lastObservedTime : (deprecatedLastTimestamp ?? firstSeen(object));
}

function objectText({ regarding }: Event): string {
  const kind = (regarding?.kind ?? '').toLowerCase();
  return regarding?.name ? `${kind}/${regarding.name}` : kind;
}

function sourceText({ deprecatedSource, reportingController, reportingInstance }: Event): string {
  const component = deprecatedSource?.component || reportingController || '';
  const instance = deprecatedSource?.host || reportingInstance;
  return instance ? `${component}, ${instance}` : component;
}
