// Questions about a pod's spec, answered as Kubernetes' defaults would have it: manifests of static pods come without them.
import type { Container, EphemeralContainer, ObjectMeta, Pod, PodSpec } from '@portolan/client';

export const sourceAnnotation = 'kubernetes.io/config.source';
export const hashAnnotation = 'kubernetes.io/config.hash';
export const seenAnnotation = 'kubernetes.io/config.seen';
export const mirrorAnnotation = 'kubernetes.io/config.mirror';

const emptySpec: PodSpec = { containers: [] };

export function specOf(pod: Pod): PodSpec {
  return pod.spec ?? emptySpec;
}

export function uidOf({ metadata }: { readonly metadata: ObjectMeta }): string {
  return metadata.uid ?? '';
}

/** `namespace/name`, which is also what static and mirror pod have in common. */
export function fullNameOf({ metadata }: { readonly metadata: ObjectMeta }): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name}`;
}

/** A pod in messages, as kubelet's format.Pod. */
export function podText({ metadata }: Pod): string {
  return `${metadata.name}_${metadata.namespace ?? 'default'}(${metadata.uid ?? ''})`;
}

export function isMirrorPod({ metadata }: Pod): boolean {
  return metadata.annotations?.[mirrorAnnotation] !== undefined;
}

export function isStaticPod({ metadata }: Pod): boolean {
  const source = metadata.annotations?.[sourceAnnotation];
  return source !== undefined && source !== 'api';
}

export function restartPolicyOf(pod: Pod): string {
  return specOf(pod).restartPolicy ?? 'Always';
}

export function gracePeriodSecondsOf(pod: Pod): number {
  return pod.metadata.deletionGracePeriodSeconds ?? specOf(pod).terminationGracePeriodSeconds ?? 30;
}

export function isSidecar(initContainer: Container): boolean {
  return initContainer.restartPolicy === 'Always';
}

export function isTerminalPhase(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

export function ephemeralContainersOf(pod: Pod): readonly Container[] {
  return (specOf(pod).ephemeralContainers ?? []).map(
    ({ targetContainerName: _, ...container }: EphemeralContainer) => container,
  );
}

export function allContainersOf(pod: Pod): readonly Container[] {
  const { initContainers = [], containers } = specOf(pod);
  return [...initContainers, ...containers, ...ephemeralContainersOf(pod)];
}

/** Where in the pod a container stands, for events: `spec.containers{web}`. */
export function fieldPathOf(pod: Pod, name: string): string | undefined {
  const { initContainers = [], containers, ephemeralContainers = [] } = specOf(pod);
  if (containers.some((each) => each.name === name)) return `spec.containers{${name}}`;
  if (initContainers.some((each) => each.name === name)) return `spec.initContainers{${name}}`;
  if (ephemeralContainers.some((each) => each.name === name)) return `spec.ephemeralContainers{${name}}`;
  return undefined;
}
