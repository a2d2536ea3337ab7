// Service: one address for the pods a selector finds.
import type { Service } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { carryOverAllocated, dropWhatTypeDoesNotNeed } from './allocated-fields.ts';
import { allocateForService, serviceClaims } from './allocation.ts';
import { alignClusterIps } from './cluster-ips.ts';
import { serviceColumns } from './columns.ts';
import { applyServiceDefaults } from './defaults.ts';
import { settleIpFamilies } from './ip-families.ts';
import { validateService } from './validate.ts';
import { validateLoadBalancerStatus } from './validate-status.ts';
import { validateServiceUpdate } from './validate-update.ts';

export const service = defineKind<Service>({
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  // Digits may lead since Kubernetes 1.36 (RelaxedServiceNameValidation).
  nameForm: 'dns1123Label',
  hasStatus: true,
  countsGenerations: false,
  applyDefaults: applyServiceDefaults,
  prepareForCreate({ spec = {} }) {
    alignClusterIps(spec);
    settleIpFamilies(spec);
  },
  prepareForUpdate({ spec = {} }, { spec: old = {} }) {
    carryOverAllocated(spec, old);
    alignClusterIps(spec, old);
    settleIpFamilies(spec, old);
    dropWhatTypeDoesNotNeed(spec, old);
  },
  allocate: allocateForService,
  claims: serviceClaims,
  validate: (object) => [...validateService(object)],
  validateUpdate: (object, old) => [...validateServiceUpdate(object.spec ?? {}, old.spec ?? {})],
  validateStatusUpdate: (object) => [...validateLoadBalancerStatus(object)],
  columns: serviceColumns,
});
