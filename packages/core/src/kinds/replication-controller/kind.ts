// ReplicationController: the forerunner of ReplicaSet, whose selector is a plain map of labels.
import type { ReplicationController } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import { replicaColumns } from '../replica-set/columns.ts';
import { validateReplicaStatus } from '../replica-set/counts.ts';
import { validateReplicationController } from './validate.ts';

export const replicationController = defineKind<ReplicationController>({
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  singular: 'replicationcontroller',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector' },
  countsGenerations: true,
  applyDefaults,
  prepareForCreate(object) {
    object.status = { replicas: 0 };
  },
  validate: validateReplicationController,
  validateStatusUpdate: validateReplicaStatus,
  columns: replicaColumns,
});

/** What is not said is taken from the labels of the template: which pods are meant, and its own labels. */
function applyDefaults(object: ReplicationController): void {
  object.spec ??= {}; // Validation reports the required fields that are missing.
  const { spec, metadata } = object;
  spec.replicas ??= 1;
  if (!spec.template) return;
  defaultPodTemplate(spec.template);
  const { labels } = spec.template.metadata ?? {};
  if (!labels) return;
  if (isEmpty(spec.selector)) spec.selector = { ...labels };
  if (isEmpty(metadata.labels)) metadata.labels = { ...labels };
}

function isEmpty(labels: Readonly<Record<string, string>> | undefined): boolean {
  return Object.keys(labels ?? {}).length === 0;
}
