// From what a step plans for a replica set to the write that does it.
import type { Operation } from '../../registry/operation.ts';
import { deepEqual } from '../../resource/equality.ts';
import type { Deployment, ReplicaSet } from '../../resource/generated/kubernetes.ts';
import { controllerReference } from '../claim.ts';
import { type Generation, generationOf } from './generation.ts';
import { templateHashLabel } from './template-hash.ts';

export function replicaSetCreation(deployment: Deployment, generation: Generation): Operation[] {
  const { spec, metadata } = deployment;
  const { name, hash, annotations, replicas, minReadySeconds } = generation;
  if (!spec || hash === undefined) return [];
  const label = { [templateHashLabel]: hash };
  const labels = { ...spec.template.metadata?.labels, ...label };
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: metadata.namespace,
      labels,
      annotations,
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds > 0 && { minReadySeconds }),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, ...label } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
  return [{ verb: 'create', manifest }];
}

/** Refused unless the replica set is still the one that was read. Nothing where nothing changes. */
export function replicaSetPatch(next: Generation, stored: ReplicaSet): Operation[] {
  const old = generationOf(stored);
  const { replicas, minReadySeconds, annotations } = next;
  const isSame = replicas === old.replicas && minReadySeconds === old.minReadySeconds;
  if (isSame && deepEqual(annotations, old.annotations)) return [];
  const { name, namespace = '', uid, resourceVersion } = stored.metadata;
  const patch = {
    metadata: { uid, resourceVersion, annotations },
    spec: { replicas, ...(minReadySeconds !== old.minReadySeconds && { minReadySeconds }) },
  };
  return [{ verb: 'patch', ref: { kind: 'ReplicaSet.apps', namespace, name }, patchType: 'merge', patch }];
}
