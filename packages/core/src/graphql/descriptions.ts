// What the schema says of each derived type and field. The table has no prose: a description names the field as Kubernetes
// does, its format and what is known of its values.
import type { FieldSchema } from '../resource/schema-table.ts';

/** `apps/v1.DeploymentSpec` → `apps/v1 DeploymentSpec`. */
export function describeType(type: string): string {
  const dot = type.lastIndexOf('.');
  return `${type.slice(0, dot)} ${type.slice(dot + 1)}`;
}

/** `apps/v1 DeploymentSpec.replicas, int32`, and what more is known. */
export function describeField(type: string, field: string, schema: FieldSchema): string {
  const notes = [`${describeType(type)}.${field}, ${formatText(schema)}`];
  if (schema.required) notes.push('Required.');
  if (schema.values?.length) notes.push(`One of: ${schema.values.map((value) => value || '""').join(', ')}.`);
  if (schema.default !== undefined) notes.push(`Default: ${schema.default}.`);
  if (schema.keys?.length) notes.push(`Each ${schema.keys.join(', ')} at most once.`);
  return notes.length === 1 ? notes.join('') : `${notes[0]}. ${notes.slice(1).join(' ')}`;
}

/** `int32`, `list of Container`, `map of quantity`. */
function formatText(schema: FieldSchema): string {
  if ('t' in schema) return schema.t;
  if ('ref' in schema) return schema.ref.slice(schema.ref.lastIndexOf('.') + 1);
  return 'list' in schema ? `list of ${formatText(schema.list)}` : `map of ${formatText(schema.map)}`;
}
