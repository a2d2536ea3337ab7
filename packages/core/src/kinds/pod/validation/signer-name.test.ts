import { expect, it } from 'vitest';
import { FieldPath, fieldErrorText } from '../../../resource/field-error.ts';
import { checkSignerName, isKubernetesSigner, trustBundleNameErrors } from './signer-name.ts';

function errorsOf(name: string): string[] {
  return [...checkSignerName(new FieldPath('s'), name)].map(fieldErrorText);
}

it.each<[string, string[]]>([
  ['example.com/ca', []],
  ['kubernetes.io/kube-apiserver-client', []],
  ['', ['s: Required value']],
  ['ca', ['fully qualified domain']],
  ['a.b/c/d', ['fully qualified domain']],
  ['localhost/ca', ['should be a domain with at least two segments separated by dots']],
  ['A.b/ca', ['validating label "A":']],
  ['a.b/C', ['validating label "C":']],
  [`${'a.'.repeat(127)}a/ca`, ['Too long: may not be more than 253 bytes']],
  [`a.b/${'c.'.repeat(300)}c`, ['Too long: may not be more than 571 bytes']],
])('checks the signer %s', (name, parts) => {
  const errors = errorsOf(name);
  expect(errors).toHaveLength(parts.length);
  parts.forEach((part, position) => {
    expect(errors[position]).toContain(part);
  });
});

it('knows the signers of Kubernetes', () => {
  expect(['kubernetes.io/a', 'x.kubernetes.io/a'].every(isKubernetesSigner)).toBe(true);
  expect(isKubernetesSigner('notkubernetes.io/a')).toBe(false);
});

it('lets bundles be named after their signers', () => {
  expect(trustBundleNameErrors('example.com:ca:main')).toEqual([]);
  expect(trustBundleNameErrors('main')).toEqual([]);
  expect(trustBundleNameErrors('example.com:ca:')).toHaveLength(1);
});
