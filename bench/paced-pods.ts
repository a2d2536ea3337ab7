// B1b: how long a single pod takes from its creation until it is seen to run, while pods come at a steady pace.
import type { Pod } from '@portolan/client';
import { measureBarePods } from './bare-pods.ts';
import type { Benchmark } from './benchmark.ts';
import { type BenchCluster, cpuMicrosEach, deployment, usageOf, withCluster, withObserver } from './cluster.ts';
import { latencyFigures, round } from './figures.ts';
import { nowMs } from './watch-account.ts';

const sizes = { quick: { nodes: 50, seconds: 3 }, full: { nodes: 1_000, seconds: 60 } };
const paces = [100, 500];
const patienceMs = 30_000;
/** More than this many creations at a time would only queue up in the client. */
const maxInFlight = 256;

export const pacedPods: Benchmark = {
  name: 'B1b-paced-pods',
  summary: 'the time of each pod from its creation until it runs, at 100 and 500 pods a second, against the rows alone',
  run({ quick }) {
    const { nodes, seconds } = sizes[quick ? 'quick' : 'full'];
    return withCluster(nodes, async (cluster) => {
      const loads = [];
      for (const podsPerSecond of paces) loads.push(await measure(cluster, { podsPerSecond, seconds }));
      const bare = await measureBarePods(cluster.server, 1_000);
      const [, fastest] = loads;
      return {
        nodes,
        seconds,
        loads,
        bare,
        /** The pace that was kept, against what the rows alone allow. */
        shareOfBare: round((fastest?.ranPerSecond ?? 0) / bare.podsPerSecond, 2),
      };
    });
  },
};

interface Load {
  readonly podsPerSecond: number;
  readonly seconds: number;
}

function measure(cluster: BenchCluster, load: Load) {
  const { client } = cluster;
  const count = load.podsPerSecond * load.seconds;
  return withObserver(client, async (observer) => {
    const present = observer.serving;
    const before = usageOf(cluster);
    const startMs = nowMs();
    const sentAtMs = await createPaced(cluster, load);
    const offeredSeconds = (nowMs() - startMs) / 1000;
    await Promise.race([
      observer.until(() => observer.serving === present + count),
      new Promise((resolve) => setTimeout(resolve, patienceMs)),
    ]);
    const seconds = (nowMs() - startMs) / 1000;
    const latencies = [...observer.pods.values()].flatMap(({ name, readyAtMs }) => {
      const sentMs = sentAtMs.get(name);
      return sentMs === undefined || readyAtMs === undefined ? [] : readyAtMs - sentMs;
    });
    return {
      podsPerSecond: load.podsPerSecond,
      offeredPerSecond: Math.round(count / offeredSeconds),
      ranPerSecond: Math.round(latencies.length / seconds),
      missing: count - latencies.length,
      ...latencyFigures(latencies),
      cpuMicrosPerPod: cpuMicrosEach(before, usageOf(cluster), count),
      violations: observer.checker.violations,
    };
  });
}

/** Each by a request of its own, at its time or as soon as may be; from when each was due. */
async function createPaced({ client }: BenchCluster, { podsPerSecond, seconds }: Load): Promise<Map<string, number>> {
  const dueAtMs = new Map<string, number>();
  const inFlight = new Set<Promise<unknown>>();
  const startMs = nowMs();
  for (let index = 0; index < podsPerSecond * seconds; index++) {
    const dueMs = startMs + (index * 1000) / podsPerSecond;
    const waitMs = dueMs - nowMs();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (inFlight.size >= maxInFlight) await Promise.race(inFlight);
    const pod = smallPod(`paced-${podsPerSecond}-${index}`);
    dueAtMs.set(pod.metadata.name, dueMs);
    const created = client.pods.create(pod).finally(() => inFlight.delete(created));
    inFlight.add(created);
  }
  await Promise.all(inFlight);
  return dueAtMs;
}

/** A node has room for as many of these as it may have pods at all. */
function smallPod(name: string): Pod {
  const spec = deployment('paced', 1).spec?.template.spec;
  const [container] = spec?.containers ?? [];
  if (!container) throw new Error('the deployment of benchmarks has no container');
  const small = { ...container, resources: { requests: { cpu: '10m', memory: '16Mi' } } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: 'paced' } },
    spec: { containers: [small] },
  };
}
