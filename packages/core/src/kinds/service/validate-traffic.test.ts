import { describe, expect, it } from 'vitest';
import { creationErrors, type Sketch } from '../../../../../test/support/kind-check.ts';
import { service } from './kind.ts';

const web = { selector: { app: 'web' }, ports: [{ port: 80 }] };
const noAddress = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

describe('traffic', () => {
  const affinity = (timeoutSeconds: number) => ({
    ...web,
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds } },
  });
  const timeout = 'must be greater than 0 and less than 86400';
  const local = { ...web, type: 'LoadBalancer', externalTrafficPolicy: 'Local' };
  it.each<[string, Sketch, string[]]>([
    [
      'an affinity that is none',
      { ...web, sessionAffinity: 'Cookie' },
      ['spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"'],
    ],
    ['affinity for a day', affinity(86_400), []],
    [
      'affinity for longer',
      affinity(86_401),
      [`spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: ${timeout}`],
    ],
    [
      'affinity for no time',
      affinity(0),
      [`spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: ${timeout}`],
    ],
    [
      'an external policy of nothing external',
      { ...web, externalTrafficPolicy: 'Local' },
      ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
    ],
    [
      'an external policy that is none',
      { ...web, type: 'NodePort', externalTrafficPolicy: 'Near' },
      ['spec.externalTrafficPolicy: Unsupported value: "Near": supported values: "Cluster", "Local"'],
    ],
    [
      'an internal policy that is none',
      { ...web, internalTrafficPolicy: 'Near' },
      ['spec.internalTrafficPolicy: Unsupported value: "Near": supported values: "Cluster", "Local"'],
    ],
    ['endpoints nearby', { ...web, trafficDistribution: 'PreferSameNode' }, []],
    [
      'a distribution that is none',
      { ...web, trafficDistribution: 'Near' },
      [
        'spec.trafficDistribution: Unsupported value: "Near": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"',
      ],
    ],
    ['a health check port that nobody allocated', local, ['spec.healthCheckNodePort: Required value']],
    ['a health check port', { ...local, healthCheckNodePort: 30_500 }, []],
    [
      'a health check port out of range',
      { ...local, healthCheckNodePort: 500 },
      [
        'spec.healthCheckNodePort: Invalid value: 500: provided port is not in the valid range. The range of valid ports is 30000-32767',
      ],
    ],
    [
      'a health check port of nothing local',
      { ...web, healthCheckNodePort: 30_500 },
      [
        "spec.healthCheckNodePort: Invalid value: 30500: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ],
    ],
    ['an external address', { ...web, externalIPs: ['192.0.2.1'] }, []],
    [
      'no external address',
      { ...web, externalIPs: ['web'] },
      [`spec.externalIPs[0]: Invalid value: "web": ${noAddress}`],
    ],
    [
      'an external address that is local',
      { ...web, externalIPs: ['127.0.0.1'] },
      ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/16, ::1/128)'],
    ],
  ])('is sent as Kubernetes sends it: %s', (_, spec, errors) => {
    expect(creationErrors(service, { spec })).toEqual(errors);
  });
});
