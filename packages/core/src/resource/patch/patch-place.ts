// Where in a type a patch works, and what the schema table says of patching there.
import type { FieldSchema, SchemaTable } from '../schema-table.ts';

/** `field` is undefined where the table knows nothing: below a field of any form, and for unknown fields. */
export interface Place {
  readonly table: SchemaTable;
  readonly field: FieldSchema | undefined;
}

export interface PatchRules {
  /** The list merges with the live one; otherwise the patch's list takes its place. */
  readonly merges: boolean;
  /** The patch's object takes the live one's place. */
  readonly replaces: boolean;
  /** What identifies an item of a list of objects that merges. */
  readonly key: string | undefined;
}

export function patchRules({ field }: Place): PatchRules {
  const strategies = field?.patch?.split(',') ?? [];
  return { merges: strategies.includes('merge'), replaces: strategies.includes('replace'), key: field?.patchKey };
}

export function childPlace({ table, field }: Place, name: string): Place {
  if (field && 'map' in field) return { table, field: field.map };
  if (!field || !('ref' in field)) return { table, field: undefined };
  const fields = table.types[field.ref]?.fields ?? {};
  return { table, field: Object.hasOwn(fields, name) ? fields[name] : undefined };
}

export function itemPlace({ table, field }: Place): Place {
  return { table, field: field && 'list' in field ? field.list : undefined };
}
