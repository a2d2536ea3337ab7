import { describe, expect, it } from 'vitest';
import { created, defaulted, type Sketch } from '../../../../../test/support/kind-check.ts';
import { podWith } from '../../../../../test/support/pod-check.ts';
import type { Container, Pod, PodSpec } from '../../resource/generated/kubernetes.ts';
import { pod } from './kind.ts';

function specOf(spec: Sketch): PodSpec {
  const { spec: defaultedSpec } = defaulted(pod, podWith(spec)) as Pod;
  if (!defaultedSpec) throw new Error('a pod without spec');
  return defaultedSpec;
}

function containerOf(changes: Sketch, spec: Sketch = {}): Container | undefined {
  return specOf({ ...spec, containers: [{ name: 'c', image: 'nginx:1.27', ...changes }] }).containers[0];
}

describe('a pod of which nothing is said', () => {
  it('is filled in as Kubernetes fills it in', () => {
    expect(specOf({ containers: [{ name: 'c', image: 'nginx' }] })).toEqual({
      containers: [
        {
          name: 'c',
          image: 'nginx',
          imagePullPolicy: 'Always',
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    });
  });

  it('keeps what is said', () => {
    const said = {
      dnsPolicy: 'Default',
      enableServiceLinks: false,
      restartPolicy: 'Never',
      schedulerName: 'mine',
      securityContext: { runAsUser: 0 },
      terminationGracePeriodSeconds: 0,
    };
    expect(specOf(said)).toMatchObject(said);
  });
});

describe('resources', () => {
  it('are requested up to the limit where no request is made', () => {
    const resources = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m' } };
    expect(containerOf({ resources })?.resources?.requests).toEqual({ cpu: '100m', memory: '1Gi' });
  });

  it('are rounded up to thousandths', () => {
    const resources = { limits: { cpu: '100u', memory: '1' } };
    expect(containerOf({ resources })?.resources).toEqual({
      limits: { cpu: '1m', memory: '1' },
      requests: { cpu: '1m', memory: '1' },
    });
  });

  it.each<[string, Sketch, Sketch, Sketch]>([
    ['the sum of the containers’', { limits: { cpu: '2' } }, { requests: { cpu: '500m' } }, { cpu: '500m' }],
    ['the pod’s limits', { limits: { cpu: '2' } }, {}, { cpu: '2' }],
    ['what is said', { limits: { cpu: '2' }, requests: { cpu: '1' } }, { requests: { cpu: '500m' } }, { cpu: '1' }],
  ])('of the pod as a whole are requested as %s', (_, resources, ofContainer, requests) => {
    const spec = specOf({ resources, containers: [{ name: 'c', image: 'a:1', resources: ofContainer }] });
    expect(spec.resources?.requests).toEqual(requests);
  });

  it('of the pod as a whole have the huge pages of its containers', () => {
    const ofContainer = { limits: { 'hugepages-2Mi': '4Mi' } };
    const containers = ['a', 'b'].map((name) => ({ name, image: 'a:1', resources: ofContainer }));
    expect(specOf({ resources: { requests: { cpu: '1' } }, containers }).resources).toEqual({
      limits: { 'hugepages-2Mi': '8Mi' },
      requests: { cpu: '1', 'hugepages-2Mi': '8Mi' },
    });
  });
});

describe('ports', () => {
  it('speak TCP', () => {
    expect(containerOf({ ports: [{ containerPort: 80 }] })?.ports).toEqual([{ containerPort: 80, protocol: 'TCP' }]);
  });

  it('are the host’s in its network', () => {
    const ports = [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }];
    const found = containerOf({ ports }, { hostNetwork: true })?.ports?.map(({ hostPort }) => hostPort);
    expect(found).toEqual([80, 81]);
  });
});

it('fills in probes and hooks', () => {
  const httpGet = { port: 80 };
  const container = containerOf({
    livenessProbe: { httpGet, initialDelaySeconds: 0, timeoutSeconds: 0 },
    readinessProbe: { grpc: { port: 1 } },
    lifecycle: { preStop: { httpGet } },
  });
  const times = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  expect(container?.livenessProbe).toEqual({ httpGet: { port: 80, path: '/', scheme: 'HTTP' }, ...times });
  expect(container?.readinessProbe).toEqual({ grpc: { port: 1, service: '' }, ...times });
  expect(container?.lifecycle?.preStop?.httpGet).toEqual({ port: 80, path: '/', scheme: 'HTTP' });
});

it.each<[string, Sketch, Sketch]>([
  ['an emptyDir', {}, { emptyDir: {} }],
  ['a secret', { secret: { secretName: 's' } }, { secret: { secretName: 's', defaultMode: 420 } }],
  ['a config map', { configMap: { name: 'm' } }, { configMap: { name: 'm', defaultMode: 420 } }],
  ['a path of the host', { hostPath: { path: '/' } }, { hostPath: { path: '/', type: '' } }],
  ['an image', { image: { reference: 'data' } }, { image: { reference: 'data', pullPolicy: 'Always' } }],
  [
    'the pod’s own fields',
    { downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } },
    {
      downwardAPI: {
        defaultMode: 420,
        items: [{ path: 'a', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }],
      },
    },
  ],
  [
    'a token',
    { projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
    { projected: { defaultMode: 420, sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 3600 } }] } },
  ],
  [
    'a claim',
    { ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'] } } } },
    { ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' } } } },
  ],
  ['a writable export', { nfs: { server: 's', path: '/', readOnly: false } }, { nfs: { server: 's', path: '/' } }],
  [
    'an Azure disk',
    { azureDisk: { diskName: 'd', diskURI: 'https://d' } },
    {
      azureDisk: {
        diskName: 'd',
        diskURI: 'https://d',
        cachingMode: 'ReadWrite',
        fsType: 'ext4',
        kind: 'Shared',
        readOnly: false,
      },
    },
  ],
])('fills in a volume of %s', (_, source, expected) => {
  expect(specOf({ volumes: [{ name: 'v', ...source }] }).volumes).toEqual([{ name: 'v', ...expected }]);
});

it('reads variables from the version of the pod', () => {
  const env = [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }];
  expect(containerOf({ env })?.env?.[0]?.valueFrom?.fieldRef?.apiVersion).toBe('v1');
});

it('knows the service account by both of its names, of which the newer decides', () => {
  const both = (name: string) => ({ serviceAccountName: name, serviceAccount: name });
  expect(specOf({ serviceAccount: 'a' })).toMatchObject(both('a'));
  expect(specOf({ serviceAccountName: 'b', serviceAccount: 'a' })).toMatchObject(both('b'));
  expect(specOf({ serviceAccountName: '' })).not.toHaveProperty('serviceAccountName');
});

it('leaves out what is false, zero or empty by nature', () => {
  const spec = specOf({
    hostNetwork: false,
    hostname: '',
    containers: [{ name: 'c', image: 'a:1', tty: false, ports: [{ containerPort: 1, hostPort: 0 }] }],
  });
  expect(spec).not.toHaveProperty('hostNetwork');
  expect(spec).not.toHaveProperty('hostname');
  expect(spec.containers[0]).not.toHaveProperty('tty');
  expect(spec.containers[0]?.ports?.[0]).not.toHaveProperty('hostPort');
});

describe('a new pod', () => {
  it('waits, and has a class of service', () => {
    expect((created(pod, podWith({})) as Pod).status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  });

  it('says that it is held back while it has gates', () => {
    const sketch = podWith({ schedulingGates: [{ name: 'a' }] }, { creationTimestamp: '2026-01-01T00:00:00Z' });
    expect((created(pod, sketch) as Pod).status?.conditions).toEqual([
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ]);
  });

  it('joins its own labels to the selectors that name their keys', () => {
    const term = {
      topologyKey: 'zone',
      labelSelector: { matchLabels: { app: 'web' } },
      matchLabelKeys: ['version', 'absent'],
      mismatchLabelKeys: ['tenant'],
    };
    const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
    const sketch = podWith(
      {
        affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
        topologySpreadConstraints: [{ ...spread, labelSelector: {}, matchLabelKeys: ['version'] }],
      },
      { labels: { version: '1', tenant: 'a' } },
    );
    const { spec } = created(pod, sketch) as Pod;
    const version = { key: 'version', operator: 'In', values: ['1'] };
    const joined = spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector;
    expect(joined?.matchExpressions).toEqual([version, { key: 'tenant', operator: 'NotIn', values: ['a'] }]);
    expect(spec?.topologySpreadConstraints?.[0]?.labelSelector?.matchExpressions).toEqual([version]);
  });

  it('has the AppArmor profiles of its annotations', () => {
    const annotations = { 'container.apparmor.security.beta.kubernetes.io/c': 'localhost/p' };
    const { spec } = created(pod, podWith({}, { annotations })) as Pod;
    expect(spec?.containers[0]?.securityContext?.appArmorProfile).toEqual({ type: 'Localhost', localhostProfile: 'p' });
  });
});
