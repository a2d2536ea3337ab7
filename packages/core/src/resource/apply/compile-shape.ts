// Compiles the types of a schema table into shapes, each once.
import { type FieldSchema, type SchemaTable, type TypeSchema, typeSchema } from '../schema-table.ts';
import { anyShape, leafShape, type Shape, type StructShape, setShape } from './shape.ts';

/** The whole object, or the sub-resource of that name. */
export type WrittenPart = string | undefined;

interface Compiled {
  readonly types: Map<string, Shape>;
  readonly objects: Map<string, StructShape>;
}

const compiledTables = new WeakMap<SchemaTable, Compiled>();

/** The shape of a kind's objects. What a write of `part` never touches is not owned through it. */
export function objectShape(typeName: string, part: WrittenPart, table: SchemaTable): StructShape {
  let compiled = compiledTables.get(table);
  if (!compiled) {
    compiled = { types: new Map(), objects: new Map() };
    compiledTables.set(table, compiled);
  }
  const name = `${typeName}/${part ?? ''}`;
  let shape = compiled.objects.get(name);
  if (!shape) {
    shape = compileObject(typeName, part, { table, types: compiled.types });
    compiled.objects.set(name, shape);
  }
  return shape;
}

const objectMetaType = 'meta/v1.ObjectMeta';

/** Identity and bookkeeping of an object, which belong to the server. */
const unownedMetadata: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
]);

const nothing: ReadonlySet<string> = new Set();

interface Context {
  readonly table: SchemaTable;
  readonly types: Map<string, Shape>;
}

function compileObject(typeName: string, part: WrittenPart, context: Context): StructShape {
  const type = typeSchema(typeName, context.table);
  const fields = new Map<string, Shape>();
  for (const [name, field] of Object.entries(type.fields)) fields.set(name, compileField(field, context));
  const metadata = fields.get('metadata');
  if (metadata?.kind === 'struct' && isMetadata(type.fields.metadata)) {
    fields.set('metadata', { ...metadata, unowned: unownedMetadata });
  }
  const unowned = new Set(['apiVersion', 'kind']);
  // A write of the whole object leaves the status alone, a write of the status the specification.
  if (part === undefined) unowned.add('status');
  if (part === 'status') unowned.add('spec');
  return { kind: 'struct', fields, embedded: embeddedFields(typeName, type), unowned };
}

function isMetadata(field: FieldSchema | undefined): boolean {
  return field !== undefined && 'ref' in field && field.ref === objectMetaType;
}

function compileType(name: string, context: Context): Shape {
  const known = context.types.get(name);
  if (known) return known;
  const type = typeSchema(name, context.table);
  const fields = new Map<string, Shape>();
  const shape: Shape = type.atomic
    ? leafShape
    : { kind: 'struct', fields, embedded: embeddedFields(name, type), unowned: nothing };
  // Known before its fields are, because a type may contain itself.
  context.types.set(name, shape);
  if (type.atomic) return shape;
  for (const [field, schema] of Object.entries(type.fields)) fields.set(field, compileField(schema, context));
  return shape;
}

function compileField(field: FieldSchema, context: Context): Shape {
  if (field.atomic) return leafShape;
  if ('ref' in field) return compileType(field.ref, context);
  if ('map' in field) return { kind: 'map', values: compileField(field.map, context) };
  if ('t' in field) return field.t === 'any' ? anyShape : leafShape;
  if (field.listType === 'set') return setShape;
  if (field.listType !== 'map') return leafShape;
  const names = [...(field.keys ?? [])].sort();
  const keys = names.map((name) => ({ name, default: declaredDefault(field.list, name, context) }));
  return { kind: 'keyedList', keys, items: compileField(field.list, context) };
}

function declaredDefault(items: FieldSchema, key: string, { table }: Context): unknown {
  const json = 'ref' in items ? typeSchema(items.ref, table).fields[key]?.default : undefined;
  return json === undefined ? undefined : JSON.parse(json);
}

/** Objects that Kubernetes' types hold by value although they are not required. */
const heldByValue: Readonly<Record<string, readonly string[]>> = {
  'apps/v1.DaemonSetSpec': ['updateStrategy'],
  'apps/v1.DeploymentSpec': ['strategy'],
  'apps/v1.ReplicaSetSpec': ['template'],
  'apps/v1.StatefulSetSpec': ['updateStrategy'],
  'batch/v1.JobTemplateSpec': ['metadata', 'spec'],
  'networking.k8s.io/v1.IngressStatus': ['loadBalancer'],
  'v1.Container': ['resources'],
  'v1.EphemeralContainer': ['resources'],
  'v1.NodeDaemonEndpoints': ['kubeletEndpoint'],
  'v1.NodeStatus': ['daemonEndpoints', 'nodeInfo'],
  'v1.PersistentVolumeClaimSpec': ['resources'],
  'v1.PodTemplate': ['template'],
  'v1.PodTemplateSpec': ['metadata', 'spec'],
  'v1.ServiceStatus': ['loadBalancer'],
};

function embeddedFields(name: string, type: TypeSchema): ReadonlySet<string> {
  const required = Object.keys(type.fields).filter((field) => type.fields[field]?.required);
  return new Set([...required, ...(heldByValue[name] ?? []), ...(type.object ? ['metadata', 'spec', 'status'] : [])]);
}
