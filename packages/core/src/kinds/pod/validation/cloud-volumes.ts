// Sources of volumes that belong to one vendor or protocol each: what they cannot do without.
import { FieldPath, invalid, notSupported, required } from '../../../resource/field-error.ts';
import type {
  AzureDiskVolumeSource,
  FCVolumeSource,
  ISCSIVolumeSource,
} from '../../../resource/generated/kubernetes.ts';
import { inclusiveRangeError, isInRange } from '../../../resource/validation/names.ts';
import { checkDns1123Label, checkRequired, type Findings, invalidEach } from './field-rules.ts';
import type { SourceRules } from './source-rules.ts';

const maxPartition = 255;
const maxUnit = 255;

export const cloudVolumeSources = {
  *gcePersistentDisk(path, { pdName, partition }) {
    // Kubernetes names this path after a field that has another name now.
    const at = parentOf(path).child('persistentDisk');
    yield* checkRequired(at.child('pdName'), pdName);
    yield* checkPartition(at.child('partition'), partition);
  },
  *awsElasticBlockStore(path, { volumeID, partition }) {
    yield* checkRequired(path.child('volumeID'), volumeID);
    yield* checkPartition(path.child('partition'), partition);
  },
  iscsi: validateIscsi,
  *glusterfs(path, { endpoints, path: directory }) {
    yield* checkRequired(path.child('endpoints'), endpoints);
    yield* checkRequired(path.child('path'), directory);
  },
  *flocker(path, { datasetName, datasetUUID }) {
    if (!datasetName && !datasetUUID) yield required(path, 'one of datasetName and datasetUUID is required');
    if (datasetName && datasetUUID) {
      yield invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously');
    }
    if (datasetName?.includes('/')) yield invalid(path.child('datasetName'), datasetName, "must not contain '/'");
  },
  *rbd(path, { monitors, image }) {
    yield* checkRequired(path.child('monitors'), monitors);
    yield* checkRequired(path.child('image'), image);
  },
  *cinder(path, { volumeID, secretRef }) {
    yield* checkRequired(path.child('volumeID'), volumeID);
    if (secretRef) yield* checkRequired(path.child('secretRef', 'name'), secretRef.name);
  },
  cephfs: (path, { monitors }) => checkRequired(path.child('monitors'), monitors),
  *quobyte(path, { registry, tenant = '', volume }) {
    const pairs = 'must be a host:port pair or multiple pairs separated by commas';
    if (!registry) yield required(path.child('registry'), pairs);
    else if (tenant.length >= 65) {
      yield required(path.child('tenant'), 'must be a UUID and may not exceed a length of 64 characters');
    } else {
      const wrong = registry.split(',').filter((pair) => !/^(?:[^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(pair));
      for (const _ of wrong) yield invalid(path.child('registry'), registry, pairs);
    }
    yield* checkRequired(path.child('volume'), volume);
  },
  fc: validateFibreChannel,
  *flexVolume(path, { driver, options = {} }) {
    yield* checkRequired(path.child('driver'), driver);
    for (const option of Object.keys(options)) {
      const [namespace = ''] = option.split('/');
      if (!/\.(?:kubernetes|k8s)\.io$/.test(`.${namespace.toLowerCase()}`)) continue;
      const why = 'kubernetes.io and k8s.io namespaces are reserved';
      yield invalid(path.child('options').key(option), option, why);
    }
  },
  *azureFile(path, { secretName, shareName }) {
    yield* checkRequired(path.child('secretName'), secretName);
    yield* checkRequired(path.child('shareName'), shareName);
  },
  vsphereVolume: (path, { volumePath }) => checkRequired(path.child('volumePath'), volumePath),
  photonPersistentDisk: (path, { pdID }) => checkRequired(path.child('pdID'), pdID),
  portworxVolume: (path, { volumeID }) => checkRequired(path.child('volumeID'), volumeID),
  azureDisk: validateAzureDisk,
  *storageos(path, { volumeName, volumeNamespace, secretRef }) {
    if (!volumeName) yield required(path.child('volumeName'), '');
    else yield* checkDns1123Label(path.child('volumeName'), volumeName);
    if (volumeNamespace) yield* checkDns1123Label(path.child('volumeNamespace'), volumeNamespace);
    if (secretRef) yield* checkRequired(path.child('secretRef', 'name'), secretRef.name);
  },
  *scaleIO(path, { gateway, system, volumeName }) {
    yield* checkRequired(path.child('gateway'), gateway);
    yield* checkRequired(path.child('system'), system);
    yield* checkRequired(path.child('volumeName'), volumeName);
  },
} satisfies SourceRules;

function* checkPartition(path: FieldPath, partition = 0): Findings {
  if (partition < 0 || partition > maxPartition) yield invalid(path, partition, inclusiveRangeError(1, maxPartition));
}

const iqnForms: readonly (readonly [prefix: string, form: RegExp])[] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([0-9A-Za-z\-.]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[0-9A-Za-z]{16}$/],
  ['naa', /^naa.[0-9A-Za-z]{32}$/],
];

/** A node of an iSCSI network by one of its three kinds of names. */
function* checkIqn(path: FieldPath, name: string): Findings {
  const known = iqnForms.find(([prefix]) => name.startsWith(prefix));
  if (!known) yield invalid(path, name, 'must be valid format starting with iqn, eui, or naa');
  else if (!known[1].test(name)) yield invalid(path, name, 'must be valid format');
}

function* validateIscsi(path: FieldPath, source: ISCSIVolumeSource, { name }: { name: string }): Findings {
  const { targetPortal = '', iqn, lun = 0, initiatorName } = source;
  yield* checkRequired(path.child('targetPortal'), targetPortal);
  if (!iqn) yield required(path.child('iqn'), '');
  else yield* checkIqn(path.child('iqn'), iqn);
  yield* invalidEach(path.child('lun'), lun, isInRange(lun, 0, maxUnit));
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef)
    yield required(path.child('secretRef'), '');
  if (initiatorName === undefined) return;
  yield* checkIqn(path.child('initiatorname'), initiatorName);
  if (`${name}:${targetPortal}`.length <= 64) return;
  const limit =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  yield invalid(parentOf(path).child('name'), name, limit);
}

function* validateFibreChannel(path: FieldPath, { targetWWNs = [], wwids = [], lun }: FCVolumeSource): Findings {
  const at = path.child('targetWWNs');
  if (targetWWNs.length === 0 && wwids.length === 0) {
    yield required(at, 'must specify either targetWWNs or wwids, but not both');
  }
  if (targetWWNs.length === 0) return;
  if (wwids.length > 0) yield invalid(at, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously');
  if (lun === undefined) yield required(path.child('lun'), 'lun is required if targetWWNs is specified');
  else yield* invalidEach(path.child('lun'), lun, isInRange(lun, 0, maxUnit));
}

const cachingModes: readonly string[] = ['None', 'ReadOnly', 'ReadWrite'];
const diskKinds: readonly string[] = ['Dedicated', 'Managed', 'Shared'];
const managedDisk = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const blobDisk = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

function* validateAzureDisk(path: FieldPath, source: AzureDiskVolumeSource): Findings {
  const { diskName, diskURI = '', cachingMode, kind } = source;
  yield* checkRequired(path.child('diskName'), diskName);
  yield* checkRequired(path.child('diskURI'), diskURI);
  if (cachingMode !== undefined && !cachingModes.includes(cachingMode)) {
    yield notSupported(path.child('cachingMode'), cachingMode, cachingModes);
  }
  if (kind === undefined) return;
  if (!diskKinds.includes(kind)) yield notSupported(path.child('kind'), kind, diskKinds);
  const [start, form] = kind === 'Managed' ? ['/subscriptions/', managedDisk] : ['https://', blobDisk];
  if (!diskURI.startsWith(start)) yield notSupported(path.child('diskURI'), diskURI, [form]);
}

/** `spec.volumes[0]` of `spec.volumes[0].iscsi`. */
function parentOf(path: FieldPath): FieldPath {
  return new FieldPath(path.text.slice(0, path.text.lastIndexOf('.')));
}
