// Kubernetes' defaults of volumes, those that the schema table does not declare.
import type {
  DownwardAPIVolumeFile,
  ObjectFieldSelector,
  ProjectedVolumeSource,
  Volume,
} from '../../resource/generated/kubernetes.ts';
import { defaultPullPolicy } from './image-tag.ts';

/** rw-r--r-- */
const defaultFileMode = 0o644;
const defaultTokenSeconds = 3600;

/** Sources whose `readOnly: false` is the same as none; Kubernetes never shows it. */
const writableUnlessTold = [
  'awsElasticBlockStore',
  'azureFile',
  'cephfs',
  'cinder',
  'fc',
  'flexVolume',
  'gcePersistentDisk',
  'glusterfs',
  'iscsi',
  'nfs',
  'persistentVolumeClaim',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
] as const;

export function defaultVolume(volume: Volume): void {
  for (const type of writableUnlessTold) if (volume[type]?.readOnly === false) delete volume[type].readOnly;
  const isSourceless = Object.keys(volume).every((field) => field === 'name');
  if (isSourceless) volume.emptyDir = {};
  if (volume.image) volume.image.pullPolicy ||= defaultPullPolicy(volume.image.reference ?? '');
  if (volume.hostPath) volume.hostPath.type ??= '';
  if (volume.secret) volume.secret.defaultMode ??= defaultFileMode;
  if (volume.configMap) volume.configMap.defaultMode ??= defaultFileMode;
  if (volume.downwardAPI) {
    volume.downwardAPI.defaultMode ??= defaultFileMode;
    defaultFiles(volume.downwardAPI.items);
  }
  if (volume.projected) defaultProjected(volume.projected);
  const claim = volume.ephemeral?.volumeClaimTemplate;
  if (claim?.spec) claim.spec.volumeMode ??= 'Filesystem';
}

function defaultProjected(projected: ProjectedVolumeSource): void {
  projected.defaultMode ??= defaultFileMode;
  for (const source of projected.sources ?? []) {
    if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= defaultTokenSeconds;
    defaultFiles(source.downwardAPI?.items);
  }
}

function defaultFiles(files: readonly DownwardAPIVolumeFile[] | undefined): void {
  for (const { fieldRef } of files ?? []) if (fieldRef) defaultFieldRef(fieldRef);
}

export function defaultFieldRef(fieldRef: ObjectFieldSelector): void {
  fieldRef.apiVersion ||= 'v1';
}
