// Node: a machine pods run on. It registers itself, status and all, and reports through the status from then on.
import { FieldPath } from '../../resource/field-error.ts';
import type { Node, NodeStatus } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { roundedUpToMilli } from '../resource-list.ts';
import { dropZeros } from '../zero-values.ts';
import { nodeColumns } from './columns.ts';
import { validateDeclaredFeatures, validatePodCidrs, validateResources, validateSwap } from './validate.ts';
import { validateTaints } from './validate-taints.ts';
import { validateAddresses, validateSpecUpdate } from './validate-update.ts';

const statusPath = new FieldPath('status');

export const node = defineKind<Node>({
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  categories: [],
  namespaced: false,
  hasStatus: true,
  keepsStatusAtCreation: true,
  countsGenerations: false,
  applyDefaults(object) {
    object.spec ??= {};
    object.status ??= {};
    dropZeros(object.spec, ['unschedulable', 'podCIDR', 'providerID', 'externalID']);
    alignPodCidrs(object);
    defaultResources(object.status);
  },
  prepareForCreate: dropDynamicConfig,
  prepareForUpdate: dropDynamicConfig,
  prepareForStatusUpdate: dropDynamicConfig,
  validate: (object) => [
    ...validateTaints(object.spec?.taints),
    ...validateResources(statusPath, object.status),
    ...validateSwap(object.status?.nodeInfo?.swap),
    ...validateDeclaredFeatures(statusPath.child('declaredFeatures'), object.status?.declaredFeatures),
    ...validatePodCidrs(new FieldPath('spec.podCIDRs'), object.spec?.podCIDRs),
  ],
  validateUpdate: (object, old) => [...validateSpecUpdate(object, old)],
  validateStatusUpdate: (object) => [
    ...validateResources(statusPath, object.status),
    ...validateDeclaredFeatures(statusPath.child('declaredFeatures'), object.status?.declaredFeatures),
    ...validateAddresses(statusPath.child('addresses'), object.status?.addresses),
  ],
  columns: nodeColumns,
});

/** `podCIDR` is the first of `podCIDRs`; who writes only the old field, or changes it, means both. */
function alignPodCidrs({ spec = {} }: Node): void {
  if (spec.podCIDR && spec.podCIDR !== spec.podCIDRs?.[0]) spec.podCIDRs = [spec.podCIDR];
  else if (!spec.podCIDR && spec.podCIDRs?.[0]) spec.podCIDR = spec.podCIDRs[0];
}

/** What is not reserved can all be allocated. */
function defaultResources(status: NodeStatus): void {
  if (status.capacity) status.capacity = roundedUpToMilli(status.capacity);
  if (status.allocatable) status.allocatable = roundedUpToMilli(status.allocatable);
  else if (status.capacity) status.allocatable = { ...status.capacity };
}

/** Configuring kubelets through the API is gone from Kubernetes; its fields are not stored. */
function dropDynamicConfig({ spec, status }: Node): void {
  delete spec?.configSource;
  delete status?.config;
}
