// B3: how fast 1,000 replicas get a new image, a quarter at a time; at no moment that can be observed fewer serve than the
// strategy promises.

import { AvailabilityFloor } from './availability-floor.ts';
import { measureBarePods } from './bare-pods.ts';
import type { Benchmark } from './benchmark.ts';
import { type BenchCluster, connectTo, cpuMicrosEach, deployment, usageOf, withCluster } from './cluster.ts';
import { round } from './figures.ts';
import { PodObserver } from './pod-observer.ts';
import { nowMs } from './watch-account.ts';

const sizes = { quick: { nodes: 50, replicas: 100 }, full: { nodes: 200, replicas: 1_000 } };
const name = 'rolling';
const newImage = 'registry.example.com/shop/web:2.0.0';

export const rollingUpdate: Benchmark = {
  name: 'B3-rolling-update',
  summary: 'a new image for 1,000 running replicas, 25 %/25 %, against the rows of as many new pods alone',
  run({ quick }) {
    const { nodes, replicas } = sizes[quick ? 'quick' : 'full'];
    return withCluster(nodes, async (cluster) => {
      const figures = await measure(cluster, replicas);
      const bare = await measureBarePods(cluster.server, replicas);
      return { nodes, replicas, ...figures, bare, timesBare: round(figures.elapsedMs / bare.elapsedMs) };
    });
  },
};

async function measure(cluster: BenchCluster, replicas: number) {
  const { client } = cluster;
  const ref = { namespace: 'default', name };
  const floor = new AvailabilityFloor(Math.ceil(replicas * 0.75), Math.floor(replicas * 1.25));
  const observer = await PodObserver.start(await connectTo(cluster.api), undefined, (each) => floor.observe(each));
  try {
    await client.deployments.create(deployment(name, replicas));
    await observer.until(() => observer.serving === replicas);
    await untilComplete(cluster, replicas);
    floor.begin(observer);
    const before = usageOf(cluster);
    const startMs = nowMs();
    await client.deployments.patch(
      ref,
      [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: newImage }],
      { type: 'JSON' },
    );
    await untilComplete(cluster, replicas);
    const elapsedMs = nowMs() - startMs;
    await observer.until(() => isRolledOut(observer, replicas));
    return {
      elapsedMs: round(elapsedMs),
      replicasPerSecond: Math.round((replicas / elapsedMs) * 1000),
      availability: floor.report,
      cpuMicrosPerReplica: cpuMicrosEach(before, usageOf(cluster), replicas),
      violations: observer.checker.violations,
    };
  } finally {
    await observer.stop();
  }
}

/** Every pod has the new image and serves, and no other is there. */
function isRolledOut({ pods, serving }: PodObserver, replicas: number): boolean {
  if (serving !== replicas || pods.size !== replicas) return false;
  return [...pods.values()].every(({ pod }) => pod.spec?.containers[0]?.image === newImage);
}

/** As `rollout status` judges. */
async function untilComplete({ client }: BenchCluster, replicas: number): Promise<void> {
  for await (const item of client.deployments.watch({ namespace: 'default', fieldSelector: `metadata.name=${name}` })) {
    const seen = item.type === 'SNAPSHOT' ? item.objects : item.events.map(({ object }) => object);
    for (const { metadata, status = {} } of seen) {
      const isObserved = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
      const { updatedReplicas = 0, availableReplicas = 0, replicas: all = 0 } = status;
      if (isObserved && updatedReplicas === replicas && availableReplicas === replicas && all === replicas) return;
    }
  }
}
