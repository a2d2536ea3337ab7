import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  validateSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { kinds } from '../kinds/kinds.ts';
import { type KindDefinition, KindList } from '../resource/kind.ts';
import { parseApiVersion } from '../resource/object.ts';
import { schemaTable } from '../resource/schema-table.ts';
import { buildSchema } from './schema.ts';

/** Every kind of the table, served or not, with nothing of its own but its name. */
const everyKind = Object.entries(schemaTable.kinds).map(([name, { namespaced }]): KindDefinition => {
  const slash = name.lastIndexOf('/');
  const kind = name.slice(slash + 1);
  return {
    ...parseApiVersion(name.slice(0, slash)),
    kind,
    plural: `${kind.toLowerCase()}s`,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced,
    hasStatus: true,
    countsGenerations: true,
    applyDefaults: () => undefined,
    validate: () => [],
    columns: [],
  };
});

function undescribed(schema: GraphQLSchema): string[] {
  const missing: string[] = [];
  const look = (place: string, { description }: { readonly description?: string | null | undefined }) => {
    if (!description) missing.push(place);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    look(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field);
      if ('args' in field) for (const arg of field.args) look(`${type.name}.${field.name}(${arg.name})`, arg);
    }
  }
  return missing;
}

describe.each([
  ['the served kinds', kinds],
  ['every kind of the table', new KindList(everyKind)],
])('the schema of %s', (_, list) => {
  const schema = buildSchema(list);
  const fieldsOf = (name: string) => {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} is no object type`);
    return type.getFields();
  };

  it('is a sound GraphQL schema', () => {
    expect(validateSchema(schema)).toEqual([]);
  });

  it('describes every type, field, argument and value', () => {
    expect(undescribed(schema)).toEqual([]);
  });

  it('reads the fields of objects as plain properties, without a resolver', () => {
    for (const [type, field] of [
      ['Pod', 'metadata'],
      ['Pod', 'spec'],
      ['Pod', 'apiVersion'],
      ['PodSpec', 'nodeName'],
      ['Container', 'env'],
      ['ObjectMeta', 'labels'],
      ['WatchFrame', 'events'],
      ['PodWatchEvent', 'object'],
    ] as const) {
      expect(fieldsOf(type)[field]?.resolve, `${type}.${field}`).toBeUndefined();
    }
  });

  it('has every verb of every kind', () => {
    const [query, mutation, subscription] = ['Query', 'Mutation', 'Subscription'].map(fieldsOf);
    for (const name of ['pod', 'pods', 'object', 'objects', 'table', 'kinds', 'explain'])
      expect(query).toHaveProperty(name);
    for (const name of ['createPod', 'updatePod', 'updatePodStatus', 'patchPod', 'deletePod', 'deletePods']) {
      expect(mutation).toHaveProperty(name);
    }
    expect(subscription).toHaveProperty('watch');
    expect(subscription).toHaveProperty('podChanges');
  });
});

describe('the schema of kinds with unusual names', () => {
  const schema = buildSchema(new KindList(everyKind));
  const sdlOf = (type: string, field: string) => {
    const found = schema.getType(type);
    if (!isObjectType(found)) throw new Error(`${type} is no object type`);
    return String(found.getFields()[field]?.type);
  };

  it('gives fields whose names GraphQL does not allow others', () => {
    expect(sdlOf('JSONSchemaProps', '_ref')).toBe('String');
    expect(sdlOf('JSONSchemaProps', 'x_kubernetes_int_or_string')).toBe('Boolean');
  });

  it('tells a kind embedded in another from the kind itself, which has an id', () => {
    expect(sdlOf('StatefulSetSpec', 'volumeClaimTemplates')).toBe('[EmbeddedPersistentVolumeClaim!]');
  });

  it("keeps GraphQL's own names from types that have them in Kubernetes", () => {
    expect(sdlOf('MutatingAdmissionPolicySpec', 'mutations')).toBe('[AdmissionregistrationV1Mutation!]');
  });

  it('keeps kinds of one name in two groups or versions apart', () => {
    expect(sdlOf('Query', 'event')).toBe('Event');
    expect(sdlOf('Query', 'coreV1Event')).toBe('CoreV1Event');
    expect(sdlOf('Query', 'horizontalPodAutoscaler')).toBe('HorizontalPodAutoscaler');
    expect(sdlOf('Query', 'autoscalingV1HorizontalPodAutoscaler')).toBe('AutoscalingV1HorizontalPodAutoscaler');
  });
});
