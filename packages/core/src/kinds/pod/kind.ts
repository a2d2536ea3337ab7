// Pod: containers that run together on one node and share its network address and volumes.
import type { Pod } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { podColumns } from './columns.ts';
import { applyPodDefaults } from './defaults.ts';
import { preparePodForCreate, preparePodForStatusUpdate } from './prepare.ts';
import { validatePod, validatePodCreate } from './validation/pod.ts';
import { validatePodUpdate } from './validation/pod-update.ts';
import { validatePodStatusUpdate } from './validation/status-update.ts';

export const pod = defineKind<Pod>({
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  countsGenerations: true,
  gracePeriodSeconds,
  applyDefaults: applyPodDefaults,
  statusHasNoDefaults: true,
  prepareForCreate: preparePodForCreate,
  prepareForStatusUpdate: preparePodForStatusUpdate,
  validate: validatePod,
  validateCreate: validatePodCreate,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  columns: podColumns,
});

/** Kubernetes' CheckGracefulDelete: what no node has taken up, or what has ended, has nothing to wait for. */
function gracePeriodSeconds({ spec, status }: Pod, wantedSeconds?: number): number {
  if (!spec?.nodeName || status?.phase === 'Failed' || status?.phase === 'Succeeded') return 0;
  const seconds = wantedSeconds ?? spec.terminationGracePeriodSeconds ?? 0;
  return seconds < 0 ? 1 : seconds;
}
