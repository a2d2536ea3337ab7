// Sources of volumes that the cluster itself provides, and those that name a claim, a CSI driver or an image.
import { type FieldPath, forbidden, invalid, notSupported, required } from '../../../resource/field-error.ts';
import type {
  ConfigMapVolumeSource,
  CSIVolumeSource,
  HostPathVolumeSource,
  SecretVolumeSource,
} from '../../../resource/generated/kubernetes.ts';
import { parseQuantity } from '../../../resource/quantity.ts';
import { isDns1123Subdomain } from '../../../resource/validation/names.ts';
import { validateClaimTemplate } from './claim-template.ts';
import {
  checkDescendingPath,
  checkDriverName,
  checkFileMode,
  checkNoBacksteps,
  checkRequired,
  type Findings,
  invalidEach,
} from './field-rules.ts';
import { validateProjected } from './projected.ts';
import { validatePullPolicy } from './pull-policy.ts';
import type { SourceRules } from './source-rules.ts';
import { validateFile, validateItems } from './volume-files.ts';

const hostPathTypes: readonly string[] = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

export const volumeSources = {
  *emptyDir(path, { sizeLimit }) {
    if (sizeLimit === undefined || parseQuantity(sizeLimit).nano >= 0n) return;
    yield forbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity');
  },
  hostPath: validateHostPath,
  *gitRepo(path, { repository, directory = '' }) {
    yield* checkRequired(path.child('repository'), repository);
    yield* checkDescendingPath(path.child('directory'), directory);
  },
  secret: validateSecret,
  configMap: validateConfigMap,
  *nfs(path, { server, path: directory }) {
    yield* checkRequired(path.child('server'), server);
    yield* checkRequired(path.child('path'), directory);
    if (!directory?.startsWith('/')) yield invalid(path.child('path'), directory ?? '', 'must be an absolute path');
  },
  persistentVolumeClaim: (path, { claimName }) => checkRequired(path.child('claimName'), claimName),
  *downwardAPI(path, { defaultMode, items = [] }) {
    yield* checkFileMode(path.child('defaultMode'), defaultMode);
    for (const file of items) yield* validateFile(path, file);
  },
  projected: validateProjected,
  csi: validateCsi,
  *ephemeral(path, { volumeClaimTemplate }) {
    const at = path.child('volumeClaimTemplate');
    if (!volumeClaimTemplate) yield required(at, '');
    else yield* validateClaimTemplate(at, volumeClaimTemplate);
  },
  *image(path, { reference, pullPolicy }) {
    yield* checkRequired(path.child('reference'), reference);
    yield* validatePullPolicy(path.child('pullPolicy'), pullPolicy);
  },
} satisfies SourceRules;

function* validateHostPath(path: FieldPath, { path: hostPath, type }: HostPathVolumeSource): Findings {
  if (!hostPath) return yield required(path.child('path'), '');
  yield* checkNoBacksteps(path.child('path'), hostPath);
  if (type !== undefined && !hostPathTypes.includes(type)) yield notSupported(path.child('type'), type, hostPathTypes);
}

function* validateSecret(path: FieldPath, { secretName, defaultMode, items }: SecretVolumeSource): Findings {
  yield* checkRequired(path.child('secretName'), secretName);
  yield* checkFileMode(path.child('defaultMode'), defaultMode);
  yield* validateItems(path.child('items'), items);
}

function* validateConfigMap(path: FieldPath, { name, defaultMode, items }: ConfigMapVolumeSource): Findings {
  yield* checkRequired(path.child('name'), name);
  yield* checkFileMode(path.child('defaultMode'), defaultMode);
  yield* validateItems(path.child('items'), items);
}

function* validateCsi(path: FieldPath, { driver = '', nodePublishSecretRef }: CSIVolumeSource): Findings {
  yield* checkDriverName(path.child('driver'), driver);
  if (!nodePublishSecretRef) return;
  const { name } = nodePublishSecretRef;
  if (!name) yield required(path.child('nodePublishSecretRef', 'name'), '');
  else yield* invalidEach(path.child('name'), name, isDns1123Subdomain(name));
}
