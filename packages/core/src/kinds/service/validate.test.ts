import { describe, expect, it } from 'vitest';
import { creationErrors, type Sketch } from '../../../../../test/support/kind-check.ts';
import { service } from './kind.ts';

const port = { port: 80 };
const web = { selector: { app: 'web' }, ports: [port] };
const onlyBalancer = "Forbidden: may only be used when `type` is 'LoadBalancer'";
const notForNames = 'Forbidden: may not be set for ExternalName services';
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const noAddress = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const noBlock = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

type Cases = readonly (readonly [title: string, spec: Sketch, errors: readonly string[]])[];

function judges(cases: Cases): void {
  it.each(cases)('is judged as Kubernetes does: %s', (_, spec, errors) => {
    expect(creationErrors(service, { spec: { ...spec } })).toEqual(errors);
  });
}

describe('the type', () => {
  judges([
    ['all by default', web, []],
    [
      'a type that is none',
      { ...web, type: 'Ingress' },
      [
        'spec.type: Unsupported value: "Ingress": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
      ],
    ],
    [
      'a node port without an address',
      { ...web, type: 'NodePort', clusterIP: 'None' },
      ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
    ],
    [
      'a load balancer without an address',
      { ...web, type: 'LoadBalancer', clusterIP: 'None' },
      ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for LoadBalancer services'],
    ],
    ['a name', { type: 'ExternalName', externalName: 'db.example.com.' }, []],
    ['a name that is missing', { type: 'ExternalName' }, ['spec.externalName: Required value']],
    [
      'a name that is none',
      { type: 'ExternalName', externalName: 'a_b' },
      [`spec.externalName: Invalid value: "a_b": ${subdomain}`],
    ],
    [
      'a name with addresses',
      {
        type: 'ExternalName',
        externalName: 'a.b',
        clusterIP: '127.96.0.1',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
      },
      [`spec.clusterIPs: ${notForNames}`, `spec.ipFamilies: ${notForNames}`, `spec.ipFamilyPolicy: ${notForNames}`],
    ],
    [
      'a selector that no label can match',
      { ...web, selector: { 'a/b/c': '' } },
      [
        "spec.selector: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
      ],
    ],
  ]);
});

describe('ports', () => {
  judges([
    ['none', { selector: web.selector }, ['spec.ports: Required value']],
    ['none without an address', { clusterIP: 'None' }, []],
    [
      'two with names',
      {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 81 },
        ],
      },
      [],
    ],
    [
      'two, one without a name',
      { ports: [{ name: 'a', port: 80 }, { port: 81 }] },
      ['spec.ports[1].name: Required value'],
    ],
    [
      'a name twice',
      {
        ports: [
          { name: 'a', port: 80 },
          { name: 'a', port: 81 },
        ],
      },
      ['spec.ports[1].name: Duplicate value: "a"'],
    ],
    [
      'a name with dots',
      { ports: [{ name: 'a.b', port: 80 }] },
      ['spec.ports[0].name: Invalid value: "a.b": must not contain dots'],
    ],
    [
      'a number twice',
      {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 80 },
        ],
      },
      ['spec.ports[1]: Duplicate value: {"protocol":"TCP","port":80}'],
    ],
    [
      'a number for two protocols',
      {
        ports: [
          { name: 'a', port: 53 },
          { name: 'b', port: 53, protocol: 'UDP' },
        ],
      },
      [],
    ],
    [
      'no number',
      { ports: [{}] },
      [
        'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive',
      ],
    ],
    [
      'another protocol',
      { ports: [{ port: 80, protocol: 'ICMP' }] },
      ['spec.ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"'],
    ],
    ['a target by name', { ports: [{ port: 80, targetPort: 'http' }] }, []],
    [
      'a target beyond all ports',
      { ports: [{ port: 80, targetPort: 65_536 }] },
      ['spec.ports[0].targetPort: Invalid value: 65536: must be between 1 and 65535, inclusive'],
    ],
    [
      'a target whose name is a number',
      { ports: [{ port: 80, targetPort: '80' }] },
      ['spec.ports[0].targetPort: Invalid value: "80": must contain at least one letter (a-z)'],
    ],
    [
      'a malformed protocol of the application',
      { ports: [{ port: 80, appProtocol: '/a' }] },
      ['spec.ports[0].appProtocol: Invalid value: "/a": prefix part must be non-empty'],
    ],
  ]);
});

describe('node ports', () => {
  const outside = 'provided port is not in the valid range. The range of valid ports is 30000-32767';
  judges([
    [
      'the first and the last',
      {
        type: 'NodePort',
        ports: [
          { name: 'a', port: 80, nodePort: 30_000 },
          { name: 'b', port: 81, nodePort: 32_767 },
        ],
      },
      [],
    ],
    [
      'one below',
      { type: 'NodePort', ports: [{ port: 80, nodePort: 29_999 }] },
      [`spec.ports[0].nodePort: Invalid value: 29999: ${outside}`],
    ],
    [
      'one above',
      { type: 'LoadBalancer', ports: [{ port: 80, nodePort: 32_768 }] },
      [`spec.ports[0].nodePort: Invalid value: 32768: ${outside}`],
    ],
    [
      'one that nobody needs',
      { ports: [{ port: 80, nodePort: 30_080 }] },
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      'one twice',
      {
        type: 'NodePort',
        ports: [
          { name: 'a', port: 80, nodePort: 30_080 },
          { name: 'b', port: 81, nodePort: 30_080 },
        ],
      },
      ['spec.ports[1].nodePort: Duplicate value: 30080'],
    ],
    [
      'one for two protocols',
      {
        type: 'NodePort',
        ports: [
          { name: 'a', port: 53, nodePort: 30_053 },
          { name: 'b', port: 53, protocol: 'UDP', nodePort: 30_053 },
        ],
      },
      [],
    ],
  ]);
});

describe('cluster IPs', () => {
  const one = ['127.96.0.10'];
  const two = ['127.96.0.10', 'fd00::10'];
  judges([
    ['one', { ...web, clusterIP: one[0] }, []],
    ['none', { ...web, clusterIP: 'None' }, []],
    [
      'the list alone',
      { ...web, clusterIPs: one },
      ['spec.clusterIPs: Invalid value: ["127.96.0.10"]: must be empty when `clusterIP` is not specified'],
    ],
    [
      'a list that begins with another',
      { ...web, clusterIP: '127.96.0.11', clusterIPs: one },
      ['spec.clusterIPs: Invalid value: ["127.96.0.10"]: first value must match `clusterIP`'],
    ],
    ['no address', { ...web, clusterIP: 'web' }, [`spec.clusterIPs[0]: Invalid value: "web": ${noAddress}`]],
    [
      'none and another',
      { ...web, clusterIP: 'None', clusterIPs: ['None', 'fd00::10'] },
      ['spec.clusterIPs: Invalid value: ["None","fd00::10"]: \'None\' must be the first and only value'],
    ],
    [
      'three',
      { ...web, clusterIP: one[0], clusterIPs: [...two, '127.96.0.12'] },
      ['spec.clusterIPs: Invalid value: ["127.96.0.10","fd00::10","127.96.0.12"]: may only hold up to 2 values'],
    ],
    [
      'two of one family',
      { ...web, clusterIP: one[0], clusterIPs: ['127.96.0.10', '127.96.0.11'] },
      [
        'spec.clusterIPs: Invalid value: ["127.96.0.10","127.96.0.11"]: may specify no more than one IP for each IP family',
      ],
    ],
    [
      'another family than stated',
      { ...web, clusterIP: one[0], ipFamilies: ['IPv6'] },
      ['spec.clusterIPs[0]: Invalid value: "127.96.0.10": expected an IPv6 value as indicated by `ipFamilies[0]`'],
    ],
    [
      'a family that is none',
      { ...web, ipFamilies: ['IPv5'] },
      ['spec.ipFamilies[0]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"'],
    ],
    ['a family twice', { ...web, ipFamilies: ['IPv4', 'IPv4'] }, ['spec.ipFamilies[1]: Duplicate value: "IPv4"']],
    [
      'a policy that is none',
      { ...web, ipFamilyPolicy: 'Both' },
      [
        'spec.ipFamilyPolicy: Unsupported value: "Both": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"',
      ],
    ],
    [
      'an address out of range',
      { ...web, clusterIP: '10.112.0.1' },
      [
        'spec.clusterIPs: Invalid value: ["10.112.0.1"]: failed to allocate IP 10.112.0.1: the provided network does not match the current range',
      ],
    ],
    [
      "the network's own address",
      { ...web, clusterIP: '127.96.0.0' },
      [
        'spec.clusterIPs: Invalid value: ["127.96.0.0"]: failed to allocate IP 127.96.0.0: the provided IP (127.96.0.0) is not in the valid range. The range of valid IPs is 127.96.0.0/12',
      ],
    ],
  ]);
});

describe('IP families', () => {
  const dual = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  judges([
    [
      'two where one is asked for',
      { ...web, ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4', 'IPv6'] },
      [`spec.ipFamilyPolicy: Invalid value: "SingleStack": ${dual} IP families are specified`],
    ],
    [
      'one that is not served',
      { ...web, ipFamilies: ['IPv6'] },
      ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
    ],
    [
      'an address of one that is not served',
      { ...web, clusterIP: 'fd00::10' },
      ['spec.clusterIPs[0]: Invalid value: ["fd00::10"]: IPv6 is not configured on this cluster'],
    ],
    [
      'both where there is one',
      { ...web, ipFamilyPolicy: 'RequireDualStack' },
      [
        'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
      ],
    ],
    [
      'both for endpoints written by hand',
      { clusterIP: 'None', ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] },
      [],
    ],
  ]);
});

describe('load balancers', () => {
  const balancer = { ...web, type: 'LoadBalancer' };
  judges([
    ['from some sources', { ...balancer, loadBalancerSourceRanges: [' 10.0.0.0/8 '] }, []],
    [
      'from no source',
      { ...balancer, loadBalancerSourceRanges: ['10.0.0.0'] },
      [`spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0": ${noBlock}`],
    ],
    [
      'sources without a balancer',
      { ...web, loadBalancerSourceRanges: ['10.0.0.0/8'] },
      [`spec.LoadBalancerSourceRanges: ${onlyBalancer}`],
    ],
    ['a class', { ...balancer, loadBalancerClass: 'example.com/lb' }, []],
    [
      'a malformed class',
      { ...balancer, loadBalancerClass: '/lb' },
      ['spec.loadBalancerClass: Invalid value: "/lb": prefix part must be non-empty'],
    ],
    [
      'a class without a balancer',
      { ...web, loadBalancerClass: 'example.com/lb' },
      [`spec.loadBalancerClass: ${onlyBalancer}`],
    ],
    [
      'node ports without a balancer',
      { ...web, allocateLoadBalancerNodePorts: false },
      [`spec.allocateLoadBalancerNodePorts: ${onlyBalancer}`],
    ],
  ]);
});

describe('annotations', () => {
  const sources = 'service.beta.kubernetes.io/load-balancer-source-ranges';
  const hints = 'service.kubernetes.io/topology-aware-hints';
  const mode = 'service.kubernetes.io/topology-mode';

  it.each<[string, Sketch, Record<string, string>, string[]]>([
    ['sources', { type: 'LoadBalancer' }, { [sources]: ' 10.0.0.0/8, 192.0.2.0/24 ' }, []],
    ['no sources', { type: 'LoadBalancer' }, { [sources]: ' ' }, []],
    [
      'malformed sources',
      { type: 'LoadBalancer' },
      { [sources]: '10.0.0.0' },
      [`metadata.annotations[${sources}]: Invalid value: "10.0.0.0": ${noBlock}`],
    ],
    ['sources without a balancer', {}, { [sources]: '' }, [`metadata.annotations[${sources}]: ${onlyBalancer}`]],
    ['one topology said twice', {}, { [hints]: 'Auto', [mode]: 'Auto' }, []],
    [
      'two topologies',
      {},
      { [hints]: 'Auto', [mode]: 'Off' },
      [`metadata.annotations[${mode}]: Invalid value: "Off": must match annotations[${hints}] when both are specified`],
    ],
  ])('are judged as Kubernetes does: %s', (_, more, annotations, errors) => {
    expect(creationErrors(service, { metadata: { annotations }, spec: { ...web, ...more } })).toEqual(errors);
  });
});
