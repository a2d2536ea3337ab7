// ConfigMap: settings by key, as text or as bytes, for pods to read.
import { type FieldError, FieldPath, invalid, tooLong } from '../../resource/field-error.ts';
import type { ConfigMap } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { isConfigMapKey } from '../../resource/validation/names.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { byteLengthOfBase64, maxDataBytes, validateImmutableData } from '../immutable-data.ts';
import { type Findings, invalidEach } from '../pod/validation/field-rules.ts';

const textPath = new FieldPath('data');
const bytesPath = new FieldPath('binaryData');
/** Kubernetes' way to write the path of the whole object. */
const objectPath = new FieldPath('[]');

export const configMap = defineKind<ConfigMap>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  categories: [],
  namespaced: true,
  hasStatus: false,
  countsGenerations: false,
  applyDefaults() {},
  validate: (object) => [...validateKeys(object), ...validateSize(object)],
  validateUpdate: (object, old) => [...validateImmutableData(object, old, ['data', 'binaryData'])],
  columns: [nameColumn, { name: 'Data', cell: (object: ConfigMap) => String(keyCount(object)) }, ageColumn],
});

function keyCount({ data = {}, binaryData = {} }: ConfigMap): number {
  return Object.keys(data).length + Object.keys(binaryData).length;
}

function* validateKeys({ data = {}, binaryData = {} }: ConfigMap): Findings {
  for (const key of Object.keys(data)) {
    yield* invalidEach(textPath.key(key), key, isConfigMapKey(key));
    if (Object.hasOwn(binaryData, key)) {
      yield invalid(textPath.key(key), key, 'duplicate of key present in binaryData');
    }
  }
  for (const key of Object.keys(binaryData)) {
    yield* invalidEach(bytesPath.key(key), key, isConfigMapKey(key));
  }
}

function validateSize({ data = {}, binaryData = {} }: ConfigMap): FieldError[] {
  let size = 0;
  for (const text of Object.values(data)) size += Buffer.byteLength(text);
  for (const base64 of Object.values(binaryData)) size += byteLengthOfBase64(base64);
  return size > maxDataBytes ? [tooLong(objectPath, maxDataBytes)] : [];
}
