// Keeps the number of a replication controller's pods, by the steps of the replica set controller.
import type { ReplicationController } from '../../resource/generated/kubernetes.ts';
import { fromLabels } from '../../resource/label-selector.ts';
import { replicaController } from '../replica-set/reconcile.ts';

export const replicationControllerController = replicaController({
  name: 'replicationcontroller-controller',
  group: '',
  kind: 'ReplicationController',
  selectorOf: (object) => fromLabels((object as ReplicationController).spec?.selector ?? {}),
});
