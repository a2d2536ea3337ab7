// B1: how fast deployments become running pods, from their creation until a watcher outside saw the last one Running and
// Ready on a hollow node; against the rows that this writes, as plain SQL. The invariants are checked all the while.
import { measureBarePods } from './bare-pods.ts';
import type { Benchmark } from './benchmark.ts';
import { type BenchCluster, cpuMicrosEach, deployment, usageOf, withCluster, withObserver } from './cluster.ts';
import { latencyFigures, round } from './figures.ts';
import { nowMs } from './watch-account.ts';

const sizes = { quick: { nodes: 200, perDeployment: 200 }, full: { nodes: 1_000, perDeployment: 1_000 } };
const deployments = 10;
const barePods = { quick: 500, full: 5_000 };

export const podsToRunning: Benchmark = {
  name: 'B1-pods-to-running',
  summary: 'ten deployments on 1,000 hollow nodes until all their pods run, against the rows alone',
  run({ quick }) {
    const speed = quick ? 'quick' : 'full';
    const { nodes, perDeployment } = sizes[speed];
    return withCluster(nodes, async (cluster) => {
      const figures = await measure(cluster, perDeployment);
      const bare = await measureBarePods(cluster.server, barePods[speed]);
      const shareOfBare = round(figures.podsPerSecond / bare.podsPerSecond, 2);
      return { nodes, pods: deployments * perDeployment, ...figures, bare, shareOfBare };
    });
  },
};

function measure(cluster: BenchCluster, perDeployment: number) {
  const count = deployments * perDeployment;
  const { client } = cluster;
  return withObserver(
    client,
    async (observer) => {
      const before = usageOf(cluster);
      const startMs = nowMs();
      const manifests = Array.from({ length: deployments }, (_, at) => deployment(`web-${at}`, perDeployment));
      await client.commit(manifests.map((manifest) => client.deployments.operations.create(manifest)));
      await observer.until(() => observer.serving === count);
      const seconds = (nowMs() - startMs) / 1000;
      const pods = [...observer.pods.values()];
      return {
        podsPerSecond: Math.round(count / seconds),
        /** From the creation of the deployments, so half of all at best. */
        sinceStart: latencyFigures(pods.map(({ readyAtMs = 0 }) => readyAtMs - startMs)),
        sinceCreated: latencyFigures(pods.map(({ readyAtMs = 0, seenAtMs }) => readyAtMs - seenAtMs)),
        cpuMicrosPerPod: cpuMicrosEach(before, usageOf(cluster), count),
        violations: observer.checker.violations,
      };
    },
    count,
  );
}
