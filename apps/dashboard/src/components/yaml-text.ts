// Objects as people edit them.
import type { ApiObject } from '@portolan/client/objects.ts';
import { parse, stringify } from 'yaml';
import { withoutServerFields } from '../actions/object-actions.ts';

/** Fields by name, as Kubernetes' tools write them: the API gives them in an order that says nothing. */
export function yamlText(value: unknown): string {
  return stringify(value, { lineWidth: 0, sortMapEntries: true });
}

/** Without the record of who owns which field, which nobody reads here. */
export function yamlOf(object: ApiObject): string {
  const { managedFields: _, ...metadata } = object.metadata;
  return yamlText({ ...object, metadata });
}

/** What its author could have written: the rest changes by itself while one writes. */
export function editableYamlOf(object: ApiObject): string {
  return yamlText(withoutServerFields(object));
}

/** Throws what the reader of YAML says of the text. */
export function objectOf(text: string): ApiObject {
  const object: unknown = parse(text, { maxAliasCount: 0 });
  const { kind, metadata } = (object ?? {}) as Partial<ApiObject>;
  if (typeof kind !== 'string' || typeof metadata?.name !== 'string')
    throw new Error('kind and metadata.name are missing');
  return object as ApiObject; // The API checks the rest.
}
