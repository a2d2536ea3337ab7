// The kinds a control plane serves: one folder each, one line each.
import { KindList } from '../resource/kind.ts';
import { configMap } from './config-map/kind.ts';
import { deployment } from './deployment/kind.ts';
import { endpointSlice } from './endpoint-slice/kind.ts';
import { endpoints } from './endpoints/kind.ts';
import { coreEvent } from './event/core-alias.ts';
import { event } from './event/kind.ts';
import { lease } from './lease/kind.ts';
import { namespace } from './namespace/kind.ts';
import { node } from './node/kind.ts';
import { pod } from './pod/kind.ts';
import { replicaSet } from './replica-set/kind.ts';
import { replicationController } from './replication-controller/kind.ts';
import { secret } from './secret/kind.ts';
import { service } from './service/kind.ts';
import { serviceAccount } from './service-account/kind.ts';

export const kinds = new KindList(
  [
    configMap,
    deployment,
    endpointSlice,
    endpoints,
    event,
    lease,
    namespace,
    node,
    pod,
    replicaSet,
    replicationController,
    secret,
    service,
    serviceAccount,
  ],
  [coreEvent],
);
