import { expect, it } from 'vitest';
import { FlagError, readConfiguration } from './configuration.ts';

it('has a value for everything that may be left out', () => {
  expect(readConfiguration([], {})).toMatchObject({
    'max-pods': 110,
    runtime: 'process',
    'node-status-update-frequency': 10_000,
    'sync-frequency': 60_000,
    'node-labels': {},
    'register-with-taints': [],
  });
});

it('takes flags before the environment', () => {
  const environment = { PORTOLAN_SERVER: 'http://a:1', PORTOLAN_JOIN_TOKEN: 'abc' };
  expect(readConfiguration(['--server', 'http://b:1'], environment)).toMatchObject({
    server: 'http://b:1',
    'join-token': 'abc',
  });
});

it('reads labels, taints, quantities and durations', () => {
  const args = ['--node-labels', 'zone=a,ssd=', '--register-with-taints', 'gpu=yes:NoSchedule,down:NoExecute'];
  const more = ['--system-reserved', 'cpu=500m,memory=1Gi', '--sync-frequency', '1m30s'];
  expect(readConfiguration([...args, ...more], {})).toMatchObject({
    'node-labels': { zone: 'a', ssd: '' },
    'register-with-taints': [
      { key: 'gpu', value: 'yes', effect: 'NoSchedule' },
      { key: 'down', effect: 'NoExecute' },
    ],
    'system-reserved': { cpu: '500m', memory: '1Gi' },
    'sync-frequency': 90_000,
  });
});

it.each([
  [['--max-pods', '0'], '--max-pods'],
  [['--runtime', 'docker'], '--runtime'],
  [['--sync-frequency', 'soon'], '--sync-frequency: "soon" is not a duration like 10s or 1m30s'],
  [['--register-with-taints', 'gpu'], '--register-with-taints: "gpu" is not of the form key=value:effect'],
  [['--system-reserved', 'cpu=much'], '--system-reserved: cpu: "much" is not a quantity'],
  [['--server', 'ftp://a'], '--server: must be a URL like http://127.0.0.1:4000'],
  [['--nope'], "Unknown option '--nope'"],
])('refuses %j', (args, message) => {
  expect(() => readConfiguration(args, {})).toThrow(FlagError);
  expect(() => readConfiguration(args, {})).toThrow(message);
});
