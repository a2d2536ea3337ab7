import { expect, it } from 'vitest';
import type { Sketch } from '../../../../../../test/support/kind-check.ts';
import { podErrors } from '../../../../../../test/support/pod-check.ts';

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const noIp = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

it.each<[string, Sketch, string[]]>([
  [
    'another restart policy',
    { restartPolicy: 'Sometimes' },
    ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'],
  ],
  [
    'a negative grace period',
    { terminationGracePeriodSeconds: -1 },
    ['spec.terminationGracePeriodSeconds: Invalid value: -1: must be greater than or equal to 0'],
  ],
  [
    'no time at all',
    { activeDeadlineSeconds: 0 },
    ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
  ],
  [
    'too much time',
    { activeDeadlineSeconds: 2 ** 31 },
    ['spec.activeDeadlineSeconds: Invalid value: 2147483648: must be between 1 and 2147483647, inclusive'],
  ],
  ...['serviceAccountName', 'nodeName', 'priorityClassName', 'runtimeClassName'].map(
    (field): [string, Sketch, string[]] => [
      `a malformed ${field}`,
      { [field]: 'A' },
      [`spec.${field}: Invalid value: "A": ${subdomain}`],
    ],
  ),
  ['names of its own', { hostname: 'web-0', subdomain: 'web', setHostnameAsFQDN: true }, []],
  ['a hostname with dots', { hostname: 'a.b' }, ['spec.hostname: Invalid value: "a.b": must not contain dots']],
  [
    'a name that is not its own',
    { hostnameOverride: 'a.b', setHostnameAsFQDN: true, hostNetwork: true },
    [
      'spec.hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true',
      'spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true',
    ],
  ],
  [
    'another DNS policy',
    { dnsPolicy: 'Any' },
    [
      'spec.dnsPolicy: Unsupported value: "Any": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
    ],
  ],
  [
    'no DNS',
    { dnsPolicy: 'None' },
    ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
  ],
  [
    'no DNS server',
    { dnsPolicy: 'None', dnsConfig: { searches: ['a'] } },
    ['spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None'],
  ],
  [
    'DNS of its own',
    { dnsConfig: { nameservers: ['10.0.0.1'], searches: ['_tcp.example.com.', '.'], options: [{ name: 'ndots' }] } },
    [],
  ],
  [
    'too much DNS',
    { dnsConfig: { nameservers: ['10.0.0.1', '10.0.0.2', '10.0.0.3', 'x'], options: [{ value: '1' }] } },
    [
      'spec.dnsConfig.nameservers: Invalid value: ["10.0.0.1","10.0.0.2","10.0.0.3","x"]: must not have more than 3 nameservers',
      `spec.dnsConfig.nameservers[3]: Invalid value: "x": ${noIp}`,
      'spec.dnsConfig.options[0]: Required value: must not be empty',
    ],
  ],
  [
    'too many domains to search',
    { dnsConfig: { searches: [...Array(32).fill('a'.repeat(63)), 'A'] } },
    [
      `spec.dnsConfig.searches: Invalid value: ${JSON.stringify([...Array(32).fill('a'.repeat(63)), 'A'])}: must not have more than 32 search paths`,
      `spec.dnsConfig.searches: Invalid value: ${JSON.stringify([...Array(32).fill('a'.repeat(63)), 'A'])}: must not have more than 2048 characters (including spaces) in the search list`,
      "spec.dnsConfig.searches[32]: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')",
    ],
  ],
  [
    'a long domain to search and a long name',
    { dnsConfig: { searches: ['a.'.repeat(128)] }, hostnameOverride: 'b'.repeat(65) },
    [
      `spec.dnsConfig.searches[0]: Invalid value: "${'a.'.repeat(127)}a": must be no more than 253 bytes`,
      'spec.hostnameOverride: Too long: may not be more than 64 bytes',
    ],
  ],
  [
    'an alias of nothing',
    { hostAliases: [{ ip: '1.2.3', hostnames: ['A'] }] },
    [
      `spec.hostAliases[0].ip: Invalid value: "1.2.3": ${noIp}`,
      `spec.hostAliases[0].hostnames[0]: Invalid value: "A": ${subdomain}`,
    ],
  ],
])('checks a pod with %s', (_, spec, errors) => {
  expect(podErrors(spec)).toEqual(errors);
});

const annotations = 'metadata.annotations';
const appArmor = 'container.apparmor.security.beta.kubernetes.io/c';
const seccomp = 'seccomp.security.alpha.kubernetes.io/pod';

it.each<[string, Record<string, string>, Sketch, string[]]>([
  ['a mirror on its node', { 'kubernetes.io/config.mirror': 'x' }, { nodeName: 'n1' }, []],
  [
    'a mirror nowhere',
    { 'kubernetes.io/config.mirror': 'x' },
    {},
    [
      `${annotations}[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set`,
    ],
  ],
  ['a cost', { 'controller.kubernetes.io/pod-deletion-cost': '-100' }, {}, []],
  [
    'a cost with a plus',
    { 'controller.kubernetes.io/pod-deletion-cost': '+1' },
    {},
    [`${annotations}[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+1": must be a 32bit integer`],
  ],
  [
    'a profile of no container',
    { 'container.apparmor.security.beta.kubernetes.io/x': 'bad' },
    {},
    [
      `${annotations}[container.apparmor.security.beta.kubernetes.io/x]: Invalid value: "x": container not found`,
      `${annotations}[container.apparmor.security.beta.kubernetes.io/x]: Invalid value: "bad": invalid AppArmor profile name: "bad"`,
    ],
  ],
  [
    'a profile that is none',
    { [seccomp]: 'bad' },
    {},
    [`${annotations}.${seccomp}: Invalid value: "bad": must be a valid seccomp profile`],
  ],
  [
    'two seccomp profiles',
    { [seccomp]: 'unconfined' },
    { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
    ['spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match'],
  ],
  [
    'two AppArmor profiles',
    { [appArmor]: 'localhost/a' },
    {
      containers: [
        {
          name: 'c',
          image: 'nginx:1',
          securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'b' } },
        },
      ],
    },
    [
      'spec.containers[0].securityContext.appArmorProfile.localhostProfile: Forbidden: apparmor profile in annotation and field must match',
    ],
  ],
  [
    'a profile that the pod does not want',
    { [seccomp]: 'runtime/default' },
    { securityContext: { seccompProfile: { type: 'Unconfined' } } },
    ['spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match'],
  ],
  [
    'a profile that the pod has from its node',
    { [seccomp]: 'unconfined' },
    { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'p' } } },
    ['spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match'],
  ],
])('checks annotations with %s', (_, values, spec, errors) => {
  expect(podErrors(spec, { annotations: values })).toEqual(errors);
});
