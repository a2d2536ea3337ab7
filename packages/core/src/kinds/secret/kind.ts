// Secret: what must not be shown, by key. Its type says which keys must be there.
import { FieldPath, invalid, tooLong } from '../../resource/field-error.ts';
import type { Secret } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { isConfigMapKey } from '../../resource/validation/names.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { byteLengthOfBase64, maxDataBytes, validateImmutableData } from '../immutable-data.ts';
import { type Findings, invalidEach } from '../pod/validation/field-rules.ts';
import { validateRequiredKeys } from './required-keys.ts';

export const secret = defineKind<Secret>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  shortNames: [],
  categories: [],
  namespaced: true,
  hasStatus: false,
  countsGenerations: false,
  applyDefaults(object) {
    object.type ||= 'Opaque';
    foldStringData(object);
  },
  validate: (object) => [...validateData(object), ...validateRequiredKeys(object)],
  validateUpdate: (object, old) => [
    ...(object.type === old.type ? [] : [invalid(new FieldPath('type'), object.type, 'field is immutable')]),
    ...validateImmutableData(object, old, ['data']),
  ],
  columns: [
    nameColumn,
    { name: 'Type', cell: ({ type }: Secret) => type ?? '' },
    { name: 'Data', cell: ({ data }: Secret) => String(Object.keys(data ?? {}).length) },
    ageColumn,
  ],
});

/** `stringData` is a way of writing: it wins over `data` and is never stored. */
function foldStringData(object: Secret): void {
  const { stringData } = object;
  if (!stringData) return;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  if (encoded.length > 0) object.data = { ...object.data, ...Object.fromEntries(encoded) };
  delete object.stringData;
}

function* validateData({ data = {} }: Secret): Findings {
  const path = new FieldPath('data');
  let size = 0;
  for (const [key, base64] of Object.entries(data)) {
    yield* invalidEach(path.key(key), key, isConfigMapKey(key));
    size += byteLengthOfBase64(base64);
  }
  if (size > maxDataBytes) yield tooLong(path, maxDataBytes);
}
