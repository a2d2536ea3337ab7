// Gives each pod the priority of its class. The classes are the two that every cluster has.
import type { Pod, PodSpec } from '../../resource/generated/kubernetes.ts';
import { type AdmissionInput, type AdmissionPlugin, refused } from './plugin.ts';

const classValues: ReadonlyMap<string, number> = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]);
const defaultPriority = 0;
const defaultPreemption = 'PreemptLowerPriority';

export const priority: AdmissionPlugin = {
  name: 'Priority',
  admit(input) {
    if (input.key.kind !== 'Pod' || input.subresource !== undefined) return;
    const { spec } = input.object as Pod;
    if (!spec) return;
    if (input.verb === 'create') return prioritize(input, spec);
    if (input.verb === 'update') keepPriority(spec, (input.old as Pod | undefined)?.spec);
  },
};

function prioritize(input: AdmissionInput, spec: PodSpec): void {
  const computed = priorityOf(input, spec.priorityClassName);
  const computedBy = 'priority admission controller computed';
  const fromClass = 'from the given PriorityClass name';
  if (spec.priority !== undefined && spec.priority !== computed) {
    const given = `the integer value of priority (${spec.priority}) must not be provided in pod spec`;
    throw refused(input, `${given}; ${computedBy} ${computed} ${fromClass}`);
  }
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== defaultPreemption) {
    const given = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec`;
    throw refused(input, `${given}; ${computedBy} ${defaultPreemption} ${fromClass}`);
  }
  spec.priority = computed;
  spec.preemptionPolicy = defaultPreemption;
}

function priorityOf(input: AdmissionInput, className: string | undefined): number {
  if (!className) return defaultPriority;
  const value = classValues.get(className);
  if (value === undefined) throw refused(input, `no PriorityClass with name ${className} was found`);
  return value;
}

/** Who writes a pod without the priority it was given means no change of it. */
function keepPriority(spec: PodSpec, old: PodSpec | undefined): void {
  if (spec.priority === undefined && old?.priority !== undefined) spec.priority = old.priority;
  if (spec.preemptionPolicy === undefined && old?.preemptionPolicy) spec.preemptionPolicy = old.preemptionPolicy;
}
