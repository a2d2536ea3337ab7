// The default profile: which plug-ins run, in which order, and what their scores weigh. As Kubernetes' default-scheduler.
import type { Plugin } from './plugin.ts';
import { imageLocality } from './plugins/image-locality.ts';
import { nodeAffinity } from './plugins/node-affinity.ts';
import { nodeName } from './plugins/node-name.ts';
import { nodePorts } from './plugins/node-ports.ts';
import { nodeResourcesBalancedAllocation } from './plugins/node-resources-balanced-allocation.ts';
import { nodeResourcesFit } from './plugins/node-resources-fit.ts';
import { nodeUnschedulable } from './plugins/node-unschedulable.ts';
import { podTopologySpread } from './plugins/pod-topology-spread.ts';
import { taintToleration } from './plugins/taint-toleration.ts';

export interface ProfilePlugin {
  readonly plugin: Plugin;
  /** Of its score, where it gives one. */
  readonly weight: number;
}

export interface Profile {
  /** Pods choose it by `spec.schedulerName`. */
  readonly schedulerName: string;
  readonly plugins: readonly ProfilePlugin[];
}

export const defaultProfile: Profile = {
  schedulerName: 'default-scheduler',
  plugins: [
    { plugin: nodeUnschedulable, weight: 0 },
    { plugin: nodeName, weight: 0 },
    { plugin: taintToleration, weight: 3 },
    { plugin: nodeAffinity, weight: 2 },
    { plugin: nodePorts, weight: 0 },
    { plugin: nodeResourcesFit, weight: 1 },
    { plugin: podTopologySpread, weight: 2 },
    { plugin: nodeResourcesBalancedAllocation, weight: 1 },
    { plugin: imageLocality, weight: 1 },
  ],
};
