// Manifests as people write them for Kubernetes go in unchanged, come out with its defaults, and go in again without
// a change.
import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import { parseManifests } from '@portolan/core/resource/manifest.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import type { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { admin, startRegistry } from '../support/registry.ts';

const clusterDns = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: coredns
  namespace: kube-system
  labels: { k8s-app: kube-dns }
spec:
  replicas: 2
  strategy: { type: RollingUpdate, rollingUpdate: { maxUnavailable: 1 } }
  selector: { matchLabels: { k8s-app: kube-dns } }
  template:
    metadata: { labels: { k8s-app: kube-dns } }
    spec:
      priorityClassName: system-cluster-critical
      serviceAccountName: coredns
      tolerations:
        - { key: CriticalAddonsOnly, operator: Exists }
        - { key: node-role.kubernetes.io/control-plane, effect: NoSchedule }
      nodeSelector: { kubernetes.io/os: linux }
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                labelSelector:
                  matchExpressions: [{ key: k8s-app, operator: In, values: [kube-dns] }]
                topologyKey: kubernetes.io/hostname
      containers:
        - name: coredns
          image: registry.k8s.io/coredns/coredns:v1.11.1
          resources: { limits: { memory: 170Mi }, requests: { cpu: 100m, memory: 70Mi } }
          args: [-conf, /etc/coredns/Corefile]
          volumeMounts: [{ name: config-volume, mountPath: /etc/coredns, readOnly: true }]
          ports:
            - { containerPort: 53, name: dns, protocol: UDP }
            - { containerPort: 53, name: dns-tcp }
            - { containerPort: 9153, name: metrics }
          livenessProbe:
            httpGet: { path: /health, port: 8080 }
            initialDelaySeconds: 60
            timeoutSeconds: 5
            failureThreshold: 5
          readinessProbe: { httpGet: { path: /ready, port: 8181 } }
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: { add: [NET_BIND_SERVICE], drop: [ALL] }
            readOnlyRootFilesystem: true
      dnsPolicy: Default
      volumes:
        - name: config-volume
          configMap: { name: coredns, items: [{ key: Corefile, path: Corefile }] }
`;

const shop = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: default }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata:
      labels: { app: shop }
      annotations: { prometheus.io/scrape: "true" }
    spec:
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector: { matchLabels: { app: shop } }
          matchLabelKeys: [pod-template-hash]
      imagePullSecrets: [{ name: registry }]
      securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 2000, seccompProfile: { type: RuntimeDefault } }
      initContainers:
        - name: migrate
          image: registry.example/shop:1.4.2
          command: [./migrate]
          env:
            - name: DATABASE_URL
              valueFrom: { secretKeyRef: { name: database, key: url } }
        - name: proxy
          image: registry.example/proxy:2
          restartPolicy: Always
          startupProbe: { tcpSocket: { port: 15000 }, failureThreshold: 30 }
      containers:
        - name: web
          image: registry.example/shop:1.4.2
          envFrom: [{ configMapRef: { name: shop } }, { prefix: DB_, secretRef: { name: database } }]
          env:
            - { name: POD_IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }
            - { name: CPUS, valueFrom: { resourceFieldRef: { resource: limits.cpu } } }
          ports: [{ name: http, containerPort: 8080 }]
          startupProbe: { grpc: { port: 9000 } }
          lifecycle: { preStop: { sleep: { seconds: 5 } } }
          resources: { requests: { cpu: 250m, memory: 256Mi }, limits: { cpu: "1", memory: 512Mi } }
          volumeMounts:
            - { name: cache, mountPath: /cache }
            - { name: tokens, mountPath: /var/run/secrets/tokens }
      volumes:
        - { name: cache, emptyDir: { sizeLimit: 1Gi } }
        - name: tokens
          projected:
            sources:
              - serviceAccountToken: { path: vault, audience: vault, expirationSeconds: 7200 }
              - downwardAPI: { items: [{ path: labels, fieldRef: { fieldPath: metadata.labels } }] }
`;

const agent = `
apiVersion: v1
kind: Pod
metadata: { name: node-agent, namespace: kube-system }
spec:
  hostNetwork: true
  hostPID: true
  dnsPolicy: ClusterFirstWithHostNet
  restartPolicy: OnFailure
  nodeName: n1
  tolerations: [{ operator: Exists }]
  containers:
    - name: agent
      image: registry.example/agent
      securityContext: { privileged: true }
      ports: [{ containerPort: 9100 }]
      volumeMounts: [{ name: root, mountPath: /host, mountPropagation: Bidirectional }]
  volumes: [{ name: root, hostPath: { path: / } }]
`;

let registry: Registry;
let clock: VirtualClock;

beforeEach(async () => {
  ({ registry, clock } = await startRegistry(kinds));
});

async function apply(text: string) {
  const operations = parseManifests(text).map((manifest) => ({ verb: 'apply', manifest }) as const);
  const { results } = await registry.execute(admin, operations);
  const [result] = results;
  if (!result) throw new Error('no result');
  return result;
}

describe.each([
  ['the cluster’s DNS', clusterDns],
  ['a shop with a sidecar', shop],
  ['an agent of a node', agent],
])('%s', (_, text) => {
  it('is taken as it is, and as no change the second time', async () => {
    expect((await apply(text)).outcome).toBe('created');
    clock.advance(60_000);
    expect((await apply(text)).outcome).toBe('unchanged');
  });
});

it('fills in what Kubernetes fills in', async () => {
  const { object } = await apply(agent);
  expect(object).toMatchObject({
    spec: {
      enableServiceLinks: true,
      terminationGracePeriodSeconds: 30,
      containers: [{ imagePullPolicy: 'Always', ports: [{ containerPort: 9100, hostPort: 9100, protocol: 'TCP' }] }],
      volumes: [{ hostPath: { path: '/', type: '' } }],
    },
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  });
});

function patched(object: AnyObject, patch: object) {
  const { namespace = '', name } = object.metadata;
  const ref = { kind: object.kind === 'Pod' ? 'Pod' : `${object.kind}.apps`, namespace, name };
  return registry.execute(admin, [{ verb: 'patch', ref, patchType: 'strategic', patch }]);
}

it('lets a pod get ephemeral containers neither at its creation nor by an ordinary write', async () => {
  const ephemeralContainers = [{ name: 'debug', image: 'busybox' }];
  const manifest = (name: string, spec: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'nginx:1' }], ...spec },
  });
  const create = (name: string, spec: object) =>
    registry.execute(admin, [{ verb: 'create', manifest: manifest(name, spec) }]);
  await expect(create('a', { ephemeralContainers })).rejects.toThrow(
    'Pod "a" is invalid: spec.ephemeralContainers: Forbidden: cannot be set on create',
  );
  const { results } = await create('b', {});
  if (!results[0]) throw new Error('no result');
  await expect(patched(results[0].object, { spec: { ephemeralContainers } })).rejects.toThrow(
    'spec: Forbidden: pod updates may not change fields other than',
  );
});

it('counts new annotations of a deployment as a generation, and new labels not', async () => {
  const { object } = await apply(shop);
  const annotated = await patched(object, { metadata: { annotations: { a: 'b' } } });
  expect(annotated.results[0]?.object.metadata.generation).toBe(2);
  const labelled = await patched(object, { metadata: { labels: { a: 'b' } } });
  expect(labelled.results[0]?.object.metadata.generation).toBe(2);
});
