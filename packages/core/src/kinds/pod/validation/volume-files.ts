// Files that volumes are filled with: keys of ConfigMaps and Secrets, and what a pod knows of itself.
import { type FieldPath, invalid, required } from '../../../resource/field-error.ts';
import type { DownwardAPIVolumeFile, KeyToPath } from '../../../resource/generated/kubernetes.ts';
import { validateFieldRef, validateResourceFieldRef } from './env.ts';
import { checkFileMode, checkRequired, checkVolumePath, type Findings } from './field-rules.ts';

const filePaths: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

export function* validateItems(path: FieldPath, items: readonly KeyToPath[] = []): Findings {
  for (const [position, item] of items.entries()) yield* validateItem(path.index(position), item);
}

export function* validateItem(path: FieldPath, { key, path: file = '', mode }: KeyToPath): Findings {
  yield* checkRequired(path.child('key'), key);
  yield* checkRequired(path.child('path'), file);
  yield* checkVolumePath(path.child('path'), file);
  yield* checkFileMode(path.child('mode'), mode);
}

/** Kubernetes reports a file's faults at the volume, without the file's position. */
export function* validateFile(path: FieldPath, file: DownwardAPIVolumeFile): Findings {
  const { path: filePath = '', fieldRef, resourceFieldRef, mode } = file;
  yield* checkRequired(path.child('path'), filePath);
  yield* checkVolumePath(path.child('path'), filePath);
  if (fieldRef) {
    yield* validateFieldRef(path.child('fieldRef'), fieldRef, filePaths);
    if (resourceFieldRef) {
      yield invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
    }
  } else if (resourceFieldRef) {
    yield* validateResourceFieldRef(path.child('resourceFieldRef'), resourceFieldRef, { needsContainer: true });
  } else {
    yield required(path, 'one of fieldRef and resourceFieldRef is required');
  }
  yield* checkFileMode(path.child('mode'), mode);
}
