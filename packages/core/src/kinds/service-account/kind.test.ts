import { expect, it } from 'vitest';
import { created, creationErrors, updated } from '../../../../../test/support/kind-check.ts';
import { serviceAccount } from './kind.ts';

const secrets = [{ name: 'token', namespace: 'other', uid: '1', kind: 'Secret' }, { kind: 'Secret' }];

it('knows its secrets by name alone', () => {
  const object = created(serviceAccount, { secrets });
  expect(object.secrets).toEqual([{ name: 'token' }, {}]);
  expect(updated(serviceAccount, { secrets }, object).secrets).toEqual([{ name: 'token' }, {}]);
});

it('needs nothing but its name', () => {
  expect(creationErrors(serviceAccount, {})).toEqual([]);
});
