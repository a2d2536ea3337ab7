// From the watch cache to the scheduler's cluster: nodes, the pods on them, and the selectors that default spreading goes by.
import type { Node, Pod, Service } from '../resource/generated/kubernetes.ts';
import { fromLabelSelector, fromLabels, type Labels } from '../resource/label-selector.ts';
import type { AnyObject } from '../resource/object.ts';
import type { StoredObject } from '../store/store.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import { Cluster, type SpreadSelector } from './cluster.ts';
import { nodeFacts } from './node-state.ts';
import { type PodClass, PodClasses } from './pod-class.ts';

export const nodeKind = 'Node';
export const podKind = 'Pod';

/** Controllers whose selectors tell which pods are siblings. */
const ownerKinds: ReadonlyMap<string, string> = new Map([
  ['apps/v1/ReplicaSet', 'ReplicaSet.apps'],
  ['apps/v1/StatefulSet', 'StatefulSet.apps'],
  ['v1/ReplicationController', 'ReplicationController'],
]);
export const selectorKinds: ReadonlySet<string> = new Set(['Service', ...ownerKinds.values()]);

export function podOf({ object }: StoredObject): Pod {
  return object as AnyObject & Pod;
}

/** Its containers have ended for good: it takes nothing any more. */
export function isFinished({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** A cluster as the cache shows it at this moment. */
export function clusterOf(cache: WatchCache, classes = new PodClasses()): Cluster {
  const cluster = new Cluster(defaultSelectors(cache));
  for (const { object } of cache.list(nodeKind)) cluster.setNode(nodeFacts(object as AnyObject & Node));
  for (const stored of cache.list(podKind)) showPod(cluster, classes, podOf(stored));
  return cluster;
}

/** Puts a bound pod where it is; whether it is bound and takes its part of a node. */
export function showPod(cluster: Cluster, classes: PodClasses, pod: Pod): boolean {
  const { uid = '', deletionTimestamp } = pod.metadata;
  const nodeName = pod.spec?.nodeName;
  if (!nodeName || isFinished(pod)) return false;
  cluster.place({ uid, pod: classes.of(pod), nodeName, isTerminating: deletionTimestamp !== undefined });
  return true;
}

/** Siblings share the Services that select the pod, and the selector of its controller. */
export function defaultSelectors(cache: WatchCache): SpreadSelector {
  return (pod) => {
    const tests = [...serviceSelectors(cache, pod), ...ownerSelector(cache, pod)].filter(
      ({ requirements }) => requirements.length > 0,
    );
    if (tests.length === 0) return undefined;
    return (labels: Labels) => tests.every((test) => test.matches(labels));
  };
}

function serviceSelectors(cache: WatchCache, { namespace, labels }: PodClass) {
  return cache.list('Service', namespace).flatMap(({ object }) => {
    const selector = (object as AnyObject & Service).spec?.selector;
    const test = selector && fromLabels(selector);
    return test?.matches(labels) ? [test] : [];
  });
}

function ownerSelector(cache: WatchCache, { namespace, owner }: PodClass) {
  const kind = owner && ownerKinds.get(`${owner.apiVersion}/${owner.kind}`);
  const object = kind && cache.get({ kind, namespace, name: owner.name })?.object;
  if (!object) return [];
  const { selector } = object.spec as { selector?: object };
  if (!selector) return [];
  return [kind === 'ReplicationController' ? fromLabels(selector as Labels) : fromLabelSelector(selector)];
}
