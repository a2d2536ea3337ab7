import { expect, it } from 'vitest';
import { fieldErrorText } from '../../resource/field-error.ts';
import type { ServiceSpec } from '../../resource/generated/kubernetes.ts';
import { validateServiceUpdate } from './validate-update.ts';

const one = {
  clusterIP: '127.96.0.10',
  clusterIPs: ['127.96.0.10'],
  ipFamilies: ['IPv4'],
  ipFamilyPolicy: 'SingleStack',
};
const dual = {
  ...one,
  clusterIPs: ['127.96.0.10', 'fd00::10'],
  ipFamilies: ['IPv4', 'IPv6'],
  ipFamilyPolicy: 'PreferDualStack',
};
const headless = { ...one, clusterIP: 'None', clusterIPs: ['None'] };
const local = { ...one, type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30_500 };
const fixed = 'may not change once set';

it.each<[string, ServiceSpec, ServiceSpec, string[]]>([
  ['stay', one, one, []],
  ['get its address', {}, one, []],
  [
    'change its address',
    one,
    { ...one, clusterIPs: ['127.96.0.11'] },
    [`spec.clusterIPs[0]: Invalid value: ["127.96.0.11"]: ${fixed}`],
  ],
  [
    'lose its address',
    one,
    { ...one, clusterIPs: [] },
    ['spec.clusterIPs[0]: Invalid value: []: primary clusterIP can not be unset'],
  ],
  ['become headless', one, headless, [`spec.clusterIPs[0]: Invalid value: ["None"]: ${fixed}`]],
  ['change families without an address', headless, { ...headless, ipFamilies: ['IPv6'] }, []],
  [
    'change its family',
    one,
    { ...one, ipFamilies: ['IPv6'] },
    [`spec.ipFamilies[0]: Invalid value: ["IPv6"]: ${fixed}`],
  ],
  ['become a name', one, { type: 'ExternalName' }, []],
  ['cease to be a name', { type: 'ExternalName' }, one, []],
  ['get a second address', one, dual, []],
  [
    'change its second address',
    dual,
    { ...dual, clusterIPs: ['127.96.0.10', 'fd00::11'] },
    [`spec.clusterIPs[1]: Invalid value: ["127.96.0.10","fd00::11"]: ${fixed}`],
  ],
  ['give up its second address with its policy', dual, one, []],
  [
    'give up its second address alone',
    dual,
    { ...one, ipFamilyPolicy: 'PreferDualStack' },
    [
      'spec.ipFamilyPolicy: Invalid value: "PreferDualStack": must be set to \'SingleStack\' when releasing the secondary clusterIP',
      'spec.ipFamilyPolicy: Invalid value: "PreferDualStack": must be set to \'SingleStack\' when releasing the secondary ipFamily',
    ],
  ],
  [
    'change its class',
    { type: 'LoadBalancer', loadBalancerClass: 'a' },
    { type: 'LoadBalancer', loadBalancerClass: 'b' },
    [`spec.loadBalancerClass: Invalid value: "b": ${fixed}`],
  ],
  [
    'get a class later',
    { type: 'LoadBalancer' },
    { type: 'LoadBalancer', loadBalancerClass: 'b' },
    [`spec.loadBalancerClass: Invalid value: "b": ${fixed}`],
  ],
  ['get a class with its type', { type: 'NodePort' }, { type: 'LoadBalancer', loadBalancerClass: 'b' }, []],
  [
    'change its health check port',
    local,
    { ...local, healthCheckNodePort: 30_501 },
    ['spec.healthCheckNodePort: Forbidden: field is immutable'],
  ],
])('may or may not %s', (_, old, next, errors) => {
  expect([...validateServiceUpdate(next, old)].map(fieldErrorText)).toEqual(errors);
});
