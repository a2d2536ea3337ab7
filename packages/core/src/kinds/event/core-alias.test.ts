import { expect, it } from 'vitest';
import type { CoreV1Event } from '../../resource/generated/kubernetes.ts';
import { decodeStructure } from '../../resource/structure.ts';
import { coreEvent } from './core-alias.ts';

const metadata = { name: 'web.1', namespace: 'default' };

const full: CoreV1Event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata,
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' },
  reason: 'Scheduled',
  message: 'assigned',
  source: { component: 'scheduler', host: 'n1' },
  firstTimestamp: '2026-01-01T00:00:00Z',
  lastTimestamp: '2026-01-01T00:01:00Z',
  count: 3,
  type: 'Normal',
  eventTime: '2026-01-01T00:00:00.000000Z',
  series: { count: 3, lastObservedTime: '2026-01-01T00:01:00.000000Z' },
  action: 'Binding',
  related: { kind: 'Node', name: 'n1' },
  reportingComponent: 'portolan.dev/scheduler',
  reportingInstance: 'scheduler-1',
};

it('renames what events.k8s.io calls otherwise and keeps the rest', () => {
  expect(coreEvent.convert(full)).toEqual({
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata,
    regarding: full.involvedObject,
    reason: 'Scheduled',
    note: 'assigned',
    deprecatedSource: { component: 'scheduler', host: 'n1' },
    deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
    deprecatedLastTimestamp: '2026-01-01T00:01:00Z',
    deprecatedCount: 3,
    type: 'Normal',
    eventTime: '2026-01-01T00:00:00.000000Z',
    series: full.series,
    action: 'Binding',
    related: full.related,
    reportingController: 'portolan.dev/scheduler',
    reportingInstance: 'scheduler-1',
  });
});

it('fits the schema of the stored form, field for field', () => {
  const { unknownFields, errors } = decodeStructure('events.k8s.io/v1.Event', coreEvent.convert(full));
  expect([unknownFields, errors]).toEqual([[], []]);
});

it('marks an event that names no source as one of the older form', () => {
  const sparse: CoreV1Event = { apiVersion: 'v1', kind: 'Event', metadata, involvedObject: {} };
  expect(coreEvent.convert(sparse)).toEqual({
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata,
    regarding: {},
    deprecatedSource: {},
  });
});
