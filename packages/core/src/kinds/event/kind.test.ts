import { describe, expect, it } from 'vitest';
import { creationErrors, type Sketch, updateErrors } from '../../../../../test/support/kind-check.ts';
import { event } from './kind.ts';

const eventTime = '2026-01-01T00:00:00.000000Z';
const report = {
  eventTime,
  regarding: { kind: 'Pod', namespace: 'default', name: 'web' },
  reportingController: 'portolan.dev/scheduler',
  reportingInstance: 'scheduler-1',
  action: 'Binding',
  reason: 'Scheduled',
  note: 'assigned',
  type: 'Normal',
};
/** The rule that a name like a label's key breaks when it is empty. */
const emptyName =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

function without(field: keyof typeof report): Sketch {
  const { [field]: _, ...rest } = report;
  return rest;
}

function missingController(field: string): string[] {
  return [
    `${field}: Required value`,
    `${field}: Invalid value: "": name part must be non-empty`,
    `${field}: Invalid value: "": ${emptyName}`,
  ];
}

describe('a new event', () => {
  it.each<[string, Sketch, string[]]>([
    ['everything', report, []],
    ['no time', without('eventTime'), ['eventTime: Required value']],
    ['no controller', without('reportingController'), missingController('reportingController')],
    ['no instance', without('reportingInstance'), ['reportingInstance: Required value']],
    ['no action', without('action'), ['action: Required value']],
    ['no reason', without('reason'), ['reason: Required value']],
    ['no note', without('note'), []],
    ['no type', without('type'), ['type: Invalid value: "": has invalid value: ']],
    ['another type', { ...report, type: 'Error' }, ['type: Invalid value: "": has invalid value: Error']],
    [
      'a long instance',
      { ...report, reportingInstance: 'x'.repeat(129) },
      ['reportingInstance: Invalid value: "": can have at most 128 characters'],
    ],
    [
      'a long action',
      { ...report, action: 'x'.repeat(129) },
      ['action: Invalid value: "": can have at most 128 characters'],
    ],
    [
      'a long reason',
      { ...report, reason: 'x'.repeat(129) },
      ['reason: Invalid value: "": can have at most 128 characters'],
    ],
    [
      'a long note',
      { ...report, note: 'x'.repeat(1025) },
      ['message: Invalid value: "": can have at most 1024 characters'],
    ],
    ['a note at the limit', { ...report, note: 'x'.repeat(1024) }, []],
    ['a series', { ...report, series: { count: 2, lastObservedTime: eventTime } }, []],
    [
      'a series of one',
      { ...report, series: { count: 1 } },
      ['series.count: Invalid value: "": should be at least 2', 'series.lastObservedTime: Required value'],
    ],
    [
      'what older events carry',
      {
        ...report,
        deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
        deprecatedLastTimestamp: '2026-01-01T00:00:00Z',
        deprecatedCount: 1,
      },
      ['firstTimestamp', 'lastTimestamp', 'count'].map((field) => `${field}: Invalid value: "": needs to be unset`),
    ],
    ['a cluster-scoped object, in default', { ...report, regarding: { kind: 'Node', name: 'n1' } }, []],
    [
      'a cluster-scoped object, elsewhere',
      { ...report, metadata: { namespace: 'web' }, regarding: { kind: 'Node', name: 'n1' } },
      ['involvedObject.namespace: Invalid value: "": does not match event.namespace'],
    ],
  ])('with %s is judged as Kubernetes does', (_, sketch, errors) => {
    expect(creationErrors(event, sketch)).toEqual(errors);
  });

  it.each<[string, Sketch, string[]]>([
    ['happen again', { series: { count: 2, lastObservedTime: eventTime } }, []],
    ['get a label', { metadata: { labels: { a: 'b' } } }, []],
    [
      'happen once again',
      { series: { count: 1, lastObservedTime: eventTime } },
      ['series.count: Invalid value: "": should be at least 2'],
    ],
    ['be reworded', { note: 'other' }, ['message: Invalid value: "other": field is immutable']],
    [
      'be about another object',
      { regarding: { ...report.regarding, name: 'db' } },
      ['involvedObject: Invalid value: {"kind":"Pod","namespace":"default","name":"db"}: field is immutable'],
    ],
    [
      'have happened at another time',
      { eventTime: '2026-01-01T00:00:01.000000Z' },
      ['eventTime: Invalid value: "2026-01-01T00:00:01.000000Z": field is immutable'],
    ],
    ['become a warning', { type: 'Warning' }, ['type: Invalid value: "Warning": field is immutable']],
  ])('may or may not %s', (_, change, errors) => {
    expect(updateErrors(event, { ...report, ...change }, report)).toEqual(errors);
  });
});

describe('an event of the older form', () => {
  const older = {
    regarding: report.regarding,
    reason: 'Scheduled',
    deprecatedSource: { component: 'scheduler' },
    deprecatedCount: 1,
  };

  it('may say little', () => {
    expect(creationErrors(event, older)).toEqual([]);
    expect(creationErrors(event, { regarding: report.regarding, deprecatedSource: {} })).toEqual([]);
  });

  it('is in the namespace of what it is about', () => {
    const wrong = (namespace: string) => [
      `involvedObject.namespace: Invalid value: "${namespace}": does not match event.namespace`,
    ];
    expect(creationErrors(event, { ...older, regarding: { namespace: 'web' } })).toEqual(wrong('web'));
    expect(creationErrors(event, { ...older, regarding: {} })).toEqual([]);
    expect(creationErrors(event, { ...older, metadata: { namespace: 'web' }, regarding: {} })).toEqual(wrong(''));
  });

  it('must say all of it once it says when', () => {
    expect(creationErrors(event, { ...older, eventTime })).toEqual([
      ...missingController('reportingComponent'),
      'reportingInstance: Required value',
      'action: Required value',
    ]);
  });

  it('counts up in place', () => {
    const next = { ...older, deprecatedCount: 2, deprecatedLastTimestamp: '2026-01-01T00:01:00Z', note: 'again' };
    expect(updateErrors(event, next, older)).toEqual([]);
  });
});
