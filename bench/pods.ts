// Pods as a cluster has them: made by a ReplicaSet, running on a node, some 2 KB each without managed fields.
import { type ApiProcess, execute } from './api-process.ts';

const podsPerRequest = 250;

export function podName(index: number): string {
  return `web-7d4b9c6f58-${String(index).padStart(5, '0')}`;
}

export function podManifest(index: number) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: podName(index),
      namespace: 'default',
      labels: { app: 'web', 'pod-template-hash': '7d4b9c6f58', tier: 'front' },
      annotations: { 'example.com/build': '2026-01-31T12:00:00Z' },
    },
    spec: {
      containers: [
        {
          name: 'web',
          image: 'registry.example.com/shop/web:1.27.3',
          args: ['--listen', ':8080'],
          env: [
            { name: 'LOG_LEVEL', value: 'info' },
            { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          ],
          ports: [{ name: 'http', containerPort: 8080 }],
          resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
          readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
          volumeMounts: [{ name: 'scratch', mountPath: '/tmp' }],
        },
      ],
      volumes: [{ name: 'scratch', emptyDir: {} }],
      nodeName: `node-${index % 100}`,
    },
  };
}

export function runningStatus(index: number) {
  const since = '2026-01-31T12:00:00Z';
  const conditions = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'];
  const podIP = `10.1.${index >> 8}.${index & 255}`;
  return {
    phase: 'Running',
    hostIP: '192.168.0.10',
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: since,
    conditions: conditions.map((type) => ({ type, status: 'True', lastTransitionTime: since })),
    containerStatuses: [
      {
        name: 'web',
        image: 'registry.example.com/shop/web:1.27.3',
        imageID:
          'registry.example.com/shop/web@sha256:3f5ef9003cefb2ea2ea2ea2ea2ea2ea2ea2ea2ea2ea2ea2ea2ea2ea2ea2ea2ea',
        containerID: `containerd://${String(index).padStart(64, '0')}`,
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: since } },
      },
    ],
  };
}

interface Created {
  readonly create: { readonly results: ReadonlyArray<{ readonly object: { readonly metadata: { uid: string } } }> };
}

/** `count` running pods, numbered from 0. */
export async function createPods(api: ApiProcess, count: number): Promise<void> {
  const connection = await api.connect();
  for (let first = 0; first < count; first += podsPerRequest) {
    const indexes = Array.from({ length: Math.min(podsPerRequest, count - first) }, (_, each) => first + each);
    const { create } = await execute<Created>(
      connection,
      'mutation ($objects: [JSON!]!) { create(objects: $objects) { results { object { metadata { uid } } } } }',
      { objects: indexes.map(podManifest) },
    );
    const statuses = indexes.map((index, place) => ({
      namespace: 'default',
      name: podName(index),
      uid: create.results[place]?.object.metadata.uid,
      status: runningStatus(index),
    }));
    const query =
      'mutation ($statuses: [PodStatusUpdateInput!]!) { updatePodStatuses(statuses: $statuses) { results { error { message } } } }';
    const { updatePodStatuses } = await execute<{ updatePodStatuses: { results: Array<{ error: unknown }> } }>(
      connection,
      query,
      { statuses },
    );
    const refused = updatePodStatuses.results.find(({ error }) => error);
    if (refused) throw new Error(JSON.stringify(refused));
  }
  connection.close();
}
