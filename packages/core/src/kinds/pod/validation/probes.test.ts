import { expect, it } from 'vitest';
import type { Sketch } from '../../../../../../test/support/kind-check.ts';
import { containerErrors } from '../../../../../../test/support/pod-check.ts';

const httpGet = { port: 8080 };

it.each<[string, Sketch, string[]]>([
  ['HTTP', { httpGet: { path: '/healthz', port: 'http', httpHeaders: [{ name: 'X-A', value: '1' }] } }, []],
  ['a command', { exec: { command: ['true'] } }, []],
  ['a connection', { tcpSocket: { port: 22 } }, []],
  ['gRPC', { grpc: { port: 50051, service: 'health' } }, []],
  ['nothing', {}, ['livenessProbe: Required value: must specify a handler type']],
  [
    'two things',
    { httpGet, exec: { command: ['true'] } },
    ['livenessProbe.httpGet: Forbidden: may not specify more than 1 handler type'],
  ],
  ['an empty command', { exec: {} }, ['livenessProbe.exec.command: Required value']],
  [
    'a port out of range',
    { tcpSocket: { port: 0 } },
    ['livenessProbe.tcpSocket.port: Invalid value: 0: must be between 1 and 65535, inclusive'],
  ],
  [
    'a port that is no name',
    { httpGet: { port: '80' } },
    ['livenessProbe.httpGet.port: Invalid value: "80": must contain at least one letter (a-z)'],
  ],
  [
    'another scheme',
    { httpGet: { port: 80, scheme: 'FTP' } },
    ['livenessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"'],
  ],
  [
    'a broken header',
    { httpGet: { port: 80, httpHeaders: [{ name: 'X A', value: '' }] } },
    [
      `livenessProbe.httpGet.httpHeaders: Invalid value: "X A": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')`,
    ],
  ],
  [
    'negative times',
    { httpGet, initialDelaySeconds: -1, timeoutSeconds: -2, periodSeconds: -3, failureThreshold: -4 },
    [
      'livenessProbe.initialDelaySeconds: Invalid value: -1: must be greater than or equal to 0',
      'livenessProbe.timeoutSeconds: Invalid value: -2: must be greater than or equal to 0',
      'livenessProbe.periodSeconds: Invalid value: -3: must be greater than or equal to 0',
      'livenessProbe.failureThreshold: Invalid value: -4: must be greater than or equal to 0',
    ],
  ],
  ['two successes', { httpGet, successThreshold: 2 }, ['livenessProbe.successThreshold: Invalid value: 2: must be 1']],
  [
    'no time to end in',
    { httpGet, terminationGracePeriodSeconds: 0 },
    ['livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0'],
  ],
])('checks a liveness probe by %s', (_, livenessProbe, errors) => {
  expect(containerErrors({ livenessProbe })).toEqual(errors);
});

it('lets readiness need several successes but no grace period, and startup one success', () => {
  expect(containerErrors({ readinessProbe: { httpGet, successThreshold: 3 } })).toEqual([]);
  expect(containerErrors({ readinessProbe: { httpGet, terminationGracePeriodSeconds: 5 } })).toEqual([
    'readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes',
  ]);
  expect(containerErrors({ startupProbe: { httpGet, successThreshold: 3 } })).toEqual([
    'startupProbe.successThreshold: Invalid value: 3: must be 1',
  ]);
});

it.each<[string, Sketch, string[], Sketch?]>([
  ['runs a command', { postStart: { exec: { command: ['true'] } } }, []],
  ['does nothing', { preStop: {} }, ['lifecycle.preStop: Required value: must specify a handler type']],
  ['sleeps', { preStop: { sleep: { seconds: 30 } } }, []],
  [
    'sleeps too long',
    { preStop: { sleep: { seconds: 31 } } },
    [
      'lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)',
    ],
  ],
  ['is a signal', { stopSignal: 'SIGUSR1' }, [], { os: { name: 'linux' } }],
  [
    'is a signal of no system',
    { stopSignal: 'SIGUSR1' },
    ['lifecycle.stopSignal: Forbidden: may not be set for containers with empty `spec.os.name`'],
  ],
  [
    'is a signal Windows does not know',
    { stopSignal: 'SIGUSR1' },
    ['lifecycle.stopSignal: Unsupported value: "SIGUSR1": supported values: "SIGKILL", "SIGTERM"'],
    { os: { name: 'windows' } },
  ],
])('checks a hook that %s', (_, lifecycle, errors, spec = {}) => {
  // Windows pods may not have the defaults of Linux.
  expect(containerErrors({ lifecycle }, spec)).toEqual(errors);
});
