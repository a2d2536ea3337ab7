// Decoding: from any JSON value to a pruned, normalised copy that fits a type of a schema table. Each type is compiled
// once into a decoder; unknown fields and wrong types are collected with their paths. What comes out is ours to change.
import { type FieldError, FieldPath, typeInvalid } from './field-error.ts';
import { isJsonObject } from './json-value.ts';
import type { AnyObject } from './object.ts';
import { Refusal, scalarDecoders, scalarZeros, storableText, typeShown } from './scalars.ts';
import { type FieldSchema, type SchemaTable, schemaTable, type TypeSchema, typeSchema } from './schema-table.ts';

export interface DecodeStructureOptions {
  readonly table?: SchemaTable;
}

export interface DecodedStructure {
  /** Without unknown fields, nulls and whatever is named in `errors`. */
  readonly value: AnyObject;
  /** `spec.template.spec.containers[0].imagge`; at most `maxFindings`. */
  readonly unknownFields: readonly string[];
  /** Values of the wrong type; at most `maxFindings`. */
  readonly errors: readonly FieldError[];
}

/** Nesting deeper than this is refused; Kubernetes' own types nest 20 deep. */
const maxDepth = 512;
/** One manifest may be wrong in any number of places; this many are reported. */
const maxFindings = 100;

/** Throws when the table has no such type. The value may be anything; it is never changed. */
export function decodeStructure(
  typeName: string,
  value: unknown,
  { table = schemaTable }: DecodeStructureOptions = {},
): DecodedStructure {
  const walk = new Walk();
  const decoded = decoderOf(typeName, table)(value, walk, 0) ?? {};
  // Sound for kinds, which is what callers decode: `metadata` is checked by the registry.
  return { value: decoded as AnyObject, unknownFields: walk.unknownFields, errors: walk.errors };
}

/** Where the walk is and what it found. One is made per decoded value. */
class Walk {
  /** Field names, list positions and map keys from the root; whoever goes down writes at its own depth. */
  readonly segments: (string | number)[] = [];
  /** Whether the segment at a depth is a map key, which is shown in brackets. */
  readonly isMapKey: boolean[] = [];
  readonly unknownFields: string[] = [];
  readonly errors: FieldError[] = [];

  path(depth: number): FieldPath {
    let path = new FieldPath();
    for (let at = 0; at < depth; at += 1) {
      const segment = this.segments[at] ?? '';
      if (typeof segment === 'number') path = path.index(segment);
      else path = this.isMapKey[at] ? path.key(segment) : path.child(segment);
    }
    return path;
  }

  unknown(depth: number): void {
    if (this.unknownFields.length < maxFindings) this.unknownFields.push(this.path(depth).text);
  }

  /** Returns undefined, which leaves the field out. */
  refuse(depth: number, { detail, shown }: Refusal): undefined {
    if (this.errors.length < maxFindings) this.errors.push(typeInvalid(this.path(depth), shown, detail));
  }
}

/** Decodes a value at `depth` of the walk; undefined leaves it out. Values are never null or undefined. */
type Decoder = (value: unknown, walk: Walk, depth: number) => unknown;

const compiled = new WeakMap<SchemaTable, Map<string, Decoder>>();

function decoderOf(typeName: string, table: SchemaTable): Decoder {
  let decoders = compiled.get(table);
  if (!decoders) {
    decoders = new Map();
    compiled.set(table, decoders);
  }
  let decoder = decoders.get(typeName);
  if (!decoder) {
    const fields = new Map<string, Decoder>();
    decoder = structDecoder(fields);
    // Registered before its fields are compiled: types may contain themselves.
    decoders.set(typeName, decoder);
    compileFields(typeSchema(typeName, table), table, fields);
  }
  return decoder;
}

function compileFields(type: TypeSchema, table: SchemaTable, into: Map<string, Decoder>): void {
  if (type.object) {
    into.set('apiVersion', fieldDecoder({ t: 'string' }, table));
    into.set('kind', fieldDecoder({ t: 'string' }, table));
  }
  for (const [name, field] of Object.entries(type.fields)) into.set(name, fieldDecoder(field, table));
}

function fieldDecoder(field: FieldSchema, table: SchemaTable): Decoder {
  if ('ref' in field) {
    const { ref } = field;
    let decoder: Decoder | undefined;
    return (value, walk, depth) => {
      decoder ??= decoderOf(ref, table);
      return decoder(value, walk, depth);
    };
  }
  if ('list' in field) return listDecoder(fieldDecoder(field.list, table), zeroOf(field.list));
  if ('map' in field) return mapDecoder(fieldDecoder(field.map, table));
  if (field.t === 'any') return decodeAny;
  const decodeScalar = scalarDecoders[field.t];
  return (value, walk, depth) => {
    const decoded = decodeScalar(value);
    return decoded instanceof Refusal ? walk.refuse(depth, decoded) : decoded;
  };
}

function refuseType(value: unknown, expected: string, walk: Walk, depth: number): undefined {
  return walk.refuse(depth, new Refusal(`must be ${expected}`, typeShown(value)));
}

function isTooDeep(walk: Walk, depth: number, value: unknown): boolean {
  if (depth < maxDepth) return false;
  walk.refuse(depth, new Refusal(`must not be nested deeper than ${maxDepth} levels`, typeShown(value)));
  return true;
}

function structDecoder(fields: ReadonlyMap<string, Decoder>): Decoder {
  return (value, walk, depth) => {
    if (!isJsonObject(value)) return refuseType(value, 'an object', walk, depth);
    if (isTooDeep(walk, depth, value)) return undefined;
    const result: Record<string, unknown> = {};
    walk.isMapKey[depth] = false;
    for (const name of Object.keys(value)) {
      const field = value[name];
      if (field === undefined) continue;
      walk.segments[depth] = name;
      const decode = fields.get(name);
      if (!decode) walk.unknown(depth + 1);
      else if (field !== null) {
        const decoded = decode(field, walk, depth + 1);
        if (decoded !== undefined) result[name] = decoded;
      }
    }
    return result;
  };
}

/** A fresh value for a null in a list of such items, or undefined where a null is refused. */
function zeroOf(item: FieldSchema): () => unknown {
  if ('ref' in item || 'map' in item) return () => ({});
  if ('list' in item) return () => [];
  const zero = item.t === 'any' ? null : scalarZeros[item.t];
  return () => zero;
}

function listDecoder(decode: Decoder, zero: () => unknown): Decoder {
  return (value, walk, depth) => {
    if (!Array.isArray(value)) return refuseType(value, 'an array', walk, depth);
    if (isTooDeep(walk, depth, value)) return undefined;
    const result: unknown[] = [];
    for (let index = 0; index < value.length; index += 1) {
      const item: unknown = value[index];
      walk.segments[depth] = index;
      const decoded = item === null || item === undefined ? zero() : decode(item, walk, depth + 1);
      if (decoded !== undefined) result.push(decoded);
      else if (item === null || item === undefined) refuseType(item, 'a value', walk, depth + 1);
    }
    return result;
  };
}

/** Assigning to `__proto__` would change the prototype; no other key is special. */
const prototypeKey = '__proto__';

function mapDecoder(decode: Decoder): Decoder {
  return (value, walk, depth) => {
    if (!isJsonObject(value)) return refuseType(value, 'an object', walk, depth);
    if (isTooDeep(walk, depth, value)) return undefined;
    const result: Record<string, unknown> = {};
    walk.isMapKey[depth] = true;
    for (const name of Object.keys(value)) {
      const entry = value[name];
      if (entry === null || entry === undefined) continue;
      walk.segments[depth] = name;
      const key = decodeMapKey(name, walk, depth + 1);
      if (key === undefined) continue;
      const decoded = decode(entry, walk, depth + 1);
      if (decoded !== undefined) result[key] = decoded;
    }
    return result;
  };
}

function decodeMapKey(name: string, walk: Walk, depth: number): string | undefined {
  const key = storableText(name);
  if (key instanceof Refusal) return walk.refuse(depth, key);
  if (key !== prototypeKey) return key;
  walk.unknown(depth);
  return undefined;
}

/** Free-form JSON: copied as it is, nulls included. */
function decodeAny(value: unknown, walk: Walk, depth: number): unknown {
  switch (typeof value) {
    case 'string': {
      const text = storableText(value);
      return text instanceof Refusal ? walk.refuse(depth, text) : text;
    }
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value + 0 : refuseType(value, 'a number', walk, depth);
    case 'object':
      return value === null ? null : decodeAnyContainer(value, walk, depth);
    default:
      return refuseType(value, 'a JSON value', walk, depth);
  }
}

function decodeAnyContainer(value: object, walk: Walk, depth: number): unknown {
  if (isTooDeep(walk, depth, value)) return undefined;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => {
      walk.segments[depth] = index;
      return decodeAny(item, walk, depth + 1) ?? null;
    });
  }
  const result: Record<string, unknown> = {};
  walk.isMapKey[depth] = false;
  for (const [name, entry] of Object.entries(value)) {
    if (entry === undefined) continue;
    walk.segments[depth] = name;
    const key = decodeMapKey(name, walk, depth + 1);
    if (key === undefined) continue;
    const decoded = decodeAny(entry, walk, depth + 1);
    if (decoded !== undefined) result[key] = decoded;
  }
  return result;
}
