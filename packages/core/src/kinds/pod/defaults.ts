// Kubernetes' defaults of pods that templates do not get, so that a template stays as its author wrote it.
import type { Container, Pod, PodSpec } from '../../resource/generated/kubernetes.ts';
import { formatQuantity } from '../../resource/quantity.ts';
import { aggregateContainerLimits, aggregateContainerRequests } from './pod-resources.ts';
import { isHugePages, isOvercommitAllowed, isPodLevelResource } from './resource-names.ts';
import { defaultPodSpec } from './spec-defaults.ts';

/** Fills the defaults of a pod in place. Changes nothing when run twice. */
export function applyPodDefaults(pod: Pod): void {
  pod.spec ??= { containers: [] };
  const { spec } = pod;
  defaultPodSpec(spec);
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  for (const container of containers) requestLimits(container);
  limitHugePages(spec);
  requestAsPod(spec);
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork) for (const container of containers) exposePorts(container);
}

/** Who limits a resource and does not say how much is needed, needs it all. */
function requestLimits({ resources }: Container): void {
  for (const [name, amount] of Object.entries(resources?.limits ?? {})) {
    if (!resources || resources.requests?.[name] !== undefined) continue;
    resources.requests ??= {};
    resources.requests[name] = amount;
  }
}

/** A pod with resources of its own is limited to the huge pages its containers are limited to together. */
function limitHugePages(spec: PodSpec): void {
  const { resources } = spec;
  if (!resources || Object.keys({ ...resources.limits, ...resources.requests }).length === 0) return;
  for (const [name, amount] of aggregateContainerLimits(spec)) {
    if (!isHugePages(name) || resources.requests?.[name] !== undefined) continue;
    resources.limits ??= {};
    resources.limits[name] ??= formatQuantity(amount);
  }
}

/** A pod limited as a whole requests what its containers request together, or else all it is limited to. */
function requestAsPod(spec: PodSpec): void {
  const { resources } = spec;
  if (!resources?.limits || Object.keys(resources.limits).length === 0) return;
  const requests = { ...resources.requests };
  for (const [name, amount] of aggregateContainerRequests(spec)) {
    if (isPodLevelResource(name) && isOvercommitAllowed(name)) requests[name] ??= formatQuantity(amount);
  }
  for (const [name, amount] of Object.entries(resources.limits)) {
    if (isPodLevelResource(name)) requests[name] ??= amount;
  }
  if (Object.keys(requests).length > 0) resources.requests = requests;
}

/** In the host's network a container's port is the host's. */
function exposePorts({ ports }: Container): void {
  for (const port of ports ?? []) if (port.containerPort) port.hostPort ||= port.containerPort;
}
