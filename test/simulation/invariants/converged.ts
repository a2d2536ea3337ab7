// In the end workloads are as they are wanted, and their statuses say so.
import { isActivePod, isReadyPod } from '@portolan/core/kinds/pod/readiness.ts';
import type { Deployment, Node, Pod, ReplicaSet } from '@portolan/core/resource/generated/kubernetes.ts';
import type { StoredObject } from '@portolan/core/store/store.ts';
import type { Model } from '../cluster/model.ts';
import { type Invariant, nameOf } from './invariant.ts';

export function converged(): Invariant {
  return {
    name: 'converged',
    *atEnd({ model }) {
      for (const stored of model.list('Deployment.apps')) yield* judgeDeployment(stored, model);
      for (const stored of model.list('ReplicaSet.apps')) yield* judgeReplicaSet(stored, model);
      for (const stored of model.list('Node')) yield* judgeNode(stored);
      for (const stored of model.list('Namespace')) {
        const account = { kind: 'ServiceAccount', namespace: stored.key.name, name: 'default' };
        if (!model.get(account)) yield `${nameOf(stored)} has no default service account`;
      }
    },
  };
}

function* judgeDeployment(stored: StoredObject, model: Model): Iterable<string> {
  const { metadata, spec, status = {} } = stored.object as Deployment;
  const wanted = spec?.replicas ?? 1;
  const image = spec?.template.spec?.containers[0]?.image;
  const serving = image?.startsWith('unready:') ? 0 : wanted;
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  const counts: ReadonlyArray<readonly [string, number, number]> = [
    ['replicas', replicas, wanted],
    ['updatedReplicas', updatedReplicas, wanted],
    ['readyReplicas', readyReplicas, serving],
    ['availableReplicas', availableReplicas, serving],
  ];
  for (const [name, count, right] of counts) {
    if (count !== right) yield `${nameOf(stored)} says ${name} ${count}, and should ${right}`;
  }
  if (status.observedGeneration !== metadata.generation)
    yield `${nameOf(stored)} is at generation ${metadata.generation}, and observed is ${status.observedGeneration}`;
  const pods = model.owned(stored.uid, 'ReplicaSet.apps').flatMap(({ uid }) => model.activePodsOf(uid));
  const right = pods.filter((pod) => isReadyPod(pod) && pod.spec?.containers[0]?.image === image);
  if (right.length !== serving || pods.length !== wanted)
    yield `${nameOf(stored)} has ${pods.length} pods, ${right.length} of them ready and of its image, and wants ${wanted}`;
}

function* judgeReplicaSet(stored: StoredObject, model: Model): Iterable<string> {
  const { metadata, spec, status } = stored.object as ReplicaSet;
  const pods = model.owned(stored.uid, 'Pod').map(({ object }) => object as Pod);
  const active = pods.filter(isActivePod);
  const wanted = spec?.replicas ?? 1;
  const ready = active.filter(isReadyPod).length;
  if (active.length !== wanted) yield `${nameOf(stored)} has ${active.length} pods, and wants ${wanted}`;
  if ((status?.replicas ?? 0) !== active.length || (status?.readyReplicas ?? 0) !== ready)
    yield `${nameOf(stored)} says ${status?.replicas} pods, ${status?.readyReplicas ?? 0} ready, of ${active.length} and ${ready}`;
  if (status?.observedGeneration !== metadata.generation)
    yield `${nameOf(stored)} is at generation ${metadata.generation}, and observed is ${status?.observedGeneration}`;
}

function* judgeNode(stored: StoredObject): Iterable<string> {
  const { spec = {}, status = {} } = stored.object as Node;
  const ready = status.conditions?.find(({ type }) => type === 'Ready')?.status;
  if (ready !== 'True') yield `${nameOf(stored)} is not ready`;
  if ((spec.taints ?? []).length > 0) yield `${nameOf(stored)} is tainted: ${spec.taints?.map(({ key }) => key)}`;
  if (!spec.podCIDR) yield `${nameOf(stored)} has no block of pod addresses`;
}
