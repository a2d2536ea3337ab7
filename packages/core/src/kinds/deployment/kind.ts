// Deployment: pods of one template, replaced by those of the next without a gap.
import type { Deployment, DeploymentSpec } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import { templateColumns } from '../template-columns.ts';
import { validateDeployment, validateDeploymentStatusUpdate, validateDeploymentUpdate } from './validate.ts';

export const deployment = defineKind<Deployment>({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector' },
  countsGenerations: true,
  generationCountsAnnotations: true,
  statusCarriesAnnotations: true,
  applyDefaults,
  prepareForCreate(object) {
    object.status = {};
  },
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
  validateStatusUpdate: validateDeploymentStatusUpdate,
  columns: [
    nameColumn,
    {
      name: 'Ready',
      cell: ({ spec, status }: Deployment) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    },
    { name: 'Up-to-date', cell: ({ status }: Deployment) => String(status?.updatedReplicas ?? 0) },
    { name: 'Available', cell: ({ status }: Deployment) => String(status?.availableReplicas ?? 0) },
    ageColumn,
    ...templateColumns,
  ],
});

function applyDefaults(object: Deployment): void {
  object.spec ??= {} as DeploymentSpec; // Validation reports the required fields that are missing.
  const { spec } = object;
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  spec.strategy ??= {};
  spec.strategy.type ||= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
    spec.strategy.rollingUpdate.maxSurge ??= '25%';
  }
  spec.template ??= {} as DeploymentSpec['template']; // Its metadata may be left out.
  defaultPodTemplate(spec.template);
}
