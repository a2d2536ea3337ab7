// Paths to fields, as people write them and as errors print them: `spec.containers[0].image`,
// `spec.containers[name=app].image`, `spec.containers[*].image`, `metadata.labels['app.kubernetes.io/name']`, `limits[cpu]`.
import { type ApiError, badRequestError } from './api-error.ts';
import { fieldOf, isJsonObject } from './json-value.ts';
import { type FieldSchema, type SchemaTable, schemaTable, typeSchema } from './schema-table.ts';

export type PathSegment =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  /** The list item with these key fields. */
  | { readonly kind: 'keys'; readonly keys: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'all' };

export type Path = readonly PathSegment[];

const maxSegments = 64;
const namePattern = /[^.[\]\s=!<>(),'"\\]+/y;
const bracketPattern = /\[(?:(\d{1,9})|(\*)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\]'"]+))\]/y;

/** Throws BadRequest on malformed text. A leading dot is allowed. */
export function parsePath(text: string): Path {
  const { path, end } = parsePathAt(text, 0);
  if (end < text.length || path.length === 0) throw malformed(text);
  return path;
}

/** The longest path that begins at a position, for syntaxes that hold paths; empty where none begins. */
export function parsePathAt(text: string, start: number): { path: Path; end: number } {
  const path: PathSegment[] = [];
  let at = start;
  for (;;) {
    const bracket = matchAt(bracketPattern, text, at);
    const afterDot = text[at] === '.' ? at + 1 : at;
    const name = bracket || (path.length > 0 && afterDot === at) ? undefined : matchAt(namePattern, text, afterDot);
    if (bracket) path.push(bracketSegment(bracket));
    else if (name) path.push({ kind: 'name', name: name[0] });
    else return { path, end: at };
    if (path.length > maxSegments) throw malformed(text);
    at = bracket ? at + bracket[0].length : afterDot + (name?.[0].length ?? 0);
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function bracketSegment([, index, star, single, double, bare = '']: RegExpExecArray): PathSegment {
  if (index !== undefined) return { kind: 'index', index: Number(index) };
  if (star !== undefined) return { kind: 'all' };
  const quoted = single ?? double;
  if (quoted !== undefined) return { kind: 'name', name: quoted.replace(/\\(.)/g, '$1') };
  if (!bare.includes('=')) return { kind: 'name', name: bare.trim() };
  const keys = bare.split(',').map((part): [string, string] => {
    const equals = part.indexOf('=');
    if (equals < 0) throw malformed(`[${bare}]`);
    return [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
  });
  return { kind: 'keys', keys };
}

function malformed(text: string): ApiError {
  const shown = text.length > 256 ? `${text.slice(0, 256)}...` : text;
  return badRequestError(`invalid field path: ${JSON.stringify(shown)}`);
}

export function formatPath(path: Path): string {
  const text = path.map(formatSegment).join('');
  return text.startsWith('.') ? text.slice(1) : text;
}

function formatSegment(segment: PathSegment): string {
  switch (segment.kind) {
    case 'name':
      if (/^[\w$-]+$/.test(segment.name)) return `.${segment.name}`;
      return `['${segment.name.replace(/[\\']/g, '\\$&')}']`;
    case 'index':
      return `[${segment.index}]`;
    case 'keys':
      return `[${segment.keys.map((key) => key.join('=')).join(',')}]`;
    case 'all':
      return '[*]';
  }
}

/** The value at a path; every value there, as a list, when the path has `[*]`. `undefined` where there is none. */
export function readPath(object: unknown, path: string | Path): unknown {
  const segments = typeof path === 'string' ? parsePath(path) : path;
  return hasWildcard(segments) ? readAll(object, segments) : readOne(object, segments);
}

/** The value at a path without `[*]`. */
export function readOne(object: unknown, path: Path): unknown {
  let value = object;
  for (const segment of path) value = step(value, segment);
  return value;
}

export function hasWildcard(path: Path): boolean {
  return path.some((segment) => segment.kind === 'all');
}

/** Every value at a path, present ones only. */
export function readAll(object: unknown, path: Path): unknown[] {
  let values = [object];
  for (const segment of path) {
    values = values.flatMap((value) => (segment.kind === 'all' ? children(value) : [step(value, segment)]));
    values = values.filter((value) => value !== undefined && value !== null);
  }
  return values;
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function step(value: unknown, segment: PathSegment): unknown {
  switch (segment.kind) {
    case 'name':
      return isJsonObject(value) ? fieldOf(value, segment.name) : undefined;
    case 'index':
      if (Array.isArray(value)) return value[segment.index];
      return isJsonObject(value) ? fieldOf(value, String(segment.index)) : undefined;
    case 'keys':
      if (!Array.isArray(value)) return undefined;
      return value.find((item) =>
        segment.keys.every(([name, wanted]) => isJsonObject(item) && String(fieldOf(item, name)) === wanted),
      );
    case 'all':
      throw new Error('a path with [*] has no single value');
  }
}

const anyField: FieldSchema = { t: 'any' };
const stringField: FieldSchema = { t: 'string' };

/** What the table says of the values at a path; `undefined` where the type has no such field. */
export function fieldAt(typeName: string, path: Path, table: SchemaTable = schemaTable): FieldSchema | undefined {
  return path.reduce<FieldSchema | undefined>((field, segment) => field && fieldBelow(field, segment, table), {
    ref: typeName,
  });
}

function fieldBelow(field: FieldSchema, segment: PathSegment, table: SchemaTable): FieldSchema | undefined {
  if ('list' in field) return segment.kind === 'name' ? undefined : field.list;
  if ('map' in field) return segment.kind === 'keys' ? undefined : field.map;
  if ('ref' in field) return segment.kind === 'name' ? fieldOfType(field.ref, segment.name, table) : undefined;
  return field.t === 'any' ? anyField : undefined;
}

/** A type's own field, `apiVersion` and `kind` of kinds included. */
export function fieldOfType(typeName: string, name: string, table: SchemaTable): FieldSchema | undefined {
  const type = typeSchema(typeName, table);
  if (Object.hasOwn(type.fields, name)) return type.fields[name];
  return type.object && (name === 'apiVersion' || name === 'kind') ? stringField : undefined;
}

/** What a field holds at the end of its lists and maps. */
export function innermostField(field: FieldSchema): FieldSchema {
  if ('list' in field) return innermostField(field.list);
  return 'map' in field ? innermostField(field.map) : field;
}
