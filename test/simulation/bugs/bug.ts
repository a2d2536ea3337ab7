// A mistake that the product could make, planted through a wrapper around the part that would make it.
import type { Registry } from '@portolan/core/registry/registry.ts';
import type { ControllerDefinition } from '@portolan/core/runtime/controller.ts';
import type { Profile } from '@portolan/core/scheduler/profile.ts';
import type { HollowRuntime } from '../../../apps/agent/src/hollow/hollow-runtime.ts';
import type { LinkMistake } from '../cluster/link.ts';

export interface Bug {
  readonly name: string;
  /** The invariant that tells it, among others perhaps. */
  readonly tells: string;
  readonly link?: LinkMistake;
  /** Wraps the registry of a process. */
  registry?(registry: Registry): Registry;
  /** Wraps one controller; undefined for those that are left alone. */
  controller?(definition: ControllerDefinition): ControllerDefinition | undefined;
  profile?(registry: Registry): Profile;
  /** Wraps what one life of an agent sees of its node's runtime. */
  runtime?(runtime: HollowRuntime): HollowRuntime;
}
