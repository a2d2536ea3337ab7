// The claim that is made for a pod's own (ephemeral) volume.
import { type FieldPath, forbidden, invalid, notSupported, required } from '../../../resource/field-error.ts';
import type {
  ObjectMeta,
  PersistentVolumeClaimSpec,
  PersistentVolumeClaimTemplate,
  TypedLocalObjectReference,
  TypedObjectReference,
} from '../../../resource/generated/kubernetes.ts';
import { parseQuantity } from '../../../resource/quantity.ts';
import { validateLabelSelector } from '../../../resource/validation/label-selector.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../../resource/validation/names.ts';
import { validateAnnotations, validateLabels } from '../../../resource/validation/object-meta.ts';
import { type Findings, invalidEach } from './field-rules.ts';

const accessModes: readonly string[] = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const volumeModes: readonly string[] = ['Block', 'Filesystem'];
const templateMetadata: readonly string[] = ['annotations', 'labels'];

export function* validateClaimTemplate(path: FieldPath, template: PersistentVolumeClaimTemplate): Findings {
  const metadata: Partial<ObjectMeta> = template.metadata ?? {};
  const at = path.child('metadata');
  yield* validateAnnotations(metadata.annotations, at.child('annotations'));
  yield* validateLabels(metadata.labels, at.child('labels'));
  for (const field of Object.keys(metadata)) {
    if (!templateMetadata.includes(field)) yield forbidden(at.child(field), 'cannot be set');
  }
  yield* validateClaimSpec(path.child('spec'), template.spec ?? {});
}

function* validateClaimSpec(path: FieldPath, spec: PersistentVolumeClaimSpec): Findings {
  const { accessModes: modes = [], selector, storageClassName, volumeMode, volumeAttributesClassName } = spec;
  const modesPath = path.child('accessModes');
  if (modes.length === 0) yield required(modesPath, 'at least 1 access mode is required');
  if (selector) yield* validateLabelSelector(selector, path.child('selector'));
  for (const mode of modes) if (!accessModes.includes(mode)) yield notSupported(modesPath, mode, accessModes);
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode));
  if (others && modes.includes('ReadWriteOncePod')) {
    yield forbidden(modesPath, 'may not use ReadWriteOncePod with other access modes');
  }
  yield* validateStorage(path.child('resources').key('storage'), spec.resources?.requests?.storage);
  yield* checkClassName(path.child('storageClassName'), storageClassName);
  if (volumeMode !== undefined && !volumeModes.includes(volumeMode)) {
    yield notSupported(path.child('volumeMode'), volumeMode, volumeModes);
  }
  yield* validateDataSources(path, spec);
  yield* checkClassName(path.child('volumeAttributesClassName'), volumeAttributesClassName);
}

function* validateStorage(path: FieldPath, amount: string | undefined): Findings {
  if (amount === undefined) yield required(path, '');
  else if (parseQuantity(amount).nano <= 0n) yield invalid(path, amount, 'must be greater than zero');
}

function* checkClassName(path: FieldPath, name: string | undefined): Findings {
  if (name) yield* invalidEach(path, name, isDns1123Subdomain(name));
}

function* validateDataSources(path: FieldPath, { dataSource, dataSourceRef }: PersistentVolumeClaimSpec): Findings {
  if (dataSource) yield* validateDataSource(path.child('dataSource'), dataSource);
  if (dataSourceRef) yield* validateDataSource(path.child('dataSourceRef'), dataSourceRef);
  const namespace = dataSourceRef?.namespace;
  if (namespace) yield* invalidEach(path.child('dataSourceRef', 'namespace'), namespace, isDns1123Label(namespace));
  if (!dataSource || !dataSourceRef) return;
  const shown = path.child('dataSource').text;
  if (namespace) yield invalid(path, shown, 'may not be specified when dataSourceRef.namespace is specified');
  else if (!isSameSource(dataSource, dataSourceRef)) yield invalid(path, shown, 'must match dataSourceRef');
}

type DataSource = TypedLocalObjectReference | TypedObjectReference;

function isSameSource(a: DataSource, b: DataSource): boolean {
  return a.apiGroup === b.apiGroup && a.kind === b.kind && a.name === b.name;
}

function* validateDataSource(path: FieldPath, { apiGroup, kind = '', name }: DataSource): Findings {
  if (!name) yield required(path.child('name'), '');
  if (kind === '') yield required(path.child('kind'), '');
  if (!apiGroup && kind !== 'PersistentVolumeClaim') {
    yield invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  }
  if (apiGroup) yield* invalidEach(path.child('apiGroup'), apiGroup, isDns1123Subdomain(apiGroup));
}
