import { describe, expect, it } from 'vitest';
import { FieldPath, fieldErrorText } from '../field-error.ts';
import type { ObjectMeta, OwnerReference } from '../generated/kubernetes.ts';
import { isDns1123Label, isQualifiedName } from './names.ts';
import {
  type ObjectMetaRules,
  validateFieldManager,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './object-meta.ts';

const path = new FieldPath('metadata');
const namespacedRules: ObjectMetaRules = { namespaced: true, nameForm: 'dns1123Subdomain' };

function errorsOf(meta: Partial<ObjectMeta>, rules: ObjectMetaRules = namespacedRules): string[] {
  return validateObjectMeta({ name: 'web', namespace: 'default', ...meta }, rules, path).map(fieldErrorText);
}

function owner(fields: Partial<OwnerReference>): OwnerReference {
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', ...fields };
}

describe('metadata', () => {
  it('of an ordinary object is valid', () => {
    const annotations = { 'Example.COM/Note': 'any text\nat all', constructor: '' };
    expect(
      errorsOf({
        generateName: 'web-',
        labels: { app: 'web', 'example.com/tier': '' },
        annotations,
        finalizers: ['foregroundDeletion', 'kubernetes', 'example.com/guard'],
        ownerReferences: [owner({ controller: true }), owner({ name: 'other', controller: false })],
        managedFields: [{ manager: 'kubectl edit', operation: 'Update', fieldsType: 'FieldsV1' }],
      }),
    ).toEqual([]);
  });

  it('needs a name in the form of its kind', () => {
    expect(errorsOf({ name: '' })).toEqual(['metadata.name: Required value: name or generateName is required']);
    const rules: ObjectMetaRules = { namespaced: true, nameForm: 'dns1123Label' };
    expect(errorsOf({ name: 'a.b' }, rules)).toEqual(['metadata.name: Invalid value: "a.b": must not contain dots']);
    expect(errorsOf({ name: 'a.b' })).toEqual([]);
    expect(errorsOf({ name: '9a' }, { ...rules, nameForm: 'dns1035Label' })).toHaveLength(1);
    expect(errorsOf({ name: 'system:x' }, { ...rules, nameForm: 'pathSegment' })).toEqual([]);
  });

  it('may prefix generated names with a dash at the end', () => {
    expect(errorsOf({ generateName: 'web-' })).toEqual([]);
    expect(errorsOf({ generateName: 'Web-' })).toHaveLength(1);
    expect(errorsOf({ generateName: '-' })).toHaveLength(1);
  });

  it('has a namespace exactly when its kind has', () => {
    expect(errorsOf({ namespace: '' })).toEqual(['metadata.namespace: Required value']);
    expect(errorsOf({ namespace: 'A' })).toEqual(
      isDns1123Label('A').map((message) => `metadata.namespace: Invalid value: "A": ${message}`),
    );
    expect(errorsOf({}, { namespaced: false, nameForm: 'dns1123Subdomain' })).toEqual([
      'metadata.namespace: Forbidden: not allowed on this type',
    ]);
  });

  it('checks keys and values of labels', () => {
    const labels = { 'a/b/c': 'ok', ok: 'not ok' };
    const [key = '', value = '', ...rest] = errorsOf({ labels });
    expect(key).toBe(`metadata.labels: Invalid value: "a/b/c": ${isQualifiedName('a/b/c')[0]}`);
    expect(value).toMatch(/^metadata\.labels: Invalid value: "not ok": a valid label must be an empty string/);
    expect(rest).toEqual([]);
  });

  it('limits all annotations together', () => {
    const half = 'x'.repeat(128 * 1024 - 1);
    expect(errorsOf({ annotations: { a: half, b: half } })).toEqual([]);
    const [error] = errorsOf({ annotations: { a: half, b: `${half}x` } });
    expect(error).toMatch(/^metadata\.annotations: Too long: .*262144 bytes/);
  });

  it('has one controller among its owners', () => {
    const two = [owner({ controller: true }), owner({ name: 'b' }), owner({ name: 'c', controller: true })];
    const [error, ...rest] = errorsOf({ ownerReferences: two });
    expect(error).toContain(
      'Only one reference can have Controller set to true. Found "true" in references for ReplicaSet/web and ReplicaSet/c',
    );
    expect(rest).toEqual([]);
    const three = [...two, owner({ name: 'd', controller: true })];
    expect(errorsOf({ ownerReferences: three })[1]).toContain('in references for ReplicaSet/web and ReplicaSet/d');
  });

  it('names its owners completely', () => {
    expect(errorsOf({ ownerReferences: [{} as OwnerReference] })).toEqual([
      'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
      'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
      'metadata.ownerReferences.name: Invalid value: "": must not be empty',
      'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
    ]);
    expect(errorsOf({ ownerReferences: [owner({ apiVersion: 'a/b/c' })] })).toHaveLength(1);
    const [error] = errorsOf({ ownerReferences: [owner({ apiVersion: 'v1', kind: 'Event' })] });
    expect(error).toMatch(/\/v1, Kind=Event is disallowed from being an owner$/);
  });

  it('has finalizers with a domain, except the standard ones', () => {
    expect(errorsOf({ finalizers: ['example.com/x', 'mine'] })).toEqual([
      'metadata.finalizers[1]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ]);
    expect(errorsOf({ finalizers: ['orphan', 'foregroundDeletion'] })).toEqual([
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    ]);
  });

  it('has sound managed fields', () => {
    const managedFields = [
      { manager: 'a', operation: 'Apply' },
      { manager: 'a\u0007', operation: 'Touch', fieldsType: 'V2' },
    ];
    expect(errorsOf({ managedFields })).toEqual([
      'metadata.managedFields[1].operation: Invalid value: "Touch": must be `Apply` or `Update`',
      'metadata.managedFields[1].fieldsType: Invalid value: "V2": must be `FieldsV1`',
      'metadata.managedFields[1].manager: Invalid value: "a\\u0007": invalid character U+0007 (at position 1)',
    ]);
  });
});

it('counts bytes of field managers', () => {
  const manager = new FieldPath('fieldManager');
  expect(validateFieldManager('ä'.repeat(64), manager)).toEqual([]);
  expect(validateFieldManager('ä'.repeat(65), manager)).toHaveLength(1);
  expect(validateFieldManager('ä\n', manager).map((error) => error.message)).toEqual([
    'Invalid value: "ä\\n": invalid character U+000A (at position 2)',
  ]);
});

describe('an update of metadata', () => {
  const old: ObjectMeta = {
    name: 'web',
    namespace: 'default',
    uid: 'u',
    creationTimestamp: '2026-01-01T00:00:00Z',
    generation: 2,
    finalizers: ['example.com/a'],
  };
  const updateErrors = (next: Partial<ObjectMeta>, from: ObjectMeta = old): string[] =>
    validateObjectMetaUpdate({ ...old, ...next }, from, path).map(fieldErrorText);

  it('may change labels, annotations, owners and finalizers', () => {
    expect(updateErrors({ labels: { a: 'b' }, finalizers: ['example.com/b'], generation: 3 })).toEqual([]);
  });

  it('may not change what identifies the object', () => {
    const next = { name: 'b', namespace: 'b', uid: 'b', creationTimestamp: '2026-01-01T00:00:01Z' };
    expect(updateErrors({ ...next, deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0 })).toEqual(
      [
        'metadata.name: Invalid value: "b": field is immutable',
        'metadata.namespace: Invalid value: "b": field is immutable',
        'metadata.uid: Invalid value: "b": field is immutable',
        'metadata.creationTimestamp: Invalid value: "2026-01-01T00:00:01Z": field is immutable',
        'metadata.deletionTimestamp: Invalid value: "2026-01-01T00:00:00Z": field is immutable',
        'metadata.deletionGracePeriodSeconds: Invalid value: 0: field is immutable',
      ],
    );
  });

  it('may not count generations down', () => {
    expect(updateErrors({ generation: 1 })).toEqual(['metadata.generation: Invalid value: 1: must not be decremented']);
  });

  it('may not add finalizers to an object that is being deleted', () => {
    const deleting = { ...old, deletionTimestamp: '2026-01-01T00:00:00Z' };
    const next = { deletionTimestamp: '2026-01-01T00:00:00Z' };
    expect(updateErrors({ ...next, finalizers: [] }, deleting)).toEqual([]);
    expect(updateErrors({ ...next, finalizers: ['example.com/a', 'z.io/z', 'b.io/b'] }, deleting)).toEqual([
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, ' +
        'found new finalizers []string{"b.io/b", "z.io/z"}',
    ]);
  });
});
