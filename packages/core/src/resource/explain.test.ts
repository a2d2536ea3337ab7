import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { type ExplainedField, explain } from './explain.ts';
import { schemaTable } from './schema-table.ts';

function typesOf(fields: readonly ExplainedField[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, type }) => [name, type]));
}

describe('explaining', () => {
  it('a kind tells its group, version and fields in alphabetical order', () => {
    const deployment = explain('apps/v1.Deployment');
    expect(deployment).toMatchObject({ group: 'apps', version: 'v1', kind: 'Deployment', type: '<Deployment>' });
    expect(typesOf(deployment.fields)).toEqual({
      apiVersion: '<string>',
      kind: '<string>',
      metadata: '<ObjectMeta>',
      spec: '<DeploymentSpec>',
      status: '<DeploymentStatus>',
    });
    expect(deployment.fields.map(({ name }) => name)).toEqual(['apiVersion', 'kind', 'metadata', 'spec', 'status']);
    expect(explain('v1.Pod').group).toBe('');
  });

  it('a field passes through lists and maps', () => {
    const image = explain('v1.Pod', 'spec.containers.image');
    expect(image).toMatchObject({ kind: 'Pod', name: 'image', type: '<string>', required: false, fields: [] });
    const containers = explain('v1.Pod', 'spec.containers');
    expect(containers).toMatchObject({ name: 'containers', type: '<[]Container>', required: true });
    expect(containers.fields.find(({ name }) => name === 'imagePullPolicy')).toEqual({
      name: 'imagePullPolicy',
      type: '<string>',
      required: false,
      enum: ['Always', 'IfNotPresent', 'Never'],
      fields: [],
    });
  });

  it('types are written as kubectl writes them', () => {
    const type = (typeName: string, path: string) => explain(typeName, path).type;
    expect(type('v1.Pod', 'metadata.labels')).toBe('<map[string]string>');
    expect(type('v1.Pod', 'metadata.creationTimestamp')).toBe('<Time>');
    expect(type('v1.Pod', 'spec.priority')).toBe('<integer>');
    expect(type('v1.Pod', 'spec.containers.args')).toBe('<[]string>');
    expect(type('v1.Pod', 'spec.containers.resources.limits')).toBe('<map[string]Quantity>');
    expect(type('v1.Service', 'spec.ports.targetPort')).toBe('<IntOrString>');
    expect(type('v1.Secret', 'data')).toBe('<map[string]string>');
    expect(type('apps/v1.ControllerRevision', 'data')).toBe('<Object>');
  });

  it('all the way down stops where a type contains itself', () => {
    const names = (fields: readonly ExplainedField[]): string[] =>
      fields.flatMap((field) => [field.name, ...names(field.fields)]);
    expect(names(explain('v1.Pod', '', { recursive: true }).fields)).toContain('containerPort');
    const schema = explain('apiextensions.k8s.io/v1.JSONSchemaProps', '', { recursive: true });
    expect(schema.fields.find(({ name }) => name === 'properties')?.fields).toEqual([]);
  });

  it.each(['foo', 'spec.foo', 'metadata.name.foo', 'constructor', 'spec..containers'])('%s is no field', (path) => {
    expect(() => explain('v1.Pod', path)).toThrow(ApiError);
    expect(() => explain('v1.Pod', path)).toThrow(/^field ".*" does not exist$/);
  });

  it('works for every type of the table', () => {
    for (const typeName of Object.keys(schemaTable.types)) {
      expect(explain(typeName).kind).toBe(typeName.slice(typeName.lastIndexOf('.') + 1));
    }
  });
});
