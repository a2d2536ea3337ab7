// Defaults that the schema table itself declares. Most defaulting is a kind's own; this runs before it.
import { innermostField } from './field-path.ts';
import { isJsonObject } from './json-value.ts';
import { type FieldSchema, type SchemaTable, schemaTable, typeSchema } from './schema-table.ts';

/** Fills in place what the table declares as default where a field is absent. Absent parents stay absent. */
export function applyDeclaredDefaults(
  typeName: string,
  value: object,
  { table = schemaTable }: { readonly table?: SchemaTable } = {},
): void {
  defaulterOf(typeName, table)?.(value);
}

type Defaulter = (value: unknown) => void;
/** One field of an object. */
type Step = (object: Record<string, unknown>) => void;

/** Per type its defaulter; `undefined` for a type that declares no default at any depth. */
const defaulters = new WeakMap<SchemaTable, Map<string, Defaulter | undefined>>();

function defaulterOf(typeName: string, table: SchemaTable): Defaulter | undefined {
  let known = defaulters.get(table);
  if (!known) {
    known = new Map();
    defaulters.set(table, known);
  }
  if (!known.has(typeName)) {
    // Set before its fields are compiled: types may contain themselves.
    const steps: Step[] = [];
    known.set(typeName, reachesDefault(typeName, table) ? runner(steps) : undefined);
    for (const [name, field] of Object.entries(typeSchema(typeName, table).fields)) {
      steps.push(...fieldSteps(typeName, name, field, table));
    }
  }
  return known.get(typeName);
}

function runner(steps: readonly Step[]): Defaulter {
  return (value) => {
    if (isJsonObject(value)) for (const step of steps) step(value);
  };
}

function reachesDefault(typeName: string, table: SchemaTable, seen = new Set<string>()): boolean {
  if (seen.has(typeName)) return false;
  seen.add(typeName);
  return Object.entries(typeSchema(typeName, table).fields).some(([name, field]) => {
    const ref = innermostField(field);
    return (
      declaredDefault(typeName, name, field) !== undefined || ('ref' in ref && reachesDefault(ref.ref, table, seen))
    );
  });
}

function fieldSteps(typeName: string, name: string, field: FieldSchema, table: SchemaTable): Step[] {
  const steps: Step[] = [];
  const text = declaredDefault(typeName, name, field);
  if (text !== undefined) {
    steps.push((object) => {
      if (!Object.hasOwn(object, name)) object[name] = JSON.parse(text);
    });
  }
  const below = valueDefaulter(field, table);
  if (below) {
    steps.push((object) => {
      if (Object.hasOwn(object, name)) below(object[name]);
    });
  }
  return steps;
}

function valueDefaulter(field: FieldSchema, table: SchemaTable): Defaulter | undefined {
  if ('ref' in field) return defaulterOf(field.ref, table);
  if ('list' in field) {
    const item = valueDefaulter(field.list, table);
    return item && ((value) => Array.isArray(value) && value.forEach(item));
  }
  if ('map' in field) {
    const entry = valueDefaulter(field.map, table);
    return entry && ((value) => isJsonObject(value) && Object.values(value).forEach(entry));
  }
  return undefined;
}

/** Go constants that declared defaults name. */
const goConstants: Readonly<Record<string, string>> = {
  'ref(AzureDataDiskCachingReadWrite)': '"ReadWrite"',
  'ref(AzureSharedBlobDisk)': '"Shared"',
};

/** Defaults that are Go's zero value of a field left out when it is that: they never reach the wire. */
const impliedDefaults: ReadonlySet<string> = new Set([
  'autoscaling/v1.ScaleSpec.replicas',
  'v1.ConfigMapEnvSource.name',
  'v1.ConfigMapKeySelector.name',
  'v1.ConfigMapProjection.name',
  'v1.ConfigMapVolumeSource.name',
  'v1.LocalObjectReference.name',
  'v1.ReplicationControllerSpec.minReadySeconds',
  'v1.SecretEnvSource.name',
  'v1.SecretKeySelector.name',
  'v1.SecretProjection.name',
]);

/** The default as JSON text. */
function declaredDefault(typeName: string, name: string, field: FieldSchema): string | undefined {
  if (field.default === undefined || impliedDefaults.has(`${typeName}.${name}`)) return undefined;
  return goConstants[field.default] ?? field.default;
}
