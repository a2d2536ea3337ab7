import { describe, expect, it } from 'vitest';
import { created, type Sketch, updated } from '../../../../../test/support/kind-check.ts';
import { service } from './kind.ts';

const port = { port: 80 };

function specOf(spec: Sketch): Sketch {
  return created(service, { spec }).spec as Sketch;
}

/** What an update of a stored service makes of a spec. */
function specAfter(old: Sketch, next: Sketch): Sketch {
  return updated(service, { spec: next }, created(service, { spec: old })).spec as Sketch;
}

describe('by default', () => {
  it('has a cluster IP, to be allocated, and sends traffic anywhere', () => {
    expect(created(service, { spec: { clusterIP: '', ports: [{ port: 80, nodePort: 0 }] } })).toMatchObject({
      spec: {
        type: 'ClusterIP',
        sessionAffinity: 'None',
        internalTrafficPolicy: 'Cluster',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      },
      status: { loadBalancer: {} },
    });
    expect(Object.keys(specOf({ clusterIP: '', ports: [port] }))).not.toContain('clusterIP');
  });

  it.each<[string, Sketch, Sketch]>([
    ['NodePort', {}, { externalTrafficPolicy: 'Cluster', internalTrafficPolicy: 'Cluster' }],
    ['LoadBalancer', {}, { externalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true }],
    ['ClusterIP', { externalIPs: ['192.0.2.1'] }, { externalTrafficPolicy: 'Cluster' }],
  ])('accepts traffic from outside anywhere when it is a %s %j', (type, more, expected) => {
    expect(specOf({ type, ports: [port], ...more })).toMatchObject(expected);
  });

  it('is only a name when it is an ExternalName', () => {
    expect(specOf({ type: 'ExternalName', externalName: 'db.example.com' })).toEqual({
      type: 'ExternalName',
      externalName: 'db.example.com',
      sessionAffinity: 'None',
    });
  });

  it('keeps a client for three hours where it keeps it', () => {
    const timeout = { clientIP: { timeoutSeconds: 10_800 } };
    expect(specOf({ sessionAffinity: 'ClientIP' })).toMatchObject({ sessionAffinityConfig: timeout });
    expect(specOf({ sessionAffinity: 'ClientIP', sessionAffinityConfig: {} })).toMatchObject({
      sessionAffinityConfig: timeout,
    });
    expect(specOf({ sessionAffinity: 'None', sessionAffinityConfig: timeout })).not.toHaveProperty(
      'sessionAffinityConfig',
    );
  });

  it('takes load balancers for ones that deliver to their own address', () => {
    const ingress = [{ ip: '192.0.2.1' }, { hostname: 'lb.example.com' }, { ip: '192.0.2.2', ipMode: 'Proxy' }];
    const object = created(service, { spec: { type: 'LoadBalancer' }, status: { loadBalancer: { ingress } } });
    expect(object.status).toEqual({
      loadBalancer: {
        ingress: [
          { ip: '192.0.2.1', ipMode: 'VIP' },
          { hostname: 'lb.example.com' },
          { ip: '192.0.2.2', ipMode: 'Proxy' },
        ],
      },
    });
  });
});

describe('cluster IPs and families', () => {
  it.each<[string, Sketch, Sketch]>([
    [
      'the old field alone',
      { clusterIP: '127.96.0.10' },
      { clusterIP: '127.96.0.10', clusterIPs: ['127.96.0.10'], ipFamilies: ['IPv4'] },
    ],
    [
      'headless with a selector',
      { clusterIP: 'None', selector: { app: 'web' } },
      { clusterIPs: ['None'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
    ],
    [
      'headless without a selector',
      { clusterIP: 'None' },
      { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' },
    ],
    [
      'headless without a selector, one family',
      { clusterIP: 'None', ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] },
      { ipFamilies: ['IPv6'] },
    ],
    [
      'headless without a selector, from IPv6',
      { clusterIP: 'None', ipFamilies: ['IPv6'] },
      { ipFamilies: ['IPv6', 'IPv4'] },
    ],
    [
      'both stacks if possible',
      { ipFamilyPolicy: 'PreferDualStack' },
      { ipFamilies: ['IPv4'], ipFamilyPolicy: 'PreferDualStack' },
    ],
  ])('follow from %s', (_, spec, expected) => {
    expect(specOf(spec)).toMatchObject(expected);
  });
});

describe('an update', () => {
  const allocated = { type: 'NodePort', clusterIP: '127.96.0.10', ports: [{ name: 'a', port: 80, nodePort: 30_080 }] };

  it('keeps what was allocated and is left out', () => {
    expect(specAfter(allocated, { type: 'NodePort', ports: [{ name: 'a', port: 81 }] })).toMatchObject({
      clusterIP: '127.96.0.10',
      clusterIPs: ['127.96.0.10'],
      ipFamilies: ['IPv4'],
      ports: [{ name: 'a', port: 81, nodePort: 30_080 }],
    });
  });

  it('keeps no node port that another port has taken', () => {
    const ports = [
      { name: 'a', port: 80 },
      { name: 'b', port: 81, nodePort: 30_080 },
    ];
    expect(specAfter(allocated, { type: 'NodePort', ports }).ports).toEqual([
      { name: 'a', port: 80, targetPort: 80, protocol: 'TCP' },
      { name: 'b', port: 81, targetPort: 81, protocol: 'TCP', nodePort: 30_080 },
    ]);
  });

  it('keeps the port on which nodes are asked for endpoints', () => {
    const local = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports: [port] };
    expect(specAfter({ ...local, healthCheckNodePort: 30_500 }, local)).toMatchObject({ healthCheckNodePort: 30_500 });
    expect(
      specAfter({ ...local, healthCheckNodePort: 30_500 }, { ...local, externalTrafficPolicy: 'Cluster' }),
    ).not.toHaveProperty('healthCheckNodePort');
  });

  it('follows the old field when the new one is left as it was', () => {
    const cleared = specAfter(
      { ports: [port], clusterIP: '127.96.0.10' },
      { type: 'ExternalName', clusterIPs: ['127.96.0.10'] },
    );
    expect(cleared).not.toHaveProperty('clusterIPs');
    const next = { ports: [port], clusterIP: '127.96.0.11', clusterIPs: ['127.96.0.10'] };
    expect(specAfter({ ports: [port], clusterIP: '127.96.0.10' }, next).clusterIPs).toEqual(['127.96.0.11']);
  });

  it('drops what the new type does not need', () => {
    const balancer = {
      ...allocated,
      type: 'LoadBalancer',
      loadBalancerClass: 'example.com/lb',
      ports: [{ port: 80, nodePort: 30_080 }],
    };
    const stored = created(service, { spec: balancer }).spec as Sketch;
    const asClusterIp = specAfter(balancer, { ...stored, type: 'ClusterIP' });
    expect(asClusterIp).toEqual({
      type: 'ClusterIP',
      clusterIP: '127.96.0.10',
      clusterIPs: ['127.96.0.10'],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      sessionAffinity: 'None',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    });
    const asName = specAfter(balancer, { ...stored, type: 'ExternalName', externalName: 'db.example.com' });
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'externalTrafficPolicy']) {
      expect(asName).not.toHaveProperty(field);
    }
  });

  it('leaves what the client itself changed, for validation to refuse', () => {
    const changed = specAfter(allocated, { type: 'ClusterIP', ports: [{ name: 'a', port: 80, nodePort: 30_081 }] });
    expect(changed.ports).toMatchObject([{ nodePort: 30_081 }]);
  });

  it('gives up the second address and family with the policy that asked for them', () => {
    const dual = {
      clusterIP: '127.96.0.10',
      clusterIPs: ['127.96.0.10', 'fd00::10'],
      ipFamilies: ['IPv4', 'IPv6'],
      ipFamilyPolicy: 'PreferDualStack',
    };
    expect(
      specAfter({ ports: [port], ...dual }, { ports: [port], ...dual, ipFamilyPolicy: 'SingleStack' }),
    ).toMatchObject({
      clusterIPs: ['127.96.0.10'],
      ipFamilies: ['IPv4'],
    });
  });

  it('keeps the policy that is left out', () => {
    expect(specAfter({ ports: [port], ipFamilyPolicy: 'PreferDualStack' }, { ports: [port] })).toMatchObject({
      ipFamilyPolicy: 'PreferDualStack',
    });
  });
});
