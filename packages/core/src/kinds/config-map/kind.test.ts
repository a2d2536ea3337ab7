import { expect, it } from 'vitest';
import { created, creationErrors, type Sketch, updateErrors } from '../../../../../test/support/kind-check.ts';
import { configMap } from './kind.ts';

const keyForm =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const mebibyte = 1024 * 1024;

it.each<[string, Sketch, string[]]>([
  ['nothing', {}, []],
  ['text and bytes', { data: { a: '1' }, binaryData: { b: 'AA==' } }, []],
  ['a key with a slash', { data: { 'a/b': '' } }, [`data[a/b]: Invalid value: "a/b": ${keyForm}`]],
  [
    'a key that is a path upwards',
    { binaryData: { '..': '' } },
    ['binaryData[..]: Invalid value: "..": must not be \'..\''],
  ],
  [
    'a key that is hidden upwards',
    { data: { '..a': '' } },
    ['data[..a]: Invalid value: "..a": must not start with \'..\''],
  ],
  [
    'one key as text and as bytes',
    { data: { a: '1' }, binaryData: { a: 'AA==' } },
    ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
  ],
  ['exactly a mebibyte', { data: { a: 'x'.repeat(mebibyte - 3) }, binaryData: { b: 'AAAA' } }, []],
  [
    'more than a mebibyte',
    { data: { a: 'x'.repeat(mebibyte - 2) }, binaryData: { b: 'AAAA' } },
    ['[]: Too long: may not be more than 1048576 bytes'],
  ],
  [
    'bytes, not characters, beyond a mebibyte',
    { data: { a: 'é'.repeat(mebibyte / 2 + 1) } },
    ['[]: Too long: may not be more than 1048576 bytes'],
  ],
])('holds %s or says why not', (_, sketch, errors) => {
  expect(creationErrors(configMap, sketch)).toEqual(errors);
});

const sealed = { immutable: true, data: { a: '1' }, binaryData: { b: 'AA==' } };
const unchangeable = 'Forbidden: field is immutable when `immutable` is set';

it.each<[string, Sketch, string[]]>([
  ['stays the same', sealed, []],
  ['gets a label', { ...sealed, metadata: { labels: { a: 'b' } } }, []],
  ['is unsealed', { ...sealed, immutable: false }, [`immutable: ${unchangeable}`]],
  [
    'is rewritten without the seal',
    { data: sealed.data, binaryData: sealed.binaryData },
    [`immutable: ${unchangeable}`],
  ],
  ['gets other text', { ...sealed, data: { a: '2' } }, [`data: ${unchangeable}`]],
  ['loses its bytes', { ...sealed, binaryData: {} }, [`binaryData: ${unchangeable}`]],
])('is refused changes once it is sealed, as when it %s', (_, next, errors) => {
  expect(updateErrors(configMap, next, sealed)).toEqual(errors);
});

it('can be sealed and changed in one update', () => {
  expect(updateErrors(configMap, sealed, { data: { a: '0' } })).toEqual([]);
});

it('counts its keys in the table', () => {
  const object = created(configMap, sealed);
  expect(configMap.columns.find(({ name }) => name === 'Data')?.cell(object, 0)).toBe('2');
});
