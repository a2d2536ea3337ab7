import { describe, expect, it } from 'vitest';
import { isReason } from '../resource/api-error.ts';
import type { KindDefinition } from '../resource/kind.ts';
import { deepFreeze } from '../resource/object.ts';
import { schemaTable } from '../resource/schema-table.ts';
import { InputManifests, shortManifest } from './manifest.ts';

const manifests = new InputManifests(schemaTable);
const crdType = 'apiextensions.k8s.io/v1.CustomResourceDefinition';
const crd = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
} as KindDefinition;

describe('a typed input', () => {
  it("gets its fields' own names back, at any depth, and its kind", () => {
    const properties = { 'x-y': { $ref: 'stays' } };
    const openAPIV3Schema = {
      _ref: 'a',
      x_kubernetes_int_or_string: true,
      properties,
      allOf: [{ x_kubernetes_map_type: 'atomic', not: { _schema: 'b' } }],
    };
    const input = {
      metadata: { name: 'things' },
      spec: { group: 'g', versions: [{ name: 'v1', schema: { openAPIV3Schema } }] },
    };
    expect(manifests.manifest(crd, crdType, input)).toEqual({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things' },
      spec: {
        group: 'g',
        versions: [
          {
            name: 'v1',
            schema: {
              openAPIV3Schema: {
                $ref: 'a',
                'x-kubernetes-int-or-string': true,
                properties,
                allOf: [{ 'x-kubernetes-map-type': 'atomic', not: { $schema: 'b' } }],
              },
            },
          },
        ],
      },
    });
  });

  it('is refused when it says that it is something else', () => {
    const attempt = () => manifests.manifest(crd, crdType, { apiVersion: 'v1', kind: 'CustomResourceDefinition' });
    expect(attempt).toThrow(
      'the apiVersion of the input is "v1": this writes customresourcedefinitions.apiextensions.k8s.io',
    );
    try {
      attempt();
    } catch (error) {
      expect(isReason(error, 'BadRequest')).toBe(true);
    }
  });
});

describe('a short manifest', () => {
  it('is the object itself where there are no managed fields, and one value per object otherwise', () => {
    const plain = deepFreeze({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' } });
    expect(shortManifest(plain)).toBe(plain);
    const managed = deepFreeze({ ...plain, metadata: { name: 'a', managedFields: [{ manager: 'm' }] } });
    expect(shortManifest(managed)).toEqual(plain);
    expect(shortManifest(managed)).toBe(shortManifest(managed));
  });
});
