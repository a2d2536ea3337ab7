// How fast pods are placed and bound: through the scheduler as it runs, over a store in memory; the decisions alone; and by
// asking every plug-in about every node for each pod anew, as the plug-ins are defined.
import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import { mastersGroup, type Request } from '@portolan/core/registry/request.ts';
import { systemClock } from '@portolan/core/resource/clock.ts';
import type { Pod } from '@portolan/core/resource/generated/kubernetes.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { ClassView, pickBest } from '@portolan/core/scheduler/class-view.ts';
import { clusterOf, podOf } from '@portolan/core/scheduler/cluster-feed.ts';
import { evaluate } from '@portolan/core/scheduler/evaluate.ts';
import { PodClasses } from '@portolan/core/scheduler/pod-class.ts';
import { defaultProfile } from '@portolan/core/scheduler/profile.ts';
import { startScheduler } from '@portolan/core/scheduler/scheduler.ts';
import { createMemoryStore } from '@portolan/core/store/memory-store.ts';
import { WatchCache } from '@portolan/core/store/watch-cache.ts';
import type { Benchmark } from './benchmark.ts';
import { round } from './figures.ts';

const size = { quick: { nodes: 200, perDeployment: 100 }, full: { nodes: 1_000, perDeployment: 1_000 } };
const deployments = 10;
const zones = 3;
const naivePods = 200;
const chunk = 500;

const request: Request = {
  identity: { user: 'system:kube-scheduler', groups: [mastersGroup] },
  fieldManager: 'kube-scheduler',
};

export const scheduler: Benchmark = {
  name: 'B2-scheduler',
  summary: 'pods of ten deployments placed and bound, against asking every plug-in about every node',
  async run({ quick }) {
    const { nodes, perDeployment } = quick ? size.quick : size.full;
    const registry = await startRegistry();
    await fill(registry, nodes, perDeployment);
    const decisions = measureDecisions(registry.cache, Number.POSITIVE_INFINITY, decideFast);
    const naive = measureDecisions(registry.cache, naivePods, decideNaively);
    const bound = await measureBinding(registry, deployments * perDeployment);
    registry.cache.stop();
    await registry.store.close();
    return {
      nodes,
      pods: deployments * perDeployment,
      bound,
      decisions,
      naive,
      timesNaive: round(naive.cpuMicros / decisions.cpuMicros),
    };
  },
};

async function startRegistry(): Promise<Registry> {
  const store = createMemoryStore(systemClock);
  const cache = await WatchCache.start(store, { clock: systemClock });
  return new Registry({ store, cache, kinds, clock: systemClock });
}

async function fill(registry: Registry, nodes: number, perDeployment: number): Promise<void> {
  const names = Array.from({ length: deployments }, (_, at) => `web-${at}`);
  const manifests = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
    ...names.map(replicaSet),
    ...Array.from({ length: nodes }, (_, at) => node(`n${at}`, `zone-${at % zones}`)),
    ...names.flatMap((name, at) => Array.from({ length: perDeployment }, (_, copy) => pod(name, copy, at))),
  ];
  const creations = manifests.map((manifest): Operation => ({ verb: 'create', manifest }));
  // New nodes are taken for not ready.
  const openings = Array.from({ length: nodes }, (_, at): Operation => {
    const ref = { kind: 'Node', name: `n${at}` };
    return { verb: 'patch', ref, patchType: 'merge', patch: { spec: { taints: null } } };
  });
  for (const operations of [creations, openings]) {
    for (let at = 0; at < operations.length; at += chunk) {
      await registry.execute(request, operations.slice(at, at + chunk));
    }
  }
}

function node(name: string, zone: string) {
  const labels = { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': zone };
  const allocatable = { cpu: '32', memory: '256Gi', pods: '110' };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status: { capacity: allocatable, allocatable } };
}

function replicaSet(name: string) {
  const selector = { matchLabels: { app: name } };
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'web:1' }] } };
  const metadata = { name, namespace: 'default' };
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec: { replicas: 0, selector, template } };
}

function pod(app: string, copy: number, at: number) {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: app, uid: app, controller: true };
  const requests = { cpu: `${100 + 10 * at}m`, memory: `${200 + 20 * at}Mi` };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${app}-${copy}`, namespace: 'default', labels: { app }, ownerReferences: [owner] },
    spec: { containers: [{ name: 'main', image: 'web:1', resources: { requests } }] },
  };
}

interface Speed {
  readonly podsPerSecond: number;
  /** Of this process, for one pod: what it costs on a machine that is busy with other things too. */
  readonly cpuMicros: number;
}

function startMeasuring(): (pods: number) => Speed {
  const [startMs, before] = [performance.now(), process.cpuUsage()];
  return (pods) => {
    const { user, system } = process.cpuUsage(before);
    const seconds = (performance.now() - startMs) / 1000;
    return { podsPerSecond: Math.round(pods / seconds), cpuMicros: round((user + system) / pods) };
  };
}

type Decide = (view: ClassView, cluster: ReturnType<typeof clusterOf>) => string | undefined;

const decideFast: Decide = (view, cluster) => {
  const slot = pickBest(view.candidates(), Math.random);
  return slot === undefined ? undefined : cluster.slots[slot]?.facts.name;
};

const decideNaively: Decide = ({ pod }, cluster) => {
  const fitting = evaluate(defaultProfile, cluster, pod).filter(({ fits }) => fits);
  const best = Math.max(...fitting.map(({ score }) => score));
  return fitting.find(({ score }) => score === best)?.node;
};

/** Pods of the deployments come in turn. */
function measureDecisions(cache: WatchCache, limit: number, decide: Decide): Speed {
  const classes = new PodClasses();
  const cluster = clusterOf(cache, classes);
  const views = new Map<string, ClassView>();
  const pods: Pod[] = cache.list('Pod').map(podOf);
  const turns = pods.toSorted((a, b) => turnOf(a) - turnOf(b)).slice(0, limit);
  const finish = startMeasuring();
  for (const pod of turns) {
    const podClass = classes.of(pod);
    const view = views.get(podClass.key) ?? new ClassView(defaultProfile, cluster, podClass);
    views.set(podClass.key, view);
    const nodeName = decide(view, cluster);
    if (nodeName === undefined) throw new Error(`no node for pod ${pod.metadata.name}`);
    cluster.place({ uid: pod.metadata.uid ?? '', pod: podClass, nodeName, isTerminating: false });
  }
  return finish(turns.length);
}

function turnOf({ metadata }: Pod): number {
  return Number(metadata.name.split('-').at(-1));
}

/** From the start of the scheduler until the cache shows the last. */
async function measureBinding(registry: Registry, pods: number): Promise<Speed> {
  let missing = pods;
  const finish = startMeasuring();
  const allBound = new Promise<void>((resolve) => {
    const unsubscribe = registry.cache.subscribe({
      onChanges(batch) {
        for (const { changes } of batch) missing -= changes.filter(({ object }) => isBound(object)).length;
        if (missing > 0) return;
        unsubscribe();
        resolve();
      },
      onReset: () => undefined,
    });
  });
  const running = await startScheduler({ registry, clock: systemClock, request, recordEvent: () => undefined });
  await allBound;
  const speed = finish(pods);
  await running.stop();
  return speed;
}

function isBound({ kind, spec }: AnyObject): boolean {
  return kind === 'Pod' && (spec as Pod['spec'])?.nodeName !== undefined;
}
