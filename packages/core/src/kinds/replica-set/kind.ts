// ReplicaSet: so many pods of one template at any time.
import type { ReplicaSet, ReplicaSetSpec } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import { replicaColumns } from './columns.ts';
import { validateReplicaStatus } from './counts.ts';
import { validateReplicaSet, validateReplicaSetUpdate } from './validate.ts';

export const replicaSet = defineKind<ReplicaSet>({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector' },
  countsGenerations: true,
  applyDefaults,
  prepareForCreate(object) {
    object.status = { replicas: 0 };
  },
  validate: validateReplicaSet,
  validateUpdate: validateReplicaSetUpdate,
  validateStatusUpdate: validateReplicaStatus,
  columns: replicaColumns,
});

function applyDefaults(object: ReplicaSet): void {
  object.spec ??= {} as ReplicaSetSpec; // Validation reports the required fields that are missing.
  object.spec.replicas ??= 1;
  object.spec.template ??= {} as NonNullable<ReplicaSetSpec['template']>; // Its metadata may be left out.
  defaultPodTemplate(object.spec.template);
}
