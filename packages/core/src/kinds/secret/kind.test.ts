import { expect, it } from 'vitest';
import { created, creationErrors, type Sketch, updateErrors } from '../../../../../test/support/kind-check.ts';
import { secret } from './kind.ts';

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

it('is Opaque unless told', () => {
  expect(created(secret, {}).type).toBe('Opaque');
  expect(created(secret, { type: '' }).type).toBe('Opaque');
  expect(created(secret, { type: 'example.com/own' }).type).toBe('example.com/own');
});

it('takes text over bytes, and stores only bytes', () => {
  const object = created(secret, { data: { a: base64('old'), b: base64('kept') }, stringData: { a: 'né', c: '' } });
  expect(object.data).toEqual({ a: base64('né'), b: base64('kept'), c: '' });
  expect(object).not.toHaveProperty('stringData');
});

it('stores no empty data', () => {
  expect(created(secret, { stringData: {} })).not.toHaveProperty('data');
});

const notJson = 'Invalid value: "<secret contents redacted>": must be a JSON object';

it.each<[string, Sketch, string[]]>([
  ['Opaque secret without data', { type: 'Opaque' }, []],
  ['type of its own', { type: 'bootstrap.kubernetes.io/token', data: {} }, []],
  [
    'token of no account',
    { type: 'kubernetes.io/service-account-token' },
    ['metadata.annotations[kubernetes.io/service-account.name]: Required value'],
  ],
  [
    'token of an account',
    {
      type: 'kubernetes.io/service-account-token',
      metadata: { annotations: { 'kubernetes.io/service-account.name': 'default' } },
    },
    [],
  ],
  ['dockercfg without its key', { type: 'kubernetes.io/dockercfg' }, ['data[.dockercfg]: Required value']],
  ['dockercfg', { type: 'kubernetes.io/dockercfg', stringData: { '.dockercfg': '{}' } }, []],
  [
    'dockerconfigjson without its key',
    { type: 'kubernetes.io/dockerconfigjson', stringData: { a: '{}' } },
    ['data[.dockerconfigjson]: Required value'],
  ],
  [
    'dockerconfigjson that is cut off',
    { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '{"auths":' } },
    [`data[.dockerconfigjson]: ${notJson}`],
  ],
  [
    'dockerconfigjson that is a list',
    { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '[]' } },
    [`data[.dockerconfigjson]: ${notJson}`],
  ],
  [
    'basic-auth without either key',
    { type: 'kubernetes.io/basic-auth' },
    ['data[username]: Required value', 'data[password]: Required value'],
  ],
  ['basic-auth with an empty name', { type: 'kubernetes.io/basic-auth', stringData: { username: '' } }, []],
  [
    'ssh-auth with an empty key',
    { type: 'kubernetes.io/ssh-auth', stringData: { 'ssh-privatekey': '' } },
    ['data[ssh-privatekey]: Required value'],
  ],
  ['ssh-auth', { type: 'kubernetes.io/ssh-auth', stringData: { 'ssh-privatekey': 'k' } }, []],
  [
    'tls without either key',
    { type: 'kubernetes.io/tls' },
    ['data[tls.crt]: Required value', 'data[tls.key]: Required value'],
  ],
  ['tls with empty keys', { type: 'kubernetes.io/tls', stringData: { 'tls.crt': '', 'tls.key': '' } }, []],
  ['key that is a path', { data: { '..': '' } }, ['data[..]: Invalid value: "..": must not be \'..\'']],
  ['mebibyte', { stringData: { a: 'x'.repeat(1024 * 1024) } }, []],
  [
    'byte more than a mebibyte',
    { stringData: { a: 'x'.repeat(1024 * 1024 + 1) } },
    ['data: Too long: may not be more than 1048576 bytes'],
  ],
])('judges a %s as Kubernetes does', (_, sketch, errors) => {
  expect(creationErrors(secret, sketch)).toEqual(errors);
});

it('keeps its type', () => {
  expect(updateErrors(secret, { type: 'example.com/b' }, { type: 'example.com/a' })).toEqual([
    'type: Invalid value: "example.com/b": field is immutable',
  ]);
});

it('sealed, refuses other data however it is written', () => {
  const sealed = { immutable: true, stringData: { a: '1' } };
  expect(updateErrors(secret, { ...sealed, stringData: { a: '2' } }, sealed)).toEqual([
    'data: Forbidden: field is immutable when `immutable` is set',
  ]);
  expect(updateErrors(secret, { immutable: true, data: { a: base64('1') } }, sealed)).toEqual([]);
});
