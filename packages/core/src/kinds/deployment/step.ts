// One step of a deployment while it is planned: what is decided so far. Plans put their decisions in; nothing else reads
// the world.
import type { Deployment, ReplicaSet } from '../../resource/generated/kubernetes.ts';
import type { Conditions } from './conditions.ts';
import type { Generation } from './generation.ts';
import { sizeAnnotations } from './revisions.ts';

export interface StepEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly note: string;
}

export interface Step {
  readonly deployment: Deployment;
  readonly nowMs: number;
  /** Replica sets of other templates than the deployment's. */
  readonly old: readonly Generation[];
  /** The replica set of the deployment's template; absent until it is created. */
  current: Generation | undefined;
  /** The revision that the deployment is at. */
  revision: number;
  collisions: number;
  conditions: Conditions;
  readonly remove: ReplicaSet[];
  readonly events: StepEvent[];
}

export function allOf({ old, current }: Step): Generation[] {
  return current ? [...old, current] : [...old];
}

/** True when its size changes. */
export function resize({ deployment, events }: Step, generation: Generation, replicas: number): boolean {
  const before = generation.replicas;
  generation.replicas = replicas;
  generation.annotations = { ...generation.annotations, ...sizeAnnotations(deployment) };
  if (before === replicas) return false;
  const direction = before < replicas ? 'up' : 'down';
  const note = `Scaled ${direction} replica set ${generation.name} from ${before} to ${replicas}`;
  events.push({ type: 'Normal', reason: 'ScalingReplicaSet', note });
  return true;
}
