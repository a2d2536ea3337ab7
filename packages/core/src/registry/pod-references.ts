// The objects that a pod names and its node must be able to read, as Kubernetes' podutil visitors find them.
import type { Container, EphemeralContainer, PodSpec, Volume } from '../resource/generated/kubernetes.ts';
import type { AnyObject } from '../resource/object.ts';

export interface PodReferences {
  readonly secrets: ReadonlySet<string>;
  readonly configMaps: ReadonlySet<string>;
  readonly serviceAccounts: ReadonlySet<string>;
}

interface Found {
  secrets: Set<string>;
  configMaps: Set<string>;
  serviceAccounts: Set<string>;
}

function add(names: Set<string>, name: string | undefined): void {
  if (name) names.add(name);
}

function addContainer(found: Found, container: Container | EphemeralContainer): void {
  for (const from of container.envFrom ?? []) {
    add(found.secrets, from.secretRef?.name);
    add(found.configMaps, from.configMapRef?.name);
  }
  for (const { valueFrom } of container.env ?? []) {
    add(found.secrets, valueFrom?.secretKeyRef?.name);
    add(found.configMaps, valueFrom?.configMapKeyRef?.name);
  }
}

function addVolume(found: Found, volume: Volume): void {
  add(found.secrets, volume.secret?.secretName);
  add(found.configMaps, volume.configMap?.name);
  for (const source of volume.projected?.sources ?? []) {
    add(found.secrets, source.secret?.name);
    add(found.configMaps, source.configMap?.name);
  }
  const secretRefs = [
    volume.azureFile?.secretName,
    volume.cephfs?.secretRef?.name,
    volume.csi?.nodePublishSecretRef?.name,
    volume.flexVolume?.secretRef?.name,
    volume.iscsi?.secretRef?.name,
    volume.rbd?.secretRef?.name,
    volume.scaleIO?.secretRef?.name,
    volume.storageos?.secretRef?.name,
  ];
  for (const name of secretRefs) add(found.secrets, name);
}

/** Stored pods are frozen, so what was found once stays true. */
const known = new WeakMap<AnyObject, PodReferences>();

export function podReferences(pod: AnyObject): PodReferences {
  const before = known.get(pod);
  if (before) return before;
  const found: Found = { secrets: new Set(), configMaps: new Set(), serviceAccounts: new Set() };
  const spec = (pod.spec ?? {}) as Partial<PodSpec>;
  for (const each of spec.imagePullSecrets ?? []) add(found.secrets, each.name);
  for (const each of [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ]) {
    addContainer(found, each);
  }
  for (const volume of spec.volumes ?? []) addVolume(found, volume);
  add(found.serviceAccounts, spec.serviceAccountName);
  if (Object.isFrozen(pod)) known.set(pod, found);
  return found;
}
