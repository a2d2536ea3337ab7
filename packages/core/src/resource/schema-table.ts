// The schema table: every type and field of the served Kubernetes release, as plain data.
// Structural validation, pruning, patches, server-side apply, GraphQL types and `explain` are all derived from it.
import kubernetes from '../../data/kubernetes-1.36.json' with { type: 'json' };

export type ScalarName =
  | 'string'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'number'
  | 'bytes'
  | 'time'
  | 'microTime'
  | 'duration'
  | 'quantity'
  | 'intOrString'
  | 'any';

/** What a field may carry beside its shape. */
export interface FieldMarkers {
  readonly required?: boolean;
  /** Known constants of a string; open, other values may be legal. */
  readonly values?: readonly string[];
  /** Declared default, as JSON text. */
  readonly default?: string;
  /** How server-side apply merges a list. */
  readonly listType?: 'map' | 'set' | 'atomic';
  /** Keys of a `map` list. */
  readonly keys?: readonly string[];
  /** Strategic merge strategies, comma separated: `merge`, `replace`, `retainKeys`. */
  readonly patch?: string;
  /** Merge key of a strategically merged list. */
  readonly patchKey?: string;
  /** The whole value has one owner in server-side apply. */
  readonly atomic?: boolean;
}

export interface ScalarField extends FieldMarkers {
  readonly t: ScalarName;
}
export interface RefField extends FieldMarkers {
  readonly ref: string;
}
export interface ListField extends FieldMarkers {
  readonly list: FieldSchema;
}
export interface MapField extends FieldMarkers {
  readonly map: FieldSchema;
}
export type FieldSchema = ScalarField | RefField | ListField | MapField;

export interface TypeSchema {
  readonly fields: Readonly<Record<string, FieldSchema>>;
  /** The whole value has one owner in server-side apply. */
  readonly atomic?: boolean;
  /** A kind: it carries `apiVersion` and `kind` beside its fields. */
  readonly object?: boolean;
}

export interface SchemaTable {
  readonly source: string;
  /** `group/version/Kind`, or `version/Kind` in the core group. */
  readonly kinds: Readonly<Record<string, { readonly namespaced: boolean }>>;
  /** `group/version.Type`, or `version.Type` in the core group. */
  readonly types: Readonly<Record<string, TypeSchema>>;
}

export const schemaTable = kubernetes as SchemaTable;

/** The type of a kind's objects: `apps/v1`, `Deployment` → `apps/v1.Deployment`. */
export function typeNameOf(apiVersion: string, kind: string): string {
  return `${apiVersion}.${kind}`;
}

/** Throws when the table has no such type: names come from the table itself or from a kind's folder. */
export function typeSchema(name: string, table: SchemaTable = schemaTable): TypeSchema {
  const type = table.types[name];
  if (!type) throw new Error(`the schema table has no type ${name}`);
  return type;
}
