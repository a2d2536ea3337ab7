import { expect, it } from 'vitest';
import { defaulted, type Sketch } from '../../../../../test/support/kind-check.ts';
import { eventColumns } from './columns.ts';
import { event } from './kind.ts';

const now = Date.parse('2026-01-01T01:00:00Z');
const none = {
  'Last Seen': '<unknown>',
  'First Seen': '<unknown>',
  Type: '',
  Reason: '',
  Object: '',
  Subobject: '',
  Source: '',
  Message: '',
  Count: '1',
  Name: 'a',
};
const regarding = { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{main}' };

it.each<[string, Sketch, Record<string, string>]>([
  ['says nothing', {}, none],
  [
    'is new',
    {
      eventTime: '2026-01-01T00:59:30Z',
      regarding,
      type: 'Warning',
      reason: 'BackOff',
      note: ' waits\n',
      reportingController: 'kubelet',
      reportingInstance: 'n1',
    },
    {
      'Last Seen': '30s',
      'First Seen': '30s',
      Type: 'Warning',
      Reason: 'BackOff',
      Object: 'pod/web',
      Subobject: 'spec.containers{main}',
      Source: 'kubelet, n1',
      Message: 'waits',
      Count: '1',
    },
  ],
  [
    'happened again',
    { eventTime: '2026-01-01T00:00:00Z', series: { count: 4, lastObservedTime: '2026-01-01T00:59:00Z' } },
    { 'Last Seen': '60s', 'First Seen': '60m', Count: '4' },
  ],
  [
    'is of the older form',
    {
      deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
      deprecatedLastTimestamp: '2026-01-01T00:58:00Z',
      deprecatedCount: 7,
      deprecatedSource: { component: 'kubelet' },
      reportingController: 'other',
      regarding: { kind: 'Node' },
    },
    { 'Last Seen': '2m', 'First Seen': '60m', Count: '7', Source: 'kubelet', Object: 'node' },
  ],
])('prints an event that %s', (_, sketch, cells) => {
  const object = defaulted(event, sketch);
  expect(Object.fromEntries(eventColumns.map(({ name, cell }) => [name, cell(object, now)]))).toMatchObject(cells);
});

it('prints the message before what is shown only when there is room', () => {
  expect(eventColumns.filter(({ wide }) => !wide).map(({ name }) => name)).toEqual([
    'Last Seen',
    'Type',
    'Reason',
    'Object',
    'Message',
  ]);
});
