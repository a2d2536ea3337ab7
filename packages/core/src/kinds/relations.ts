// The relations of every kind that has some beside those that all kinds share.
import type { KindRelations } from '../graphql/relation.ts';
import { configMapRelations } from './config-map/graphql.ts';
import { deploymentRelations } from './deployment/graphql.ts';
import { endpointSliceRelations } from './endpoint-slice/graphql.ts';
import { endpointsRelations } from './endpoints/graphql.ts';
import { nodeRelations } from './node/graphql.ts';
import { podRelations } from './pod/graphql.ts';
import { replicaSetRelations } from './replica-set/graphql.ts';
import { replicationControllerRelations } from './replication-controller/graphql.ts';
import { secretRelations } from './secret/graphql.ts';
import { serviceRelations } from './service/graphql.ts';
import { serviceAccountRelations } from './service-account/graphql.ts';

export const kindRelations: readonly KindRelations[] = [
  configMapRelations,
  deploymentRelations,
  endpointSliceRelations,
  endpointsRelations,
  nodeRelations,
  podRelations,
  replicaSetRelations,
  replicationControllerRelations,
  secretRelations,
  serviceAccountRelations,
  serviceRelations,
];
