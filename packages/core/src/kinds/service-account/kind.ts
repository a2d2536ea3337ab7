// ServiceAccount: who a pod is to the API.
import type { ServiceAccount } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { ageColumn, nameColumn } from '../columns.ts';

export const serviceAccount = defineKind<ServiceAccount>({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  categories: [],
  namespaced: true,
  hasStatus: false,
  countsGenerations: false,
  applyDefaults() {},
  prepareForCreate: keepSecretNames,
  prepareForUpdate: keepSecretNames,
  validate: () => [],
  columns: [
    nameColumn,
    { name: 'Secrets', cell: ({ secrets }: ServiceAccount) => String(secrets?.length ?? 0) },
    ageColumn,
  ],
});

/** The secrets are in the account's own namespace and known by name alone. */
function keepSecretNames(object: ServiceAccount): void {
  if (object.secrets) object.secrets = object.secrets.map(({ name }) => (name === undefined ? {} : { name }));
}
