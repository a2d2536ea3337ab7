// Objects as people edit them.
import type { ApiObject } from '@portolan/client/objects.ts';
import { parse, stringify } from 'yaml';
import { withoutServerFields } from '../actions/object-actions.ts';

/** Without the record of who owns which field, which nobody reads here. */
export function yamlOf(object: ApiObject): string {
  const { managedFields: _, ...metadata } = object.metadata;
  return stringify({ ...object, metadata }, { lineWidth: 0 });
}

/** What its author could have written: the rest changes by itself while one writes. */
export function editableYamlOf(object: ApiObject): string {
  return stringify(withoutServerFields(object), { lineWidth: 0 });
}

/** Throws what the reader of YAML says of the text. */
export function objectOf(text: string): ApiObject {
  const object: unknown = parse(text, { maxAliasCount: 0 });
  const { kind, metadata } = (object ?? {}) as Partial<ApiObject>;
  if (typeof kind !== 'string' || typeof metadata?.name !== 'string')
    throw new Error('kind and metadata.name are missing');
  return object as ApiObject; // The API checks the rest.
}

/** With its fields in the order of another state of the same object: history keeps them in an order of its own. */
export function inOrderOf<T>(value: T, other: unknown): T {
  if (Array.isArray(value)) {
    const others: readonly unknown[] = Array.isArray(other) ? other : [];
    return value.map((item, index) => inOrderOf(item, others[index])) as T;
  }
  if (!isRecord(value)) return value;
  const fields = isRecord(other) ? other : {};
  const order = new Map(Object.keys(fields).map((key, index) => [key, index]));
  const placeOf = (key: string) => order.get(key) ?? order.size;
  const entries = Object.entries(value).toSorted(([a], [b]) => placeOf(a) - placeOf(b));
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrderOf(item, fields[key])])) as T;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
