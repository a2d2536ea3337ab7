// A whole cluster for a benchmark: the database, the API with its controllers and scheduler, a fleet of hollow nodes, and a
// watcher outside.
import { type Client, connect, type Deployment } from '@portolan/client';
import { type ApiProcess, build, startApi, withHome } from './api-process.ts';
import { type BenchServer, withPostgres } from './benchmark.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { PodObserver } from './pod-observer.ts';
import { processCpuMs } from './process-usage.ts';

export interface BenchCluster {
  readonly server: BenchServer;
  readonly api: ApiProcess;
  readonly fleet: Fleet;
  readonly client: Client;
}

export function withCluster<T>(
  nodes: number,
  run: (cluster: BenchCluster) => Promise<T>,
  apiArguments: readonly string[] = [],
): Promise<T> {
  build();
  return withPostgres((server) =>
    withHome(async (home) => {
      const databaseUrl = await server.createDatabase();
      const api = await startApi(home, ['--port', '0', '--database-url', databaseUrl, ...apiArguments]);
      let fleet: Fleet | undefined;
      const client = await connectTo(api);
      try {
        fleet = await startFleet(api, nodes, home);
        await untilReady(client, nodes);
        return await run({ server, api, fleet, client });
      } finally {
        client.close();
        await fleet?.stop();
        await api.stop();
      }
    }),
  );
}

export function connectTo({ url, token }: Pick<ApiProcess, 'url' | 'token'>): Promise<Client> {
  return connect({ server: url, token, fieldManager: 'bench' });
}

export async function withObserver<T>(
  client: Client,
  run: (observer: PodObserver) => Promise<T>,
  maxPods?: number,
): Promise<T> {
  const observer = await PodObserver.start(client, maxPods);
  try {
    return await run(observer);
  } finally {
    await observer.stop();
  }
}

/** Nodes that pods may be bound to: ready, and without the taint that new nodes have. */
export async function untilReady(client: Client, nodes: number): Promise<void> {
  const open = new Set<string>();
  for await (const item of client.nodes.watch()) {
    const seen = item.type === 'SNAPSHOT' ? item.objects : item.events.map(({ object }) => object);
    for (const { metadata, spec, status } of seen) {
      const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
      if (isReady && (spec?.taints ?? []).length === 0) open.add(metadata.name);
    }
    if (open.size >= nodes) return;
  }
}

export interface ClusterUsage {
  readonly apiMs: number | undefined;
  readonly databaseMs: number | undefined;
  readonly fleetMs: number | undefined;
  readonly observerMs: number;
}

export function usageOf({ server, api, fleet }: Pick<BenchCluster, 'server' | 'api' | 'fleet'>): ClusterUsage {
  const { user, system } = process.cpuUsage();
  return {
    apiMs: processCpuMs(api.pid),
    databaseMs: server.cpuMs(),
    fleetMs: processCpuMs(fleet.pid),
    observerMs: (user + system) / 1000,
  };
}

/** What each process has used between two looks, in microseconds for each of `count`. */
export function cpuMicrosEach(before: ClusterUsage, after: ClusterUsage, count: number) {
  const each = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? undefined : Math.round(((to - from) * 1000) / count);
  return {
    api: each(before.apiMs, after.apiMs),
    database: each(before.databaseMs, after.databaseMs),
    fleet: each(before.fleetMs, after.fleetMs),
    observer: each(before.observerMs, after.observerMs),
  };
}

/** A deployment as people write them; sixteen of its pods fill a hollow node. */
export function deployment(name: string, replicas: number): Deployment {
  const labels = { app: name };
  const container = {
    name: 'web',
    image: 'registry.example.com/shop/web:1.27.3',
    env: [{ name: 'LOG_LEVEL', value: 'info' }],
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { memory: '8Gi' } },
    readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default', labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { name: '', labels }, spec: { containers: [container] } },
    },
  };
}
