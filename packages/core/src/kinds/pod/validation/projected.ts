// Projected volumes: files of several sources in one directory, no two at one path.
import { type FieldPath, forbidden, invalid, notSupported, required } from '../../../resource/field-error.ts';
import type {
  ClusterTrustBundleProjection,
  KeyToPath,
  PodCertificateProjection,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '../../../resource/generated/kubernetes.ts';
import { validateLabelSelector } from '../../../resource/validation/label-selector.ts';
import { checkFileMode, checkRequired, checkVolumePath, type Findings, isRepeated } from './field-rules.ts';
import { checkSignerName, isKubernetesSigner, trustBundleNameErrors } from './signer-name.ts';
import { validateFile, validateItem } from './volume-files.ts';

const minTokenSeconds = 600;
const maxTokenSeconds = 2 ** 32;
const keyTypes: readonly string[] = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];
const minCertificateSeconds = 3600;
const maxCertificateSeconds = 91 * 24 * 3600;
const maxKubernetesCertificateSeconds = 24 * 3600;

/** What the sources of one volume share. */
interface Projection {
  /** The volume's path, where Kubernetes reports files that collide. */
  readonly volumePath: FieldPath;
  readonly files: Set<string>;
}

export function* validateProjected(path: FieldPath, { defaultMode, sources = [] }: ProjectedVolumeSource): Findings {
  yield* checkFileMode(path.child('defaultMode'), defaultMode);
  const projection: Projection = { volumePath: path, files: new Set() };
  for (const [position, source] of sources.entries()) {
    const at = path.child('sources').index(position);
    yield* validateSource(at, source, projection);
    if (Object.values(source).filter(Boolean).length > 1) {
      yield forbidden(at, 'may not specify more than 1 volume type per source');
    }
  }
}

function* validateSource(path: FieldPath, source: VolumeProjection, projection: Projection): Findings {
  const { secret, configMap, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = source;
  if (secret) yield* validateKeys(path.child('secret'), secret, projection);
  if (configMap) yield* validateKeys(path.child('configMap'), configMap, projection);
  for (const file of downwardAPI?.items ?? []) {
    yield* validateFile(path.child('downwardAPI'), file);
    if (file.path) yield* checkCollision(projection, file.path, file.path);
  }
  if (serviceAccountToken) yield* validateToken(path.child('serviceAccountToken'), serviceAccountToken, projection);
  if (clusterTrustBundle) yield* validateTrustBundle(path.child('clusterTrustBundle'), clusterTrustBundle, projection);
  if (podCertificate) yield* validateCertificate(path.child('podCertificate'), podCertificate, projection);
}

/** `shown` is what the error names: the object for its keys, the path for all else. */
function* checkCollision({ volumePath, files }: Projection, file: string, shown: string): Findings {
  if (isRepeated(files, file)) yield invalid(volumePath, shown, 'conflicting duplicate paths');
}

function* validateKeys(
  path: FieldPath,
  { name = '', items = [] }: { name?: string; items?: readonly KeyToPath[] },
  projection: Projection,
): Findings {
  yield* checkRequired(path.child('name'), name);
  for (const [position, item] of items.entries()) {
    yield* validateItem(path.child('items').index(position), item);
    if (item.path) yield* checkCollision(projection, item.path, name);
  }
}

/** Kubernetes reports the token's path as the volume's. */
function* validateToken(path: FieldPath, token: ServiceAccountTokenProjection, { volumePath }: Projection): Findings {
  const at = path.child('expirationSeconds');
  const { expirationSeconds: seconds = 0, path: file } = token;
  if (seconds < minTokenSeconds) yield invalid(at, seconds, 'may not specify a duration less than 10 minutes');
  else if (seconds > maxTokenSeconds) yield invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds');
  if (!file) yield required(volumePath.child('path'), '');
  else yield* checkVolumePath(volumePath.child('path'), file);
}

function* validateTrustBundle(path: FieldPath, bundle: ClusterTrustBundleProjection, projection: Projection): Findings {
  const { name, signerName, labelSelector, path: file = '' } = bundle;
  if (name !== undefined && signerName !== undefined) {
    yield invalid(path, bundle, 'only one of name and signerName may be used');
  } else if (name !== undefined) {
    const at = path.child('name');
    if (name === '') yield required(at, 'must be a valid object name');
    for (const message of trustBundleNameErrors(name))
      yield invalid(at, name, `not a valid clustertrustbundlename: ${message}`);
    if (labelSelector) {
      yield invalid(path.child('labelSelector'), labelSelector, 'labelSelector must be unset if name is specified');
    }
  } else if (signerName !== undefined) {
    if (signerName === '') yield required(path.child('signerName'), 'must be a valid signer name');
    yield* checkSignerName(path.child('signerName'), signerName);
    if (labelSelector) yield* validateLabelSelector(labelSelector, path.child('labelSelector'));
  } else {
    yield required(path, 'either name or signerName must be specified');
  }
  yield* checkRequired(path.child('path'), file);
  yield* checkVolumePath(path.child('path'), file);
  yield* checkCollision(projection, file, file);
}

function* validateCertificate(
  path: FieldPath,
  certificate: PodCertificateProjection,
  projection: Projection,
): Findings {
  const { signerName = '', keyType = '', maxExpirationSeconds: seconds } = certificate;
  yield* checkSignerName(path.child('signerName'), signerName);
  if (!keyTypes.includes(keyType)) yield notSupported(path.child('keyType'), keyType, keyTypes);
  const limit = isKubernetesSigner(signerName) ? maxKubernetesCertificateSeconds : maxCertificateSeconds;
  const at = path.child('maxExpirationSeconds');
  if (seconds !== undefined && seconds < minCertificateSeconds) {
    yield invalid(at, seconds, `if provided, maxExpirationSeconds must be >= ${minCertificateSeconds}`);
  }
  if (seconds !== undefined && seconds > limit) {
    yield invalid(at, seconds, `if provided, maxExpirationSeconds must be <= ${limit}`);
  }
  let files = 0;
  for (const field of ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const) {
    const file = certificate[field];
    if (!file) continue;
    files += 1;
    yield* checkVolumePath(path.child(field), file);
    yield* checkCollision(projection, file, file);
  }
  if (files === 0) {
    yield required(path, 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath');
  }
}
