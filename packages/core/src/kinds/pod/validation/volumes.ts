// The pod's volumes: each has a name of its own and one source. Sources are checked in `volume-sources.ts` and
// `cloud-volumes.ts`.
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbidden,
  invalid,
  required,
} from '../../../resource/field-error.ts';
import type { ObjectMeta, Volume } from '../../../resource/generated/kubernetes.ts';
import { isDns1123Subdomain } from '../../../resource/validation/names.ts';
import { cloudVolumeSources } from './cloud-volumes.ts';
import { checkDns1123Label, type Findings } from './field-rules.ts';
import type { Volumes } from './mounts.ts';
import type { SourceRules, VolumeSourceName } from './source-rules.ts';
import { volumeSources } from './volume-sources.ts';

const rules: SourceRules = { ...volumeSources, ...cloudVolumeSources };

/** The order in which Kubernetes looks at the sources: of several, the first is the one that counts. */
const sourceOrder: readonly VolumeSourceName[] = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
];

export interface CheckedVolumes {
  readonly findings: readonly FieldError[];
  /** Only these can be mounted: a broken volume is reported where it is broken and where it is used. */
  readonly sound: Volumes;
}

/** `metadata` of a real pod; a template has none. */
export function checkVolumes(path: FieldPath, volumes: readonly Volume[] = [], metadata?: ObjectMeta): CheckedVolumes {
  const podName = metadata?.name;
  const createdClaims = new Set(
    volumes.filter(({ ephemeral }) => podName && ephemeral).map(({ name }) => `${podName}-${name}`),
  );
  const sound = new Map<string, Volume>();
  const findings: FieldError[] = [];
  for (const [position, volume] of volumes.entries()) {
    const at = path.index(position);
    const own = [...validateVolume(at, volume, podName)];
    if (sound.has(volume.name)) own.push(duplicate(at.child('name'), volume.name));
    if (own.length === 0) sound.set(volume.name, volume);
    findings.push(...own);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && createdClaims.has(claim)) {
      const why = 'must not reference a PVC that gets created for an ephemeral volume';
      findings.push(invalid(at.child('persistentVolumeClaim', 'claimName'), claim, why));
    }
  }
  return { findings, sound };
}

function* validateVolume(path: FieldPath, volume: Volume, podName: string | undefined): Findings {
  yield* validateSources(path, volume);
  if (volume.ephemeral && podName && volume.name) {
    const claim = `${podName}-${volume.name}`;
    for (const message of isDns1123Subdomain(claim)) {
      yield invalid(path.child('name'), volume.name, `PVC name "${claim}": ${message}`);
    }
  }
  if (!volume.name) yield required(path.child('name'), '');
  else yield* checkDns1123Label(path.child('name'), volume.name);
}

function* validateSources(path: FieldPath, volume: Volume): Findings {
  let found = false;
  for (const name of sourceOrder) {
    if (!volume[name]) continue;
    if (found) yield forbidden(path.child(name), 'may not specify more than 1 volume type');
    else yield* checkSource(path, volume, name);
    found = true;
  }
}

function checkSource<Source extends VolumeSourceName>(path: FieldPath, volume: Volume, name: Source): Findings {
  const source = volume[name];
  const rule = rules[name];
  return source && rule ? rule(path.child(name), source, volume) : noFindings();
}

function* noFindings(): Findings {}
