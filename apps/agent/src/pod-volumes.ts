// What the agent asks of the volumes of its pods.
import type { Pod } from '@portolan/client';
import type { Mount } from './runtime/runtime-service.ts';
import type { PodPlace } from './runtime-manager/pod-fields.ts';

export interface PodVolumes {
  /**
   * Makes the volumes ready and brings those that follow objects up to date; answers with the mounts of each container, by
   * its name. Throws with what is in the way: the pod waits.
   */
  prepare(pod: Pod, place: PodPlace): Promise<ReadonlyMap<string, readonly Mount[]>>;
  /** Gives back everything that the pod's volumes held. */
  remove(uid: string): Promise<void>;
}
